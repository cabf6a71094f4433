// One table of a sheet while it is read: its rows, its header, its place in the contract.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "catalog/layout.hpp"
#include "decode/columns.hpp"
#include "decode/keys_above.hpp"
#include "decode/xlsx/sheet.hpp"

namespace tilsig::catalog {
struct Contract;
}

namespace tilsig::decode {

class XlsxTableReader {
public:
    /// `layout` and `table`, which is one of its own, must outlive it. `end_row`: the last row that can be of it.
    XlsxTableReader(const catalog::Contract& contract, const catalog::Layout& layout, const catalog::XlsxTable& table,
                    const BookSheet& sheet, std::uint64_t end_row)
        : m_contract(contract),
          m_layout(layout),
          m_table(table),
          m_sheet(sheet),
          m_last_column(table.last_column),
          m_last_header_row(table.header_row + (layout.unpivot ? layout.unpivot->headers.size() - 1 : 0)),
          m_end_row(end_row) {}

    [[nodiscard]] bool is_header(std::uint64_t row) const noexcept {
        return row >= m_table.header_row && row <= m_last_header_row;
    }
    [[nodiscard]] bool is_data(std::uint64_t row) const noexcept { return row > m_last_header_row && row <= m_end_row; }
    /// Whether the cells of a row are a footnote (`ends_before`): its records are behind us.
    [[nodiscard]] bool begins_end(std::vector<SheetCell>::const_iterator begin,
                                  std::vector<SheetCell>::const_iterator end) const noexcept;
    void end_before(std::uint64_t row) noexcept { m_footnotes = row; }
    /// Behind its records, where footnotes stand.
    [[nodiscard]] bool is_footnote(std::uint64_t row) const noexcept { return row >= m_footnotes && row <= m_end_row; }
    /// Whether each column of the table has a value in the row.
    [[nodiscard]] bool is_full(const std::vector<SheetCell>& row) const noexcept;
    [[nodiscard]] bool has_column(std::uint32_t column) const noexcept {
        return column >= m_table.first_column && (m_last_column == 0 || column <= m_last_column);
    }
    [[nodiscard]] bool has_header() const noexcept { return m_has_header; }
    [[nodiscard]] std::uint64_t header_row() const noexcept { return m_table.header_row; }
    [[nodiscard]] std::uint64_t last_header_row() const noexcept { return m_last_header_row; }
    [[nodiscard]] std::uint32_t first_column() const noexcept { return m_table.first_column; }
    [[nodiscard]] std::uint32_t last_column() const noexcept { return m_last_column; }

    /// Takes a row of the header, in order; rows that the sheet does not mention are empty ones.
    void take_header(std::uint64_t row, const std::vector<SheetCell>& cells);
    /// Compares the header with the contract; throws DeliveryRefused, appends notes to `known`.
    void finish_header(std::vector<model::Finding>& known, const std::string& shown_name);
    /// Whether cells of the table's columns say what its header says, column by column.
    [[nodiscard]] bool is_header_again(std::vector<SheetCell>::const_iterator begin,
                                       std::vector<SheetCell>::const_iterator end) const noexcept;
    /// Per field of the contract: its column in the sheet, or 0 (optional column that is not there).
    [[nodiscard]] const std::vector<std::uint32_t>& columns() const noexcept { return m_columns; }
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return m_header; }
    /// Where each cell is a record: what its columns say.
    [[nodiscard]] const ColumnPlan& plan() const noexcept { return m_plan; }
    [[nodiscard]] KeysAbove& keys_above() noexcept { return m_keys_above; }

private:
    void name_columns(HeaderRow& header) const;
    void compare(std::vector<HeaderRow> rows, std::vector<model::Finding>& known, const std::string& shown_name);

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    const catalog::XlsxTable& m_table;
    const BookSheet& m_sheet;
    std::uint32_t m_last_column;
    std::uint64_t m_last_header_row;
    std::uint64_t m_end_row;
    std::uint64_t m_footnotes = UINT64_MAX;                                  ///< the first row of them
    std::vector<std::vector<std::pair<std::uint32_t, std::string>>> m_rows;  ///< of the header: column and text
    ColumnPlan m_plan;
    KeysAbove m_keys_above;
    bool m_has_header = false;
    std::vector<std::uint32_t> m_columns;
    std::vector<std::string> m_header;
    std::vector<std::string> m_header_texts;  ///< as they stand in the sheet
};

}  // namespace tilsig::decode
