// One row as bytes for hashing, and the last look at its cells before they travel to the database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "model/batch.hpp"
#include "model/table.hpp"

namespace tilsig::warehouse {

/// Appends a cell so that no two different lists of cells give the same bytes: length first, null apart from empty.
/// Without the length ('1','23') and ('12','3') would be one key.
void append_cell(std::string& out, std::string_view cell);

/// Whether the cell is the canonical text of this column (model/value.hpp) and fits it. SQLite stores whatever it is
/// given, so both engines are spared what one of them would refuse.
[[nodiscard]] bool fits(const model::TableColumn& column, std::string_view cell) noexcept;

/// What of a row is canonical text that fits its table; worse is greater.
enum class Fit : std::uint8_t {
    whole,
    key_only,       ///< the row cannot be loaded, but its key is known
    key_unreadable  ///< a key cell does not fit or is null
};

/// Reads rows of batches that have the table's columns in order. Holds one buffer; not for two threads.
class RowCodec {
public:
    /// `table` must outlive the codec.
    RowCodec(const model::Table& table, const HashKey& hash_key);

    /// Error(internal) unless the batch has exactly the table's columns in order.
    void require_columns(const model::Batch& batch) const;
    /// One answer per row of the batch. Column by column: a column of one type is looked through in a third of the
    /// time.
    void look(const model::Batch& batch, std::vector<Fit>& found) const;
    [[nodiscard]] Hash128 key_hash(const model::Batch& batch, std::size_t row);
    /// Over all columns and the owner: an owner that changes is a change, because closing goes by it.
    [[nodiscard]] Hash128 row_hash(const model::Batch& batch, std::size_t row, std::string_view owner);
    /// The same hash from key cells read back from the database, in the order of Table::key.
    [[nodiscard]] Hash128 key_hash(const std::vector<std::string>& cells);

    [[nodiscard]] const std::vector<std::size_t>& key_columns() const noexcept { return m_key; }

private:
    /// At least so many bytes to write; what was in them is lost.
    char* room(std::size_t bytes);

    const model::Table& m_table;
    HashKey m_hash_key;
    std::vector<std::size_t> m_key;
    std::vector<bool> m_is_key;
    std::string m_buffer;
};

}  // namespace tilsig::warehouse
