#include "decode/xlsx/table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/decoder.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

void XlsxTableReader::take_header(std::uint64_t row, const std::vector<SheetCell>& cells) {
    m_rows.resize(m_last_header_row - m_table.header_row + 1);
    for (const auto& cell : cells)
        if (cell.kind != CellKind::empty && has_column(cell.column))
            m_rows[row - m_table.header_row].emplace_back(cell.column, cell.text);
}

void XlsxTableReader::finish_header(std::vector<model::Finding>& known, const std::string& shown_name) {
    m_rows.resize(m_last_header_row - m_table.header_row + 1);
    if (m_last_column == 0) {
        for (const auto& row : m_rows)
            for (const auto& [column, text] : row) m_last_column = std::max(m_last_column, column);
    }
    std::vector<HeaderRow> rows(m_rows.size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
        rows[at].place.sheet = m_sheet.index;
        rows[at].place.line = m_table.header_row + at;
        rows[at].place.column = m_table.first_column;
        if (m_last_column < m_table.first_column) {
            refuse(std::move(known),
                   refusal(code::missing_column, rows[at].place,
                           "sheet '" + display_name(m_sheet.name) + "', row " + std::to_string(m_table.header_row) +
                               ": there is no header from cell " + cell_name(m_table.header_row, m_table.first_column) +
                               " on"),
                   shown_name);
        }
        rows[at].cells.resize(m_last_column - m_table.first_column + 1);
        for (auto& [column, text] : m_rows[at]) rows[at].cells[column - m_table.first_column] = std::move(text);
    }
    m_rows.clear();
    m_header_texts = rows.back().cells;
    if (m_layout.unpivot) {
        // Above other headers one text stands over several columns, in the first of them.
        for (std::size_t at = 0; at + 1 < rows.size(); ++at)
            for (std::size_t cell = m_layout.unpivot->keys.size() + 1; cell < rows[at].cells.size(); ++cell)
                if (rows[at].cells[cell].empty()) rows[at].cells[cell] = rows[at].cells[cell - 1];
    } else {
        name_columns(rows.front());
    }
    m_header = rows.back().cells;
    compare(std::move(rows), known, shown_name);
    m_has_header = true;
}

void XlsxTableReader::name_columns(HeaderRow& header) const {
    auto unnamed = m_table.unnamed.begin();
    for (auto& text : header.cells) {
        const auto named = name_in(m_table.names, text);
        const auto in_layout = name_in(m_layout.names, text);
        if (text.empty() && unnamed != m_table.unnamed.end()) {
            text = *unnamed++;
        } else if (named != m_table.names.end()) {
            text = named->second;
        } else if (in_layout != m_layout.names.end()) {
            text = in_layout->second;
        }
    }
}

void XlsxTableReader::compare(std::vector<HeaderRow> rows, std::vector<model::Finding>& known,
                              const std::string& shown_name) {
    const std::size_t before = known.size();
    // What is wrong with a header is told as for CSV, in the words of a sheet.
    const auto in_sheet = [&](model::Finding& finding) {
        const std::uint32_t column = std::max(finding.place.column, m_table.first_column);
        finding.place.sheet = m_sheet.index;
        finding.message = "sheet '" + display_name(m_sheet.name) + "', header from cell " +
                          cell_name(m_table.header_row, column) + ": " + finding.message;
    };
    try {
        m_plan = m_layout.unpivot ? plan_unpivot(m_contract, *m_layout.unpivot, rows, known, shown_name)
                                  : plan_header(m_contract, rows.front(), known, shown_name);
    } catch (const DeliveryRefused& refused) {
        auto findings = refused.findings();
        std::for_each(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(), in_sheet);
        throw DeliveryRefused(std::move(findings), shown_name);
    }
    std::for_each(known.begin() + static_cast<std::ptrdiff_t>(before), known.end(), in_sheet);
    for (const std::size_t cell : m_plan.source)
        m_columns.push_back(cell == ColumnPlan::absent ? 0 : m_table.first_column + static_cast<std::uint32_t>(cell));
}

bool XlsxTableReader::begins_end(std::vector<SheetCell>::const_iterator begin,
                                 std::vector<SheetCell>::const_iterator end) const noexcept {
    const auto& ends = m_layout.xlsx.ends_before;
    const auto first = std::find_if(begin, end, [](const auto& cell) { return cell.kind != CellKind::empty; });
    return first != end && std::any_of(ends.begin(), ends.end(),
                                       [&](const std::string& text) { return first->text.starts_with(text); });
}

bool XlsxTableReader::is_full(const std::vector<SheetCell>& row) const noexcept {
    const auto filled = std::count_if(row.begin(), row.end(), [&](const auto& cell) {
        return cell.kind != CellKind::empty && has_column(cell.column);
    });
    return filled > 1 && static_cast<std::uint64_t>(filled) == m_last_column - m_table.first_column + 1;
}

bool XlsxTableReader::is_header_again(std::vector<SheetCell>::const_iterator begin,
                                      std::vector<SheetCell>::const_iterator end) const noexcept {
    std::size_t said = 0;
    for (auto cell = begin; cell != end; ++cell) {
        if (cell->kind == CellKind::empty) continue;
        if (cell->text != m_header_texts[cell->column - m_table.first_column]) return false;
        ++said;
    }
    return said == static_cast<std::size_t>(std::count_if(m_header_texts.begin(), m_header_texts.end(),
                                                          [](const auto& text) { return !text.empty(); }));
}

}  // namespace tilsig::decode
