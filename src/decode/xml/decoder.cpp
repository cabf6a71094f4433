#include "decode/xml/decoder.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/stated_kind.hpp"
#include "decode/stated_total.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

std::optional<XmlSchema> schema_of(const catalog::Layout& layout) {
    if (layout.xml.schema_text.empty()) return std::nullopt;
    std::optional<XmlSchema> schema(std::in_place, layout.xml.schema_text, layout.xml.schema);
    if (schema->mistakes().empty()) return schema;
    const auto& mistake = schema->mistakes().front();
    throw Error(ErrorKind::configuration, mistake.message)
        .at(mistake.place)
        .remedy("`tilsig check` tells all mistakes");
}

/// How many bytes of a single-byte encoding have become the first `size` bytes of `utf8`.
std::size_t characters(std::string_view utf8, std::size_t size) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.begin() + static_cast<std::ptrdiff_t>(std::min(size, utf8.size())),
                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

XmlDecoder::XmlDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                       std::string shown_name, model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_shown_name(std::move(shown_name)),
      m_scan(std::move(source), layout.xml.records.size(), layout, contract.completeness.nothing_is_normal,
             m_shown_name),
      m_schema(schema_of(layout)),
      m_records(contract, layout, m_shown_name, std::move(erased)),
      m_parser(m_records, m_schema ? &*m_schema : nullptr) {
    for (const auto& field : contract.fields) m_columns.push_back(field.name);
}

bool XmlDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);

    const std::size_t known = unreadable.size();
    while (!m_done && has_room(out, unreadable.size() - known)) {
        if (m_scan.next(m_piece)) {
            feed_piece(out, unreadable);
        } else {
            finish();
        }
    }
    for (std::size_t i = known; i < unreadable.size(); ++i) {
        if (unreadable[i].action == model::Action::block_delivery && m_report.open_reason.empty())
            m_report.open_reason = model::coded_reason(unreadable[i].code, unreadable[i].message);
    }
    m_report.closed = m_done && m_report.open_reason.empty();
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    m_report.bytes = m_records.account();
    m_report.bytes.preface = m_scan.account().preface;
    m_report.bytes.header += m_scan.account().header;
    m_report.bytes.trailer = m_done ? m_scan.rest() + m_records.open_bytes() : 0;
    m_report.delivery_bytes = m_scan.delivery_bytes();
    m_report.records = m_records.records();
    m_report.erased = m_records.erased();
    m_report.header = m_records.header();
    return !m_done || out.rows() > 0 || unreadable.size() > known;
}

void XmlDecoder::feed_piece(model::Batch& out, std::vector<model::Finding>& unreadable) {
    const std::string_view utf8 = transcode_piece();
    m_records.begin_piece(m_piece, m_unreadable_bytes, out, unreadable);
    try {
        m_parser.feed(utf8);
    } catch (const XmlFault& fault) {
        refuse_fault(fault, utf8);
    }
    m_records.end_piece();
    m_fed += utf8.size();
}

std::string_view XmlDecoder::transcode_piece() {
    m_unreadable_bytes.clear();
    m_first_bad_byte.reset();
    std::string_view raw = m_piece.bytes;
    if (is_ascii(raw)) return raw;
    ++m_high_pieces;
    const bool single_byte = m_layout.encoding != catalog::Encoding::utf8;
    if (single_byte && m_utf8_pieces + 1 == m_high_pieces && find_invalid_utf8(raw) == std::string_view::npos)
        ++m_utf8_pieces;
    std::size_t bad = find_unreadable(m_layout.encoding, raw, 0);
    if (bad != std::string_view::npos) {
        m_mended = raw;
        for (; bad != std::string_view::npos; bad = find_unreadable(m_layout.encoding, m_mended, bad)) {
            note_unreadable(bad);
            m_mended[bad] = '?';
        }
        raw = m_mended;
    }
    if (!single_byte) return raw;
    m_transcoded.clear();
    return to_utf8(m_layout.encoding, raw, m_transcoded).text;
}

void XmlDecoder::note_unreadable(std::size_t at) {
    const std::uint64_t offset = m_piece.offset + at;
    const std::string message = encoding_message(m_layout.encoding, static_cast<unsigned char>(m_piece.bytes[at]));
    if (!m_first_bad_byte) m_first_bad_byte = at;
    const auto& elements = m_piece.elements;
    const auto after = std::upper_bound(elements.begin(), elements.end(), offset,
                                        [](std::uint64_t wanted, const auto& one) { return wanted < one.offset; });
    if (after == elements.begin() || std::prev(after)->offset + std::prev(after)->length <= offset)
        m_scan.refuse_in(m_piece, at, code::encoding,
                         "outside the records, byte " + std::to_string(offset) + ": " + message);
    m_unreadable_bytes.emplace(static_cast<std::size_t>(std::prev(after) - elements.begin()),
                               "byte " + std::to_string(offset) + ": " + message);
}

void XmlDecoder::refuse_fault(const XmlFault& fault, std::string_view utf8) const {
    if (m_first_bad_byte) {
        m_scan.refuse_in(
            m_piece, *m_first_bad_byte, code::encoding,
            "in the markup: " +
                encoding_message(m_layout.encoding, static_cast<unsigned char>(m_piece.bytes[*m_first_bad_byte])));
    }
    const auto in_utf8 = static_cast<std::size_t>(fault.at - std::min(fault.at, m_fed));
    const std::size_t at =
        utf8.size() == m_piece.bytes.size() ? std::min(in_utf8, utf8.size()) : characters(utf8, in_utf8);
    m_scan.refuse_in(m_piece, at, code::format, "this is not well-formed XML: " + fault.message);
}

void XmlDecoder::doubt(model::RuleCode code, const std::string& message) {
    if (m_report.open_reason.empty()) m_report.open_reason = model::coded_reason(code, message);
    m_notes.push_back(refusal(code, {}, message));
}

void XmlDecoder::finish() {
    m_done = true;
    if (m_scan.empty()) return;
    try {
        m_parser.finish();
    } catch (const XmlFault& fault) {
        refuse_fault(fault, {});
    }
    const bool refused = m_records.conclude(m_notes);
    if (refused) throw DeliveryRefused(std::move(m_notes), m_shown_name);
    if (!m_contract.kinds.empty()) {
        m_report.kind = kind_of(m_contract, m_records.kind());
        if (!m_report.kind)
            doubt(code::kind, kind_message(m_contract, shown_path(m_layout.xml.kind), m_records.kind().has_value()));
    }
    if (!m_layout.xml.day.empty()) {
        m_report.day = day_of(m_records.day());
        if (!m_report.day) doubt(code::day, day_message(shown_path(m_layout.xml.day), m_records.day().has_value()));
    }
    for (const auto& note : m_notes) {
        if (note.action == model::Action::block_delivery && m_report.open_reason.empty())
            m_report.open_reason = model::coded_reason(note.code, note.message);
    }
    if (m_high_pieces > 0 && m_high_pieces == m_utf8_pieces) {
        doubt(code::encoding, std::string("the contract says ") + encoding_name(m_layout.encoding) +
                                  ", but every letter beyond ASCII is written as UTF-8: declare `encoding: utf-8`");
    }
    m_report.stated_records = m_records.stated();
    if (m_layout.xml.count.empty()) return;
    if (!m_records.count_met()) {
        doubt(code::trailer, "the count of records is missing: the delivery is not complete");
    } else if (!m_report.stated_records) {
        doubt(code::trailer, "the count of records is no number");
    } else if (*m_report.stated_records != m_records.records()) {
        doubt(code::trailer, StatedTotal::count_text(*m_report.stated_records, m_records.records(), true));
    }
}

}  // namespace tilsig::decode
