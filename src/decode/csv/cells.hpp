// One logical CSV line -> its cells.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tilsig::decode {

/// A cell as it stands in the line, quotes included.
struct CellSpan {
    std::uint32_t begin = 0;
    std::uint32_t length = 0;
    bool quoted = false;
    bool doubled = false;  ///< holds doubled quotes
};

/// Splits a line without quote faults. Stops after `max_cells` + 1 cells, so that a line of delimiters costs nothing.
/// `quote` is '\0' when the line holds none: then only delimiters are looked for.
void split_cells(std::string_view line, char delimiter, char quote, std::size_t max_cells,
                 std::vector<CellSpan>& cells);

/// The text of a cell in a line that may be written to: quotes are removed and doubled ones undoubled in place.
/// An empty cell is null (data() == nullptr), quoted or not: otherwise the same content in other quotes would be a
/// change.
[[nodiscard]] std::string_view cell_text(char* line, const CellSpan& cell, char quote) noexcept;

}  // namespace tilsig::decode
