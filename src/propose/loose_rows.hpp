// Rows of a table that are no records of it: footnotes below, headings between, sums of the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "propose/profile.hpp"
#include "propose/shape.hpp"

namespace tilsig::propose {

/// What is known of every row that was read.
struct RowSeen {
    std::uint64_t line = 0;     ///< of the file, or of the sheet
    std::uint32_t filled = 0;   ///< cells
    bool note = false;          ///< a cell begins like a footnote: "Kilde:"
    std::size_t total = 0;      ///< the column whose text is a word for a sum, from 1; 0: none
    std::string_view sum_word;  ///< this word
};

/// Loose rows that are told from records in one way.
struct LooseKind {
    std::string_view sum_word;         ///< "i alt"; empty: a note or a heading
    std::size_t sum_column = 0;        ///< where it stands
    std::vector<std::size_t> gaps;     ///< columns that are empty in each of them
    std::vector<std::uint64_t> lines;  ///< where they stand
};

struct LooseRows {
    std::vector<LooseKind> kinds;
    std::vector<std::uint64_t> rows;  ///< by number of the record, from 0, in order
    std::vector<bool> empty, filled;  ///< per column: empty, or filled, in one of them
    [[nodiscard]] bool none() const noexcept { return rows.empty(); }
};

/// Kilde: Statistisk sentralbyrå
[[nodiscard]] bool is_note(std::string_view text);
/// The word of the text that says so, as it is written there.
[[nodiscard]] std::string_view note_word(std::string_view text);
/// The rows of `profile` that are no records; none where there are too many to be an exception, or where nothing tells
/// them from a record.
[[nodiscard]] LooseRows find_loose_rows(const Shape& shape, const std::vector<ColumnProfile>& columns,
                                        const std::vector<std::vector<std::uint64_t>>& hashes,
                                        const std::vector<RowSeen>& rows);

}  // namespace tilsig::propose
