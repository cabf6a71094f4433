// Columnar batches: cells are views, memory belongs to the batch, every record knows its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::model {

/// Memory for cells that cannot point into the input (unescaped, transcoded, computed). Blocks never move.
class Arena {
public:
    /// Copies the bytes and returns a stable view of the copy (never null, also for empty text).
    std::string_view store(std::string_view bytes);
    /// Room for `size` bytes to be written by the caller.
    char* allocate(std::size_t size);
    /// Forgets all contents, keeps one block for reuse.
    void clear() noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept { return m_total; }

private:
    static constexpr std::size_t block_size = 256 * 1024;  // large enough that most batches need one
    struct Block {
        std::unique_ptr<char[]> memory;
        std::size_t size = 0;
    };
    std::vector<Block> m_blocks;
    std::size_t m_used = 0;
    std::size_t m_total = 0;
};

/// The place of a record in its delivery. For a record that is one cell of a wide table (unpivot) line, column, offset
/// and length are the cell's.
struct RecordPlace {
    std::uint64_t number = 0;  ///< 1-based, counts records of the delivery in order of appearance
    std::uint64_t line = 0;    ///< 1-based physical line where the record starts
    std::uint32_t column = 0;  ///< 1-based column for cell records, 0 for whole lines
    std::uint64_t offset = 0;  ///< byte offset in the landed (not transcoded) bytes
    std::uint32_t length = 0;  ///< bytes in the landed delivery; always at least 1
    std::uint32_t sheet = 0;   ///< 1-based sheet of a workbook, else 0. `line` is then the row, `column` the first
                               ///< column of the record; offset and length count cells of the delivery, not bytes
};

/// One column of a batch. A null cell is a view whose data() is nullptr; an empty text is not null.
struct Column {
    std::string name;
    std::vector<std::string_view> cells;
    std::vector<std::int64_t> numbers;  ///< only in typed columns that rules compare (see value.hpp), else empty
    static constexpr std::string_view null{};
    [[nodiscard]] static bool is_null(std::string_view cell) noexcept { return cell.data() == nullptr; }
};

/// What the program changes in a value of its own accord, so that it must be counted and told. The enumerators are
/// bits.
enum class Change : std::uint8_t {
    whitespace = 1,  ///< spaces, tabs, line breaks and no-break spaces around the value were taken away
    invisible = 2    ///< characters without width (zero-width space, direction marks, U+FEFF) were taken away
};
inline constexpr Change all_changes[] = {Change::whitespace, Change::invisible};
/// The kind as `changed_by_kind` and the ledger name it.
[[nodiscard]] const char* to_string(Change change) noexcept;

/// Where the fields of a stretch of records stand, in formats that have columns (CSV, workbooks).
struct SourceColumns {
    std::uint32_t sheet = 0;             ///< as in the places of the records
    std::uint32_t first_column = 0;      ///< `column` in the places of the records
    std::uint64_t from_line = 0;         ///< the records stand in this line (row) or below
    std::vector<std::uint32_t> columns;  ///< by column of the batch: 1-based, 0 where the source has no such column
};

/// A batch of records. Bounded by bytes and by rows: a few batches fit into a cache of 2 MiB. Views stay valid until
/// clear() or destruction. Used three times: as decoded (cells as read, UTF-8), as checked (canonical typed text) and
/// as mapped (warehouse rows); a later batch may view into the memory of an earlier one, so the three are kept alive
/// together for one turn.
struct Batch {
    static constexpr std::size_t target_bytes = 1024 * 1024;
    static constexpr std::size_t target_rows = 2048;

    std::vector<Column> columns;
    std::vector<RecordPlace> places;  ///< one per row
    /// One set of Change bits per row; empty when nothing was changed, which is nearly always.
    std::vector<std::uint8_t> changes;
    std::vector<SourceColumns> source_columns;  ///< in order of `from_line`; empty where a column says nothing
    Arena arena;

    [[nodiscard]] std::size_t rows() const noexcept { return places.size(); }
    /// Drops rows and memory, keeps columns and their capacity.
    void clear() noexcept;
    /// Index of the column with this name; columns.size() when absent.
    [[nodiscard]] std::size_t find(std::string_view name) const noexcept;
    /// The place of one cell: that of its record, with the cell's own column where the format has columns.
    [[nodiscard]] RecordPlace place_of(std::size_t row, std::size_t column) const;
    /// Notes what was changed in a record (Change bits); `row` may be the one that is being filled in.
    void note_changes(std::size_t row, std::uint8_t bits);
};

}  // namespace tilsig::model
