#include "decode/xml/scan.hpp"

#include <algorithm>

#include "decode/codes.hpp"
#include "decode/transcode.hpp"
#include "decode/xml/declaration.hpp"

namespace tilsig::decode {

namespace {

// Large enough that feeding costs nothing beside parsing, small enough to stay in the cache with its transcoded copy.
constexpr std::size_t piece_bytes = 32 * 1024;

using Kind = XmlMarkup::Kind;

}  // namespace

XmlScan::XmlScan(ByteSource source, std::size_t depth, const catalog::Layout& layout, bool empty_is_normal,
                 std::string shown_name)
    : m_window(std::move(source)),
      m_record_depth(depth),
      m_layout(layout),
      m_empty_is_normal(empty_is_normal),
      m_shown_name(std::move(shown_name)) {}

bool XmlScan::next(Piece& piece) {
    piece.elements.clear();
    // Up to the last element its lines are counted already.
    m_line_point.advance(m_window.bytes().substr(m_line_at, m_scanned - m_line_at));
    m_point = m_line_point;
    m_window.consume(m_scanned);
    m_scanned = 0;
    m_line_at = 0;
    if (!m_begun) begin();
    XmlMarkup markup;
    while (!m_ended && (m_scanned < piece_bytes || inside_element())) {
        if (!find_markup(markup)) {
            end_of_bytes();
            break;
        }
        take(markup, piece);
    }
    piece.bytes = m_window.bytes().substr(0, m_scanned);
    piece.offset = m_window.offset();
    piece.point = m_point;
    piece.root_line = m_root_line;
    return m_scanned > 0;
}

void XmlScan::begin() {
    m_begun = true;
    while (m_window.bytes().size() < 4 && m_window.grow()) {
    }
    const std::string_view head = m_window.bytes();
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
        refuse_at(0, code::encoding,
                  std::string("the delivery is UTF-16, the contract says ") + encoding_name(m_layout.encoding));
    }
    if (!head.starts_with("\xEF\xBB\xBF")) return;
    if (m_layout.encoding != catalog::Encoding::utf8) {
        refuse_at(0, code::encoding,
                  std::string("the delivery begins with the byte-order mark of UTF-8, the contract says ") +
                      encoding_name(m_layout.encoding));
    }
    if (!m_layout.allow_bom)
        refuse_at(0, code::byte_order_mark, "the delivery begins with a byte-order mark; allow it with `bom: true`");
    m_account.preface += 3;
    m_window.consume(3);
}

bool XmlScan::find_markup(XmlMarkup& markup) {
    for (;;) {
        if (const auto& nul = m_window.first_nul())
            refuse_at(static_cast<std::size_t>(*nul - m_window.offset()), code::nul, "a NUL byte");
        const std::string_view rest = m_window.bytes().substr(m_scanned);
        const auto found = rest.empty() ? std::nullopt : next_markup(rest);
        check_tag(rest);
        check_size(found ? &*found : nullptr, rest);
        if (found) {
            markup = *found;
            return true;
        }
        // A flood of white space is no reason to hold all of it.
        if (rest.size() >= piece_bytes && rest.front() != '<' && !inside_element() && is_xml_space(rest)) {
            markup = {Kind::text, rest.size()};
            return true;
        }
        if (!m_window.grow()) return false;
    }
}

void XmlScan::check_size(const XmlMarkup* markup, std::string_view rest) const {
    const std::size_t size = markup == nullptr ? rest.size() : markup->length;
    if (size <= Limits::tag_bytes) return;
    const char second = rest[1];
    const bool tag = rest.front() == '<' && second != '!' && second != '?';
    if (tag) refuse_at(m_scanned, code::limit, "a tag is longer than 64 KiB");
    if (inside_element()) {
        if (m_scanned - m_element_at + size > Limits::line_bytes)
            refuse_at(m_element_at, code::limit, "the element that begins here is longer than 8 MiB");
    } else if (size > Limits::markup_bytes && !(rest.front() != '<' && is_xml_space(rest.substr(0, size)))) {
        refuse_at(m_scanned, code::limit, "a text or comment outside the records is longer than 1 MiB");
    }
}

void XmlScan::check_tag(std::string_view rest) const {
    if (rest.size() < 2 || rest.front() != '<') return;
    const auto second = static_cast<unsigned char>(rest[1]);
    const bool begins = (second >= 'a' && second <= 'z') || (second >= 'A' && second <= 'Z') || second >= 0x80 ||
                        second == '_' || second == ':' || second == '/' || second == '!' || second == '?';
    // Said here because otherwise everything up to some later > would be taken for a tag.
    if (!begins) refuse_at(m_scanned, code::format, "a < that begins no tag; in text it is written &lt;");
}

void XmlScan::check_references(std::string_view text) const {
    constexpr std::size_t longest = 32;  // far above &quot; and &#1114111;
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        // libxml2 would wait for a semicolon to the end of the document, and keep all of it.
        if (text.substr(at, longest).find(';') != std::string_view::npos) continue;
        refuse_at(m_scanned + at, code::format, "an & that begins no reference; in text it is written &amp;");
    }
}

void XmlScan::refuse_text(std::string_view text) const {
    refuse_at(m_scanned + std::min(text.find_first_not_of(" \t\r\n"), text.size()), code::format,
              m_root_seen ? "text after the root element" : "this is not XML: text before the root element");
}

void XmlScan::take(const XmlMarkup& markup, Piece& piece) {
    const std::string_view bytes = m_window.bytes().substr(m_scanned, markup.length);
    switch (markup.kind) {
        case Kind::declaration:
            refuse_at(m_scanned, code::document_type,
                      "a document type or another declaration; XML of a delivery may have none");
        case Kind::instruction:
            if (!m_root_seen) check_declaration(bytes);
            count(markup.kind, bytes);
            break;
        case Kind::start:
        case Kind::empty:
            open_element(markup.length);
            if (markup.kind == Kind::start) break;
            if (m_depth == m_record_depth) close_element(piece, m_scanned + markup.length);
            --m_depth;
            break;
        case Kind::end:
            if (m_depth == m_record_depth) {
                close_element(piece, m_scanned + markup.length);
            } else {
                count(markup.kind, bytes);
            }
            if (m_depth > 0) --m_depth;
            break;
        default:
            if (m_depth == 0 && markup.kind != Kind::comment && !is_xml_space(bytes)) refuse_text(bytes);
            if (markup.kind == Kind::text) check_references(bytes);
            count(markup.kind, bytes);
    }
    m_scanned += markup.length;
    if (inside_element() && m_scanned - m_element_at > Limits::line_bytes)
        refuse_at(m_element_at, code::limit, "the element that begins here is longer than 8 MiB");
}

void XmlScan::open_element(std::size_t length) {
    if (m_depth == 0 && m_root_seen) refuse_at(m_scanned, code::format, "a second root element");
    if (++m_depth > Limits::depth)
        refuse_at(m_scanned, code::limit, "elements are nested deeper than " + std::to_string(Limits::depth));
    if (m_depth == m_record_depth) {
        m_line_point.advance(m_window.bytes().substr(m_line_at, m_scanned - m_line_at));
        m_line_at = m_element_at = m_scanned;
        m_element = {m_window.offset() + m_scanned, m_line_point.line(), 0, m_blank, m_markup};
        m_blank = m_markup = 0;
    } else if (m_depth < m_record_depth) {
        (m_root_seen ? m_markup : m_account.header) += length;
    }
    if (!m_root_seen) {
        LinePoint point = m_point;
        point.advance(m_window.bytes().substr(0, m_scanned));
        m_root_line = point.line();
    }
    m_root_seen = true;
}

void XmlScan::close_element(Piece& piece, std::size_t end) {
    m_element.length = static_cast<std::uint32_t>(end - m_element_at);
    piece.elements.push_back(m_element);
}

void XmlScan::count(Kind kind, std::string_view bytes) {
    if (inside_element()) return;
    if (!m_root_seen) {
        m_account.preface += bytes.size();
    } else if (kind == Kind::text && is_xml_space(bytes)) {
        m_blank += bytes.size();
    } else {
        m_markup += bytes.size();
    }
}

void XmlScan::check_declaration(std::string_view markup) {
    if (!markup.starts_with("<?xml") || !is_xml_space(markup.substr(5, 1))) return;
    const auto declaration = parse_xml_declaration(markup);
    if (!declaration || (declaration->version != "1.0" && declaration->version != "1.1"))
        refuse_at(m_scanned, code::format, "this is not XML 1.0: the declaration is not written by its rules");
    if (declaration->version == "1.1") refuse_at(m_scanned, code::format, "the delivery is XML 1.1; only 1.0 is read");
    if (!declaration->encoding.empty() && !names_encoding(declaration->encoding, m_layout.encoding)) {
        refuse_at(m_scanned, code::encoding,
                  std::string("the XML declaration names another encoding than the contract, which says ") +
                      encoding_name(m_layout.encoding) + "; one of the two is wrong");
    }
}

void XmlScan::end_of_bytes() {
    m_ended = true;
    const std::string_view rest = m_window.bytes().substr(m_scanned);
    const bool blank = is_xml_space(rest);
    if (!m_root_seen && blank) {
        if (m_empty_is_normal && m_window.total() == m_account.preface + rest.size()) {
            m_empty = true;
            m_account.preface += rest.size();
            m_scanned = 0;
            m_window.consume(rest.size());
            return;
        }
        refuse_at(0, code::empty,
                  m_window.total() == 0 ? "the delivery is empty (0 bytes)" : "the delivery has no root element");
    }
    if (m_depth > 0 || (!rest.empty() && rest.front() == '<'))
        refuse_at(m_window.bytes().size(), code::cut, "the delivery ends before its root element is closed: it is cut");
    if (!blank) refuse_text(rest);
    count(Kind::text, rest);
    m_scanned += rest.size();
}

void XmlScan::refuse_in(const Piece& piece, std::size_t at, model::RuleCode code, const std::string& message) const {
    LinePoint point = piece.point;
    point.advance(piece.bytes.substr(0, at));
    model::RecordPlace place;
    place.line = point.line();
    place.column = static_cast<std::uint32_t>(point.column());
    place.offset = piece.offset + at;
    place.length = 1;
    refuse({}, refusal(code, place, message), m_shown_name);
}

void XmlScan::refuse_at(std::size_t at, model::RuleCode code, const std::string& message) const {
    Piece here;
    here.bytes = m_window.bytes();
    here.offset = m_window.offset();
    here.point = m_point;
    refuse_in(here, at, code, message);
}

}  // namespace tilsig::decode
