#include "decode/xlsx_table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/decoder.hpp"
#include "decode/xlsx_values.hpp"

namespace tilsig::decode {

void XlsxTableReader::read_header(const std::vector<SheetCell>& row, std::vector<model::Finding>& known,
                                  const std::string& shown_name) {
    HeaderRow header;
    header.place.sheet = m_sheet.index;
    header.place.line = m_table.header_row;
    header.place.column = m_table.first_column;
    if (m_last_column == 0) {
        for (const auto& cell : row)
            if (cell.kind != CellKind::empty && cell.column >= m_table.first_column) m_last_column = cell.column;
    }
    if (m_last_column < m_table.first_column) {
        refuse(std::move(known),
               refusal(code::missing_column, header.place,
                       "sheet '" + display_name(m_sheet.name) + "', row " + std::to_string(m_table.header_row) +
                           ": there is no header from cell " + cell_name(m_table.header_row, m_table.first_column) +
                           " on"),
               shown_name);
    }
    header.cells.resize(m_last_column - m_table.first_column + 1);
    for (const auto& cell : row)
        if (has_column(cell.column)) header.cells[cell.column - m_table.first_column] = cell.text;
    m_header_texts = header.cells;
    auto unnamed = m_table.unnamed.begin();
    for (auto& text : header.cells) {
        const auto named = m_table.names.find(text);
        if (text.empty() && unnamed != m_table.unnamed.end()) {
            text = *unnamed++;
        } else if (named != m_table.names.end()) {
            text = named->second;
        }
    }
    m_header = header.cells;
    const std::size_t before = known.size();
    ColumnPlan plan;
    // What is wrong with a header is told as for CSV, in the words of a sheet.
    const auto in_sheet = [&](model::Finding& finding) {
        const std::uint32_t column = std::max(finding.place.column, m_table.first_column);
        finding.place.sheet = m_sheet.index;
        finding.message = "sheet '" + display_name(m_sheet.name) + "', header from cell " +
                          cell_name(m_table.header_row, column) + ": " + finding.message;
    };
    try {
        plan = plan_header(m_contract, header, known, shown_name);
    } catch (const DeliveryRefused& refused) {
        auto findings = refused.findings();
        std::for_each(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(), in_sheet);
        throw DeliveryRefused(std::move(findings), shown_name);
    }
    std::for_each(known.begin() + static_cast<std::ptrdiff_t>(before), known.end(), in_sheet);
    for (const std::size_t cell : plan.source)
        m_columns.push_back(cell == ColumnPlan::absent ? 0 : m_table.first_column + static_cast<std::uint32_t>(cell));
    m_has_header = true;
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
