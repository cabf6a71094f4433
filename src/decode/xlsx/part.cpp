#include "decode/xlsx/part.hpp"

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/xml/markup.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t tag_bytes = 64 * 1024;

}  // namespace

std::string attribute(const SaxElement& element, std::string_view name) {
    std::string value;
    for (std::size_t i = 0; i < element.attributes(); ++i) {
        if (element.attribute_name(i).local != name) continue;
        element.append_value(i, value);
        break;
    }
    return value;
}

PartReader::PartReader(ByteSource source, PartEvents& events, std::string part, std::string shown_name)
    : m_window(std::move(source)),
      m_events(events),
      m_part(std::move(part)),
      m_shown_name(std::move(shown_name)),
      m_parser(*this) {}

void PartReader::refuse_part(model::RuleCode code, const std::string& message) const {
    refuse({}, refusal(code, {}, m_part + ", byte " + std::to_string(m_window.offset()) + " of its XML: " + message),
           m_shown_name);
}

bool PartReader::read_more() {
    const bool more = m_window.grow();
    if (m_first) {
        m_first = false;
        const auto head = m_window.bytes().substr(0, 4);
        if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") || head.find('\0') != head.npos)
            refuse_part(code::encoding, "it is not written in UTF-8");
        if (head.starts_with("\xEF\xBB\xBF")) m_window.consume(3);
    }
    try {
        while (const std::size_t size = whole_markup()) {
            m_parser.feed(m_window.bytes().substr(0, size));
            m_window.consume(size);
        }
        if (m_window.bytes().size() > Limits::line_bytes) refuse_part(code::limit, "a text is longer than 8 MiB");
        if (more) return true;
        if (m_depth > 0 || !is_xml_space(m_window.bytes())) refuse_part(code::cut, "it ends in the middle");
        m_parser.finish();
    } catch (const XmlFault& fault) {
        refuse_part(code::format, "it is not well-formed: " + fault.message);
    }
    return false;
}

/// Bytes at the front that are whole pieces of markup and keep the limits; 0 when more bytes are needed.
std::size_t PartReader::whole_markup() {
    std::size_t size = 0;
    const std::string_view bytes = m_window.bytes();
    while (size < bytes.size()) {
        const auto markup = next_markup(bytes.substr(size));
        const bool is_tag = !markup || markup->kind == XmlMarkup::Kind::start || markup->kind == XmlMarkup::Kind::empty;
        const std::size_t length = markup ? markup->length : bytes.size() - size;
        if (is_tag && bytes[size] == '<' && length > tag_bytes) refuse_part(code::limit, "a tag is longer than 64 KiB");
        if (!markup) break;
        if (markup->kind == XmlMarkup::Kind::declaration)
            refuse_part(code::document_type, "it has a document type; such documents are not read");
        if (markup->kind == XmlMarkup::Kind::start && ++m_markup_depth >= levels)
            refuse_part(code::limit, "elements lie more than " + std::to_string(levels) + " deep in each other");
        if (markup->kind == XmlMarkup::Kind::end && m_markup_depth > 0) --m_markup_depth;
        size += length;
    }
    return size;
}

void PartReader::start(const SaxElement& element) {
    m_names.at(m_depth) = element.name().local;
    m_events.start(m_names[m_depth++], element);
}

void PartReader::end() { m_events.end(m_names.at(--m_depth)); }

void PartReader::text(std::string_view piece) { m_events.text(piece); }

void PartReader::violation(std::string message) { refuse_part(code::format, message); }  // no schema: never called

}  // namespace tilsig::decode
