// The two ends of a CSV delivery: byte-order mark, preface and header; trailer and proof of completeness.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/codes.hpp"
#include "decode/csv/decoder.hpp"
#include "decode/stated_total.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

/// Of Latin letters in UTF-16 every other byte is NUL; which one tells the order. Empty for anything else.
std::string unmarked_utf16(std::string_view head) {
    constexpr std::size_t looked_at = 8;
    if (head.size() < looked_at) return {};
    std::size_t odd = 0;
    std::size_t even = 0;
    for (std::size_t at = 0; at < looked_at; ++at)
        if (head[at] == '\0') ++(at % 2 == 0 ? even : odd);
    if (odd == looked_at / 2 && even == 0) return "utf-16le";
    return even == looked_at / 2 && odd == 0 ? "utf-16be" : "";
}

/// `sep=;` at the beginning, which spreadsheet programs want and nobody else reads. What it says is not asked: the
/// header shows the delimiter.
bool is_separator_line(std::string_view text) {
    const bool quoted = text.starts_with('"');
    if (quoted) text.remove_prefix(1);
    if (!text.starts_with("sep=") && !text.starts_with("SEP=") && !text.starts_with("Sep=")) return false;
    text.remove_prefix(std::min<std::size_t>(text.size(), 5));
    if (quoted) {
        if (!text.starts_with('"')) return false;
        text.remove_prefix(1);
    }
    return text.empty() || text.front() == '\r' || text.front() == '\n';
}

/// The names of a header, whatever its quotes are like: up to the first one that is not written as RFC 4180 says.
std::vector<std::string> header_names(std::string_view header, char delimiter, char quote) {
    std::vector<std::string> names;
    for (std::size_t at = 0; names.size() < Limits::columns; ++at) {
        std::string name;
        if (quote != '\0' && at < header.size() && header[at] == quote) {
            do {
                const std::size_t closing = header.find(quote, ++at);
                if (closing == std::string_view::npos) return names;
                if (!name.empty()) name += quote;
                name += header.substr(at, closing - at);
                at = closing + 1;
            } while (at < header.size() && header[at] == quote);
            if (at < header.size() && header[at] != delimiter) return names;
        } else {
            const std::size_t end = std::min(header.find(delimiter, at), header.size());
            name = header.substr(at, end - at);
            at = end;
        }
        names.emplace_back(trim(name));
        if (at >= header.size()) break;
    }
    return names;
}

}  // namespace

void CsvDecoder::start() {
    m_state = State::rows;
    check_byte_order_mark();
    read_preface();
    if (m_layout.csv.header_rows == 0) {
        HeaderRow row;
        row.cells = m_layout.csv.columns;
        m_plan = plan_columns(m_contract, m_layout, {row}, m_notes, m_shown_name);
    } else {
        std::vector<HeaderRow> rows;
        for (int i = 0; i < m_layout.csv.header_rows; ++i) {
            rows.push_back(read_header_row());
            if (m_state == State::done) return;
        }
        m_plan = plan_columns(m_contract, m_layout, std::move(rows), m_notes, m_shown_name);
    }
    m_report.header = m_plan.names;
}

void CsvDecoder::check_byte_order_mark() {
    const std::string_view head = m_lines.peek();
    model::RecordPlace place;
    place.line = 1;
    place.column = 1;
    place.length = 2;
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
        refuse({},
               refusal(code::encoding, place,
                       std::string("the delivery is UTF-16, the contract says ") + encoding_name(m_layout.encoding) +
                           "; declare `encoding: utf-16`"),
               m_shown_name);
    }
    if (const auto order = unmarked_utf16(head); !order.empty()) {
        refuse({},
               refusal(code::encoding, place,
                       "the delivery is UTF-16 without a byte-order mark, the contract says " +
                           std::string(encoding_name(m_layout.encoding)) + "; declare `encoding: " + order + "`"),
               m_shown_name);
    }
    if (!head.starts_with("\xEF\xBB\xBF")) return;
    place.length = 3;
    if (m_layout.encoding != catalog::Encoding::utf8) {
        refuse({},
               refusal(code::encoding, place,
                       std::string("the delivery begins with the byte-order mark of UTF-8, the contract says ") +
                           encoding_name(m_layout.encoding)),
               m_shown_name);
    }
    if (!m_layout.allow_bom) {
        refuse({},
               refusal(code::byte_order_mark, place,
                       "the delivery begins with a byte-order mark; allow it with `bom: true`"),
               m_shown_name);
    }
    m_report.bytes.preface += 3;
    m_lines.skip(3);
}

void CsvDecoder::read_preface() {
    RawLine line;
    int lines = m_layout.csv.preface_lines;
    if (lines == 0 && is_separator_line(m_lines.peek())) lines = 1;
    for (int i = 0; i < lines && m_lines.next(line, false); ++i) {
        m_report.bytes.preface += line.bytes.size() + line.end_length;
    }
}

HeaderRow CsvDecoder::read_header_row() {
    RawLine line;
    for (;;) {
        if (!m_lines.next(line, true)) {
            m_report.delivery_bytes = m_lines.delivery_bytes();
            m_report.bytes.trailer += m_lines.end_marks();
            if (m_contract.completeness.nothing_is_normal && m_report.header.empty() && m_report.bytes.header == 0) {
                m_report.closed = true;  // a nil return: nothing, or blank space, is the whole answer
                m_state = State::done;
                return {};
            }
            model::RecordPlace place;
            place.line = 1;
            refuse(m_notes,
                   refusal(code::empty, place,
                           m_report.delivery_bytes == 0 ? "the delivery is empty (0 bytes)"
                                                        : "the delivery ends before its header is complete"),
                   m_shown_name);
        }
        m_last_line_ended = line.end_length > 0;
        if (!is_blank(line.bytes)) break;
        m_report.bytes.blank += line.bytes.size() + line.end_length;
    }
    if (m_header_line.empty()) {
        m_header_line = line.bytes;
        refuse_other_delimiter(m_header_line, line);
    }
    if (line.fault != QuoteFault::none) {
        auto finding = quote_finding(line);
        refuse(m_notes, refusal(finding.code, finding.place, "in the header: " + finding.message), m_shown_name);
    }
    model::Arena arena;
    const Transcoded text = to_utf8(m_layout.encoding, line.bytes, arena);
    if (text.fault) {
        refuse(m_notes,
               refusal(code::encoding, place_of(line),
                       "in the header, byte " + std::to_string(line.offset + *text.fault) + ": " +
                           encoding_message(m_layout.encoding, static_cast<unsigned char>(line.bytes[*text.fault]))),
               m_shown_name);
    }
    if (m_layout.encoding == catalog::Encoding::utf8 && text.text.find("\xEF\xBB\xBF") != std::string_view::npos) {
        refuse(m_notes, refusal(code::byte_order_mark, place_of(line), "a byte-order mark (U+FEFF) inside the header"),
               m_shown_name);
    }
    if (!is_ascii(line.bytes)) {
        ++m_high_lines;
        if (find_invalid_utf8(line.bytes) == std::string_view::npos) ++m_utf8_lines;
    }
    m_report.bytes.header += line.bytes.size() + line.end_length;
    HeaderRow row;
    row.place = place_of(line);
    const char quote = line.has_quotes ? m_layout.csv.quote : '\0';
    split_cells(text.text, m_layout.csv.delimiter, quote,
                Limits::columns + static_cast<std::size_t>(m_layout.csv.trailing_empty), m_cells);
    for (const auto& cell : m_cells) {
        const std::string_view name = cell_text(const_cast<char*>(text.text.data()), cell, m_layout.csv.quote);
        row.cells.emplace_back(name.data() == nullptr ? std::string_view("") : name);
    }
    return row;
}

void CsvDecoder::refuse_other_delimiter(std::string_view header, const RawLine& line) {
    if (m_layout.unpivot) return;  // its header texts are values, which are not known
    const auto columns_at = [&](char delimiter) {
        const auto names = header_names(header, delimiter, m_layout.csv.quote);
        return std::count_if(m_contract.fields.begin(), m_contract.fields.end(), [&](const auto& field) {
            return std::find(names.begin(), names.end(), column_of(field)) != names.end();
        });
    };
    if (m_contract.fields.size() < 2 || columns_at(m_layout.csv.delimiter) > 0) return;
    for (const char delimiter : std::string_view(";,\t|")) {
        if (delimiter == m_layout.csv.delimiter || columns_at(delimiter) < 2) continue;
        const auto shown = [](char c) { return c == '\t' ? std::string("a tab") : std::string("'") + c + "'"; };
        refuse(m_notes,
               refusal(code::other_delimiter, place_of(line),
                       "the columns are delimited by " + shown(delimiter) + ", the contract says " +
                           shown(m_layout.csv.delimiter) + "; ask the sender for the agreed delimiter"),
               m_shown_name);
    }
}

void CsvDecoder::take_trailer(const RawLine& line) {
    m_trailer_seen = true;
    if (!m_layout.csv.trailer_count_column && m_sums.empty()) return;
    std::vector<CellSpan> cells;
    const bool quoted = line.has_quotes && line.fault == QuoteFault::none;
    split_cells(line.bytes, m_layout.csv.delimiter, quoted ? m_layout.csv.quote : '\0', Limits::columns, cells);
    const auto text_of = [&](int wanted) -> std::string_view {
        if (cells.size() < static_cast<std::size_t>(wanted)) return {};
        const CellSpan& cell = cells[static_cast<std::size_t>(wanted) - 1];
        std::string_view text = line.bytes.substr(cell.begin, cell.length);
        if (cell.quoted) text = text.substr(1, text.size() - 2);
        return trim(text);
    };
    m_sums.compare(text_of);
    if (!m_layout.csv.trailer_count_column) return;
    const std::string_view text = text_of(*m_layout.csv.trailer_count_column);
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) m_report.stated_records = count;
}

void CsvDecoder::finish() {
    m_state = State::done;
    const auto doubt = [this](model::RuleCode code, const std::string& message) {
        m_report.open_reason = model::coded_reason(code, message);
        model::RecordPlace place;
        m_notes.push_back(refusal(code, place, message));
    };
    const auto& csv = m_layout.csv;
    if (const std::size_t marks = m_lines.end_marks(); marks > 0) {
        m_report.bytes.trailer += marks;
        m_notes.push_back(end_mark_note(m_lines.delivery_bytes() - marks, marks));
    }
    if (m_lines.delivery_bytes() == 0 && !m_contract.completeness.nothing_is_normal) {
        // Only without a header: with one, read_header_row has refused already.
        refuse(std::move(m_notes), refusal(code::empty, {}, "the delivery is empty (0 bytes)"), m_shown_name);
    }
    if (m_layout.encoding != catalog::Encoding::utf8 && m_high_lines > 0 && m_high_lines == m_utf8_lines) {
        doubt(code::encoding, std::string("the contract says ") + encoding_name(m_layout.encoding) +
                                  ", but every letter beyond ASCII is written as UTF-8: declare `encoding: utf-8`");
    }
    if (m_cut) {
        // The record at the end carries the finding; here only the proof is withheld.
        m_report.open_reason = model::coded_reason(code::cut, "the delivery is cut in its last record");
    } else if (!csv.trailer_prefix.empty() && !m_trailer_seen) {
        doubt(code::trailer, "the trailer is missing: the delivery is not complete");
    } else if (csv.trailer_count_column && !m_report.stated_records) {
        doubt(code::trailer, "cell " + std::to_string(*csv.trailer_count_column) + " of the trailer is no count");
    } else if (m_report.stated_records && *m_report.stated_records != m_data_lines) {
        doubt(code::trailer, StatedTotal::count_text(*m_report.stated_records, m_data_lines));
    } else if (!m_sums.fault().empty()) {
        doubt(code::trailer, m_sums.fault());
    } else if (!m_last_line_ended && m_lines.end_marks() == 0 && !m_trailer_seen && !csv.unended_last_line) {
        m_report.open_reason = model::coded_reason(
            code::unended_line,
            "the last line has no line end: the delivery may be cut; if this sender never writes one, declare "
            "`csv.unended_last_line: true`");
    }
    m_report.closed = m_report.open_reason.empty();
    // Compared with `records`, which counts the cells of a wide table; the sender counts lines.
    if (m_layout.unpivot && m_report.stated_records == m_data_lines) m_report.stated_records = m_report.records;
}

}  // namespace tilsig::decode
