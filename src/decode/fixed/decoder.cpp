#include "decode/fixed/decoder.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/columns.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

bool is_blank(std::string_view bytes) { return bytes.find_first_not_of(' ') == std::string_view::npos; }

}  // namespace

FixedDecoder::FixedDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                           std::string shown_name, model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_shown_name(std::move(shown_name)),
      m_erased(std::move(erased)),
      m_lines(std::move(source), '\0', '\0', m_shown_name) {
    const auto& declared = layout.fixed.columns;
    const auto find = [&](const std::string& name) {
        const auto found =
            std::find_if(declared.begin(), declared.end(), [&](const auto& column) { return column.name == name; });
        return found == declared.end() ? absent : static_cast<std::size_t>(found - declared.begin());
    };
    for (const auto& column : declared) m_report.header.push_back(column.name);
    for (const auto& field : contract.fields) {
        m_columns.push_back(field.name);
        m_source.push_back(find(column_of(field)));
        if (m_source.back() != absent || field.optional_column) continue;
        throw Error(ErrorKind::configuration, "field '" + field.name + "' reads column '" + column_of(field) +
                                                  "', which layout '" + layout.name + "' does not have")
            .at(field.place)
            .remedy("give it a position, or declare `optional_column: true`");
    }
    if (!layout.fixed.year_column.empty()) m_year = find(layout.fixed.year_column);
}

bool FixedDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);
    const std::size_t known = unreadable.size();
    RawLine line;
    while (!m_done && has_room(out, unreadable.size() - known)) {
        if (m_lines.next(line, false)) {
            take_line(line, out, unreadable);
        } else {
            finish();
        }
    }
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    m_report.delivery_bytes = m_lines.delivery_bytes();
    return !m_done || out.rows() > 0 || unreadable.size() > known;
}

void FixedDecoder::take_line(const RawLine& line, model::Batch& out, std::vector<model::Finding>& unreadable) {
    const std::uint64_t length = line.bytes.size() + line.end_length;
    m_last_line_ended = line.end_length > 0;
    if (!m_erased.empty() && m_erased.begins_at(line.offset)) {
        ++m_report.records;
        ++m_report.erased;
        m_report.bytes.record += length;
        return;
    }
    if (is_blank(line.bytes)) {
        m_report.bytes.blank += length;
        return;
    }
    ++m_report.records;
    auto finding = read_record(line, out);
    if (!finding) {
        m_report.bytes.record += length;
        return;
    }
    m_report.bytes.unreadable += length;
    finding->place.number = m_report.records;
    unreadable.push_back(std::move(*finding));
}

std::optional<model::Finding> FixedDecoder::read_record(const RawLine& line, model::Batch& out) {
    const Transcoded text = to_utf8(m_layout.encoding, line.bytes, out.arena);
    if (text.fault) {
        auto place = place_of(line);
        place.column = static_cast<std::uint32_t>(*text.fault + 1);
        m_cut = true;
        m_report.open_reason = model::coded_reason(code::encoding, "bytes that the declared encoding does not have");
        return unreadable_record(
            code::encoding, place,
            "byte " + std::to_string(line.offset + *text.fault) + ": " +
                encoding_message(m_layout.encoding, static_cast<unsigned char>(line.bytes[*text.fault])),
            true);
    }
    const auto control =
        std::find_if(text.text.begin(), text.text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    if (control != text.text.end()) {
        return unreadable_record(code::format, place_of(line),
                                 "a tab or another control character: a record is filled with spaces and nothing else");
    }
    m_starts.clear();
    if (!text.ascii) {
        ++m_high_lines;
        if (find_invalid_utf8(line.bytes) == std::string_view::npos) ++m_utf8_lines;
        for (std::size_t at = 0; at < text.text.size(); ++at)
            if ((static_cast<unsigned char>(text.text[at]) & 0xC0U) != 0x80U) m_starts.push_back(at);
        m_starts.push_back(text.text.size());
    }
    const std::size_t characters = text.ascii ? text.text.size() : m_starts.size() - 1;
    if (characters != static_cast<std::size_t>(m_layout.fixed.record_length)) {
        if (m_lines.is_open(line) && characters < static_cast<std::size_t>(m_layout.fixed.record_length)) m_cut = true;
        return length_finding(line, characters);
    }
    if (m_year != absent) {
        if (auto finding = year_finding(line, text.text)) return finding;
    }
    for (std::size_t field = 0; field < m_source.size(); ++field) {
        out.columns[field].cells.push_back(m_source[field] == absent
                                               ? model::Column::null
                                               : value_of(m_layout.fixed.columns[m_source[field]], text.text));
    }
    auto place = place_of(line);
    place.number = m_report.records;
    out.places.push_back(place);
    return std::nullopt;
}

std::string_view FixedDecoder::value_of(const catalog::FixedLayout::Column& column, std::string_view text) const {
    const auto position = [&](int character) {
        const auto index = static_cast<std::size_t>(character);
        return m_starts.empty() ? index : m_starts[index];
    };
    const std::size_t begin = position(column.from - 1);
    std::string_view value = text.substr(begin, position(column.from - 1 + column.length) - begin);
    const std::size_t first = value.find_first_not_of(' ');
    if (first == std::string_view::npos) return model::Column::null;
    return value.substr(first, value.find_last_not_of(' ') - first + 1);
}

model::Finding FixedDecoder::length_finding(const RawLine& line, std::size_t found) const {
    const std::string lengths = "the record has " + std::to_string(found) + " characters, layout '" + m_layout.name +
                                "' has " + std::to_string(m_layout.fixed.record_length);
    if (m_report.records == 1) {
        for (const auto& other : m_contract.layouts) {
            if (other.format != m_layout.format || static_cast<std::size_t>(other.fixed.record_length) != found)
                continue;
            refuse(m_notes,
                   refusal(code::wrong_layout, place_of(line),
                           lengths + "; it is a record of layout " + catalog::shown_layout(other) +
                               ": is the period the right one?"),
                   m_shown_name);
        }
    }
    if (m_cut) {
        return unreadable_record(code::cut, place_of(line), lengths + " and no line end follows: the delivery is cut",
                                 true);
    }
    return unreadable_record(code::record_length, place_of(line), lengths);
}

std::optional<model::Finding> FixedDecoder::year_finding(const RawLine& line, std::string_view text) const {
    const auto& column = m_layout.fixed.columns[m_year];
    const std::string_view digits = value_of(column, text);
    auto place = place_of(line);
    place.column = static_cast<std::uint32_t>(column.from);
    int year = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return unreadable_record(code::wrong_layout, place, "column '" + column.name + "' holds no year");
        year = year * 10 + (c - '0');
    }
    if (digits.size() != static_cast<std::size_t>(column.length))
        return unreadable_record(code::wrong_layout, place, "column '" + column.name + "' holds no year");
    if (column.length == 2) year += 2000;  // no layout of a file is as old as a person
    if (m_layout.time.overlaps_year(year)) return std::nullopt;
    const std::string message = "column '" + column.name + "' says " + std::to_string(year) + ", expected is layout " +
                                catalog::shown_layout(m_layout) + ": is the period the right one?";
    if (m_report.records == 1) refuse(m_notes, refusal(code::wrong_layout, place, message), m_shown_name);
    return unreadable_record(code::wrong_layout, place, message);
}

void FixedDecoder::finish() {
    m_done = true;
    m_report.delivery_bytes = m_lines.delivery_bytes();
    if (const std::size_t marks = m_lines.end_marks(); marks > 0) {
        m_report.bytes.trailer += marks;
        m_notes.push_back(end_mark_note(m_report.delivery_bytes - marks, marks));
    }
    if (m_report.records == 0) {
        if (m_contract.completeness.nothing_is_normal) {
            m_report.closed = true;  // the nil return: one blank, or nothing at all
            return;
        }
        model::RecordPlace place;
        place.line = 1;
        refuse(m_notes,
               refusal(code::empty, place, "the delivery holds no record, and the contract knows no nil return"),
               m_shown_name);
    }
    if (m_layout.encoding != catalog::Encoding::utf8 && m_high_lines > 0 && m_high_lines == m_utf8_lines) {
        const std::string message = std::string("the contract says ") + encoding_name(m_layout.encoding) +
                                    ", but every letter beyond ASCII is written as UTF-8: declare `encoding: utf-8`";
        m_report.open_reason = model::coded_reason(code::encoding, message);
        m_notes.push_back(refusal(code::encoding, {}, message));
    } else if (m_cut && m_report.open_reason.empty()) {
        m_report.open_reason = model::coded_reason(code::cut, "the delivery is cut in its last record");
    } else if (!m_last_line_ended && m_lines.end_marks() == 0 && !m_layout.fixed.unended_last_line) {
        m_report.open_reason = model::coded_reason(
            code::unended_line,
            "the last record has no line end: the delivery may be cut; if this sender never writes one, declare "
            "`fixed.unended_last_line: true`");
    }
    m_report.closed = m_report.open_reason.empty();
}

}  // namespace tilsig::decode
