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

/// A line that is not read like the others.
struct CsvOutlier {
    std::uint64_t line = 0;
    std::string what;  ///< "4 cells"; no text of the line
};

struct CsvGuess {
    char delimiter = ';';
    char quote = '"';
    std::vector<CsvRow> rows;            ///< lines that are not empty, at most 300
    std::vector<CsvOutlier> faulty;      ///< lines whose quotes this dialect does not have: not among the rows
    std::vector<CsvOutlier> odd_quotes;  ///< without quotes: the lines that would be faulty with them
    std::size_t width = 0;               ///< cells that most lines have
    std::size_t with_width = 0;          ///< lines that have as many
    std::size_t first = 0;               ///< the first line that has as many, as most lines after it: index in rows
    std::size_t wrapped = 0;             ///< without quotes: cells that begin and end with one
    bool swallowed = false;              ///< a quote that is never closed took the rest

    [[nodiscard]] std::size_t lines() const { return rows.size() + faulty.size(); }
    /// Empty cells at the end of every line, header included.
    [[nodiscard]] std::size_t trailing_empty() const;
    /// Lines below the header that have another number of cells, or quotes where none may be.
    [[nodiscard]] std::vector<CsvOutlier> outliers() const;
};

/// The guess that explains most lines; what it does not explain are outliers. Its width is 1 when no delimiter does.
[[nodiscard]] CsvGuess best_guess(const Sample& sample, catalog::Encoding encoding);

}  // namespace tilsig::propose
