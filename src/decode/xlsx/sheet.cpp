#include "decode/xlsx/sheet.hpp"

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

XlsxSheet::XlsxSheet(XlsxBook& book, XlsxStrings& strings, const BookSheet& sheet, std::string shown_name,
                     TakeRow take_row, TakeMerge take_merge)
    : m_book(book),
      m_strings(strings),
      m_sheet(sheet),
      m_shown_name(std::move(shown_name)),
      m_take_row(std::move(take_row)),
      m_take_merge(std::move(take_merge)) {}

void XlsxSheet::refuse_sheet(model::RuleCode code, const std::string& message) const {
    model::RecordPlace place;
    place.sheet = m_sheet.index;
    place.line = m_row;
    place.column = m_column;
    refuse({},
           refusal(code, place,
                   "sheet '" + display_name(m_sheet.name) + "', " +
                       (m_column == 0 ? "row " + std::to_string(m_row) : "cell " + cell_name(m_row, m_column)) + ": " +
                       message),
           m_shown_name);
}

void XlsxSheet::start(std::string_view name, const SaxElement& element) {
    if (name == "sheetData") m_in_data = true;
    if (name == "mergeCell") m_take_merge(attribute(element, "ref"));
    if (!m_in_data) return;
    if (name == "row") {
        start_row(element);
    } else if (name == "c") {
        start_cell(element);
    } else if (m_in_cell) {
        if (name == "f") m_cells.back().formula = true;
        if (name == "rPh") m_phonetic = true;
        if (name == "v" || name == "t") m_in_value = !m_phonetic;
    }
}

void XlsxSheet::end(std::string_view name) {
    if (name == "sheetData") m_in_data = false;
    if (!m_in_data) return;
    if (name == "rPh") m_phonetic = false;
    if (name == "v" || name == "t") m_in_value = false;
    if (name == "c" && m_in_cell) end_cell();
    if (name != "row") return;
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i].text = std::string_view(m_text).substr(m_spans[i].begin, m_spans[i].length);
    m_column = 0;
    m_take_row(m_row, m_cells);
}

void XlsxSheet::text(std::string_view text) {
    if (!m_in_value) return;
    m_value += text;
    if (m_value.size() > Limits::cell_bytes) refuse_sheet(code::limit, "the text is longer than 1 MiB");
}

void XlsxSheet::start_row(const SaxElement& element) {
    m_column = 0;
    const auto stated = attribute(element, "r");
    const auto row = stated.empty() ? std::optional(m_row + 1) : parse_count(stated);
    if (!row || *row == 0) refuse_sheet(code::format, "the row after it has no number");
    if (*row > sheet_rows) refuse_sheet(code::limit, "a row after it lies beyond the last one a sheet can have");
    if (*row <= m_row) refuse_sheet(code::format, "the row after it has a lower number: rows must stand in order");
    m_row = *row;
    m_cells.clear();
    m_filled = 0;
    m_spans.clear();
    m_text.clear();
}

void XlsxSheet::start_cell(const SaxElement& element) {
    const auto stated = attribute(element, "r");
    CellName name{m_row, m_column + 1};
    if (!stated.empty()) {
        const auto parsed = parse_cell_name(stated);
        if (!parsed || parsed->row != m_row) refuse_sheet(code::format, "a cell has a name that is none of this row");
        name = *parsed;
    }
    if (name.column > sheet_columns) refuse_sheet(code::limit, "the row has more cells than a sheet has columns");
    if (name.column <= m_column) refuse_sheet(code::format, "a cell stands twice or out of order in its row");
    m_column = name.column;
    m_type = attribute(element, "t");
    m_style = m_book.style(parse_count(attribute(element, "s")).value_or(0));
    m_value.clear();
    m_in_cell = true;
    m_in_value = m_phonetic = false;
    SheetCell cell;
    cell.column = m_column;
    m_cells.push_back(cell);
}

void XlsxSheet::end_cell() {
    m_in_cell = false;
    SheetCell& cell = m_cells.back();
    Span span{m_text.size(), 0};
    if (!m_value.empty()) take_value(cell);
    span.length = m_text.size() - span.begin;
    if (span.length == 0) cell.kind = CellKind::empty;
    // Cells that are only formatted reach as far as somebody has dragged a border: they hold nothing and cost nothing.
    if (cell.kind != CellKind::empty && ++m_filled > Limits::columns)
        refuse_sheet(code::limit, "the row has more than 4096 cells with a value");
    m_spans.push_back(span);
    if (m_text.size() > Limits::line_bytes) refuse_sheet(code::limit, "the texts of the row are longer than 8 MiB");
}

void XlsxSheet::take_value(SheetCell& cell) {
    if (m_type == "s") {
        const auto number = parse_count(m_value);
        if (m_book.strings_part().empty())
            refuse_sheet(code::member, "the cell names a shared string, but the workbook has none");
        if (!number || *number >= m_strings.size()) {
            refuse_sheet(code::format, "the cell names a shared string that is not there (the workbook has " +
                                           std::to_string(m_strings.size()) + ")");
        }
        cell.kind = CellKind::text;
        m_strings.append(*number, m_text);
        return;
    }
    if (m_type == "inlineStr" || m_type == "str") {
        cell.kind = CellKind::text;
        unescape(m_value);
    } else if (m_type == "b") {
        cell.kind = CellKind::boolean;
    } else if (m_type == "e") {
        cell.kind = CellKind::error;
    } else if (m_type == "d") {
        cell.kind = CellKind::iso_date;
    } else if (m_type.empty() || m_type == "n") {
        const auto plain = plain_number(m_value);
        const bool serial = m_style != NumberStyle::plain && m_style != NumberStyle::percent;
        cell.kind = serial && plain ? CellKind::serial : CellKind::number;
        cell.style = m_style;
        m_text += plain.value_or(m_value);  // what is no number will not fit its field
        return;
    } else {
        refuse_sheet(code::format, "the cell has an unknown type");
    }
    m_text += m_value;
}

}  // namespace tilsig::decode
