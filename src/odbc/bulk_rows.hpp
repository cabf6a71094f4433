// Rows of text cells for array binding, kept in one buffer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tilsig::odbc {

/// Filled cell by cell, row after row; sent by Statement::execute_rows().
class BulkRows {
public:
    explicit BulkRows(std::size_t columns) : m_columns(columns) {}

    /// The next cell; a null view (data() == nullptr) is NULL. The bytes are copied.
    void cell(std::string_view text) {
        m_cells.push_back({m_bytes.size(), text.size(), text.data() == nullptr});
        m_bytes.append(text);
    }
    [[nodiscard]] std::size_t columns() const noexcept { return m_columns; }
    [[nodiscard]] std::size_t rows() const noexcept { return m_cells.size() / m_columns; }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes.size(); }
    /// data() is nullptr for NULL.
    [[nodiscard]] std::string_view at(std::size_t row, std::size_t column) const {
        const Cell& cell = m_cells[row * m_columns + column];
        return cell.null ? std::string_view{} : std::string_view(m_bytes.data() + cell.offset, cell.size);
    }
    void clear() {
        m_cells.clear();
        m_bytes.clear();
    }

private:
    struct Cell {
        std::size_t offset = 0;
        std::size_t size = 0;
        bool null = false;
    };
    std::size_t m_columns;
    std::vector<Cell> m_cells;
    std::string m_bytes;
};

}  // namespace tilsig::odbc
