#include "decode/csv/decoder.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::uint64_t swallowed_lines = 3;

/// Place of a cell of a wide table. An empty cell has no bytes of its own: its place is the delimiter or line end after
/// it, or, at the very end of the delivery, the delimiter before it.
void set_cell_place(model::RecordPlace& place, const RawLine& line, const CellSpan& cell, std::size_t index) {
    place.column = static_cast<std::uint32_t>(index + 1);
    place.offset = line.offset + cell.begin;
    place.length = std::max<std::uint32_t>(cell.length, 1);
    if (cell.length == 0 && cell.begin == line.bytes.size() && line.end_length == 0) --place.offset;
}

}  // namespace

CsvDecoder::CsvDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                       std::string shown_name, model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_shown_name(std::move(shown_name)),
      m_erased(std::move(erased)),
      m_lines(std::move(source), layout.csv.delimiter, layout.csv.quote, m_shown_name),
      m_sums(contract, layout) {
    for (const auto& field : contract.fields) m_columns.push_back(field.name);
}

bool CsvDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);
    m_header_views.clear();
    if (m_state == State::fresh) start();
    note_columns(out);

    const std::size_t known = unreadable.size();
    RawLine line;
    while (m_state == State::rows && has_room(out, unreadable.size() - known)) {
        if (m_lines.next(line, true)) {
            take_line(line, out, unreadable);
        } else {
            finish();
        }
    }
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    m_report.delivery_bytes = m_lines.delivery_bytes();
    return m_state != State::done || out.rows() > 0 || unreadable.size() > known;
}

void CsvDecoder::take_line(const RawLine& line, model::Batch& out, std::vector<model::Finding>& unreadable) {
    const std::uint64_t length = line.bytes.size() + line.end_length;
    m_last_line_ended = line.end_length > 0;
    if (take_erased(line)) return;
    if (is_blank(line.bytes)) {
        m_report.bytes.blank += length;
        return;
    }
    if (!m_layout.csv.ends_before.empty() && is_behind_end(line)) {
        m_report.bytes.trailer += length;
        return;
    }
    RawLine data = line;
    std::string kept;
    if (!m_layout.csv.trailer_prefix.empty() && line.bytes.starts_with(m_layout.csv.trailer_prefix)) {
        kept = line.bytes;  // looking ahead moves the window
        data.bytes = kept;
        if (m_lines.rest_is_blank()) {
            m_report.bytes.trailer += length;
            take_trailer(data);
            return;
        }
    }
    ++m_data_lines;
    model::Finding finding;
    if (read_row(data, out, finding)) {
        m_report.bytes.record += length;
        return;
    }
    m_report.bytes.unreadable += length;
    if (finding.action == model::Action::block_delivery)
        m_report.open_reason = model::coded_reason(finding.code, finding.message);
    unreadable.push_back(std::move(finding));
}

/// A record that had line breaks in its quotes is several lines now, and still one record.
bool CsvDecoder::take_erased(const RawLine& line) {
    if (m_erased.empty() || !m_erased.holds(line.offset)) return false;
    m_report.bytes.record += line.bytes.size() + line.end_length;
    if (!m_erased.begins_at(line.offset)) return true;
    ++m_data_lines;
    ++m_report.records;
    ++m_report.erased;
    m_sums.leave_out();
    return true;
}

bool CsvDecoder::read_row(const RawLine& line, model::Batch& out, model::Finding& finding) {
    // A line that cannot be read is one record, whatever it would have become.
    const auto unreadable = [&](model::Finding made) {
        ++m_report.records;
        m_sums.leave_out();
        made.place.number = m_report.records;
        finding = std::move(made);
        return false;
    };
    if (line.bytes.size() > Limits::cell_bytes) check_cell_size(line);
    if (line.fault != QuoteFault::none) {
        m_cut = m_cut || line.fault == QuoteFault::unclosed;
        return unreadable(quote_finding(line));
    }
    const Transcoded text = to_utf8(m_layout.encoding, line.bytes, out.arena);
    if (text.fault) {
        auto place = place_of(line);
        const auto before = line.bytes.substr(0, *text.fault);
        place.column = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), m_layout.csv.delimiter));
        return unreadable(unreadable_record(
            code::encoding, place,
            "cell " + std::to_string(place.column) + ", byte " + std::to_string(line.offset + *text.fault) + ": " +
                encoding_message(m_layout.encoding, static_cast<unsigned char>(line.bytes[*text.fault])),
            true));
    }
    const bool ascii = text.ascii;
    if (!ascii) {
        ++m_high_lines;
        if (m_layout.encoding != catalog::Encoding::utf8) {
            // One line that is no UTF-8 settles the question for the whole delivery.
            if (m_utf8_lines + 1 == m_high_lines && find_invalid_utf8(line.bytes) == std::string_view::npos)
                ++m_utf8_lines;
        } else if (text.text.starts_with(utf8_mark)) {
            return unreadable(
                unreadable_record(code::joined_files, place_of(line),
                                  "the line begins with a byte-order mark (U+FEFF): two files were put together here"));
        }
    }
    // The transcoded line lies in the batch's own memory and is nobody else's yet: quotes are removed in place.
    char* const writable = const_cast<char*>(text.text.data());
    const char quote = line.has_quotes ? m_layout.csv.quote : '\0';
    const std::size_t most = m_plan.width + static_cast<std::size_t>(m_layout.csv.trailing_empty);
    split_cells(text.text, m_layout.csv.delimiter, quote, most, m_cells);
    const bool too_many =
        m_cells.size() > m_plan.width &&
        (m_cells.size() > most || std::any_of(m_cells.begin() + static_cast<std::ptrdiff_t>(m_plan.width),
                                              m_cells.end(), [](const CellSpan& cell) { return cell.length > 0; }));
    if (too_many || m_cells.size() < m_plan.width) {
        m_cut = m_cut || (!too_many && m_lines.is_open(line));
        return unreadable(ragged_finding(line, m_cells.size()));
    }
    if (line.bytes == m_header_line) return unreadable(repeated_header(line));
    if (m_layout.unpivot) {
        if (ascii) {
            m_raw_cells = m_cells;
        } else {
            split_cells(line.bytes, m_layout.csv.delimiter, quote, most, m_raw_cells);
        }
        add_cell_records(line, writable, out);
        return true;
    }
    add_row(line, writable, out);
    if (!is_header_row(out)) {
        m_sums.add(out);
        return true;
    }
    out.places.pop_back();
    for (auto& column : out.columns) column.cells.pop_back();
    --m_report.records;
    return unreadable(repeated_header(line));
}

bool CsvDecoder::is_header_row(const model::Batch& out) const {
    if (m_layout.csv.header_rows == 0) return false;
    bool any = false;
    for (std::size_t field = 0; field < m_plan.source.size(); ++field) {
        if (m_plan.source[field] == ColumnPlan::absent) continue;
        if (out.columns[field].cells.back() != m_plan.names[m_plan.source[field]]) return false;
        any = true;
    }
    return any;
}

model::Finding CsvDecoder::repeated_header(const RawLine& line) {
    return unreadable_record(code::repeated_header, place_of(line),
                             "the header stands here once more; probably two files were put together");
}

void CsvDecoder::add_row(const RawLine& line, char* text, model::Batch& out) {
    for (std::size_t field = 0; field < m_plan.source.size(); ++field) {
        const std::size_t cell = m_plan.source[field];
        out.columns[field].cells.push_back(
            cell == ColumnPlan::absent ? model::Column::null : cell_text(text, m_cells[cell], m_layout.csv.quote));
    }
    auto place = place_of(line);
    place.number = ++m_report.records;
    out.places.push_back(place);
}

bool CsvDecoder::is_behind_end(const RawLine& line) {
    if (m_ended) {
        require_no_record(line);
        return true;
    }
    model::Arena arena;
    std::string_view text = to_utf8(m_layout.encoding, line.bytes, arena).text;
    if (!text.empty() && text.front() == m_layout.csv.quote) text.remove_prefix(1);
    m_ended = std::any_of(m_layout.csv.ends_before.begin(), m_layout.csv.ends_before.end(),
                          [&](const std::string& begin) { return text.starts_with(begin); });
    return m_ended;
}

void CsvDecoder::require_no_record(const RawLine& line) {
    if (!m_report.open_reason.empty()) return;
    std::vector<CellSpan> cells;
    const char quote = line.has_quotes && line.fault == QuoteFault::none ? m_layout.csv.quote : '\0';
    split_cells(line.bytes, m_layout.csv.delimiter, quote, Limits::columns, cells);
    if (cells.size() < 2 || cells.size() != m_plan.width) return;
    if (std::any_of(cells.begin(), cells.end(), [](const CellSpan& cell) { return cell.length == 0; })) return;
    const std::string message = behind_end_message("line " + std::to_string(line.line));
    m_report.open_reason = model::coded_reason(code::after_end, message);
    m_notes.push_back(refusal(code::after_end, place_of(line), message));
}

void CsvDecoder::add_cell_records(const RawLine& line, char* text, model::Batch& out) {
    store_headers(out);
    std::vector<std::string_view> keys;
    for (std::size_t cell = 0; cell < m_plan.keys; ++cell)
        keys.push_back(cell_text(text, m_cells[cell], m_layout.csv.quote));
    m_keys_above.fill(*m_layout.unpivot, keys, out.arena);
    auto place = place_of(line);
    for (std::size_t cell = m_plan.keys; cell < m_plan.width; ++cell) {
        const std::string_view value = cell_text(text, m_cells[cell], m_layout.csv.quote);
        for (std::size_t field = 0; field < m_plan.parts.size(); ++field) {
            const auto& part = m_plan.parts[field];
            std::string_view shown = model::Column::null;
            if (part.part == ColumnPlan::Part::value) shown = value;
            if (part.part == ColumnPlan::Part::key) shown = keys[part.index];
            if (part.part == ColumnPlan::Part::header) shown = m_header_views[part.index][cell - m_plan.keys];
            out.columns[field].cells.push_back(shown);
        }
        place.number = ++m_report.records;
        set_cell_place(place, line, m_raw_cells[cell], cell);
        out.places.push_back(place);
    }
}

void CsvDecoder::note_columns(model::Batch& out) const {
    if (m_layout.unpivot || m_plan.source.empty()) return;  // the place of a cell record is the cell's already
    auto& source = out.source_columns.emplace_back();
    for (const std::size_t cell : m_plan.source)
        source.columns.push_back(cell == ColumnPlan::absent ? 0 : static_cast<std::uint32_t>(cell + 1));
}

void CsvDecoder::store_headers(model::Batch& out) {
    if (!m_header_views.empty()) return;
    for (const auto& row : m_plan.headers) {
        auto& views = m_header_views.emplace_back();
        for (const auto& text : row) views.push_back(out.arena.store(text));
    }
}

bool CsvDecoder::is_blank(std::string_view bytes) const noexcept {
    for (const char c : bytes) {
        if (c != ' ' && (c != '\t' || m_layout.csv.delimiter == '\t')) return false;
    }
    return true;
}

model::Finding CsvDecoder::quote_finding(const RawLine& line) const {
    switch (line.fault) {
        case QuoteFault::unclosed:
            // Cut within a text, the delivery ends a line or two later; a quote that swallows lines was meant
            // otherwise.
            if (const auto lines = count_line_ends(line.bytes); lines >= swallowed_lines) {
                return unreadable_record(
                    code::quoting, place_of(line),
                    "a quote that opens in the record that begins here is never closed: " + std::to_string(lines) +
                        " lines became one record; a quote inside a text must be doubled (or the delivery is cut)",
                    true);
            }
            return unreadable_record(
                code::cut, place_of(line),
                "a quote is not closed before the end of the delivery; it is cut, or a quote in a text is not doubled",
                true);
        case QuoteFault::after:
            return unreadable_record(code::quoting, place_of(line),
                                     "text follows a closing quote; a quote inside a text must be doubled");
        default:
            return unreadable_record(code::quoting, place_of(line),
                                     "a quote inside a cell that does not begin with one; if this sender does not "
                                     "quote, declare `quote: none`");
    }
}

model::Finding CsvDecoder::ragged_finding(const RawLine& line, std::size_t cells) const {
    const bool many = cells > m_plan.width;
    const std::string counted =
        many ? "more than " + std::to_string(m_plan.width) + " cells" : std::to_string(cells) + " cells";
    if (m_lines.is_open(line) && !many) {
        return unreadable_record(code::cut, place_of(line),
                                 counted + " instead of " + std::to_string(m_plan.width) +
                                     " and no line end: the delivery is cut in its last line",
                                 true);
    }
    return unreadable_record(code::ragged, place_of(line), counted + " instead of " + std::to_string(m_plan.width));
}

void CsvDecoder::check_cell_size(const RawLine& line) const {
    std::vector<CellSpan> cells;
    const char quote = line.has_quotes && line.fault == QuoteFault::none ? m_layout.csv.quote : '\0';
    split_cells(line.bytes, m_layout.csv.delimiter, quote, Limits::columns, cells);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (cells[cell].length <= Limits::cell_bytes) continue;
        auto place = place_of(line);
        set_cell_place(place, line, cells[cell], cell);
        refuse(m_notes,
               refusal(code::limit, place,
                       "cell " + std::to_string(cell + 1) + " is longer than 1 MiB; ask the sender for a correct file"),
               m_shown_name);
    }
}

}  // namespace tilsig::decode
