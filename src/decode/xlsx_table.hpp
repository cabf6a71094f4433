// One table of a sheet while it is read: its rows, its header, its place in the contract.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/layout.hpp"
#include "decode/csv_columns.hpp"
#include "decode/xlsx_sheet.hpp"

namespace tilsig::catalog {
struct Contract;
}

namespace tilsig::decode {

class XlsxTableReader {
public:
    /// `table` must outlive it. `end_row`: the last row that can be of it.
    XlsxTableReader(const catalog::Contract& contract, const catalog::XlsxTable& table, const BookSheet& sheet,
                    std::uint64_t end_row)
        : m_contract(contract), m_table(table), m_sheet(sheet), m_last_column(table.last_column), m_end_row(end_row) {}

    [[nodiscard]] bool is_header(std::uint64_t row) const noexcept { return row == m_table.header_row; }
    [[nodiscard]] bool is_data(std::uint64_t row) const noexcept {
        return row > m_table.header_row && row <= m_end_row;
    }
    [[nodiscard]] bool has_column(std::uint32_t column) const noexcept {
        return column >= m_table.first_column && (m_last_column == 0 || column <= m_last_column);
    }
    [[nodiscard]] bool has_header() const noexcept { return m_has_header; }
    [[nodiscard]] std::uint64_t header_row() const noexcept { return m_table.header_row; }
    [[nodiscard]] std::uint32_t first_column() const noexcept { return m_table.first_column; }
    [[nodiscard]] std::uint32_t last_column() const noexcept { return m_last_column; }

    /// Compares the header with the contract; throws DeliveryRefused, appends notes to `known`.
    void read_header(const std::vector<SheetCell>& row, std::vector<model::Finding>& known,
                     const std::string& shown_name);
    /// Whether cells of the table's columns say what its header says, column by column.
    [[nodiscard]] bool is_header_again(std::vector<SheetCell>::const_iterator begin,
                                       std::vector<SheetCell>::const_iterator end) const noexcept;
    /// Per field of the contract: its column in the sheet, or 0 (optional column that is not there).
    [[nodiscard]] const std::vector<std::uint32_t>& columns() const noexcept { return m_columns; }
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return m_header; }

private:
    const catalog::Contract& m_contract;
    const catalog::XlsxTable& m_table;
    const BookSheet& m_sheet;
    std::uint32_t m_last_column;
    std::uint64_t m_end_row;
    bool m_has_header = false;
    std::vector<std::uint32_t> m_columns;
    std::vector<std::string> m_header;
    std::vector<std::string> m_header_texts;  ///< as they stand in the sheet
};

}  // namespace tilsig::decode
