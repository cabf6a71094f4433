// The first lines of a CSV sample, taken apart by the program's own reader under one guess of delimiter and quote.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "propose/sample.hpp"

namespace tilsig::propose {

struct CsvRow {
    std::vector<std::string> cells;  ///< UTF-8; "" for an empty one
    std::uint64_t line = 0;          ///< 1-based physical line
    std::uint64_t bytes = 0;
};

struct CsvGuess {
    char delimiter = ';';
    char quote = '"';
    std::vector<CsvRow> rows;    ///< lines that are not empty, at most 300
    std::size_t width = 0;       ///< cells that most lines have
    std::size_t with_width = 0;  ///< lines that have as many
    std::size_t first = 0;       ///< the first line that has as many, and the line after it too: index in rows
    std::size_t quoted = 0;      ///< cells in quotes

    /// Empty cells at the end of every line, header included.
    [[nodiscard]] std::size_t trailing_empty() const;
};

/// The guess that explains the lines best. Its width is 1 when no delimiter does.
[[nodiscard]] CsvGuess best_guess(const Sample& sample, catalog::Encoding encoding);

}  // namespace tilsig::propose
