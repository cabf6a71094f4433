#include "propose/csv_rows.hpp"

#include <algorithm>
#include <map>

#include "decode/codes.hpp"
#include "decode/csv_cells.hpp"
#include "decode/csv_lines.hpp"
#include "decode/transcode.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t most_rows = 300;

/// False when quotes stand where this dialect has none.
bool read_rows(const Sample& sample, catalog::Encoding encoding, CsvGuess& guess) {
    std::string_view head = sample.head();
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    if (!sample.head_is_all()) head = head.substr(0, head.rfind('\n') + 1);
    decode::CsvLines lines(bytes_of(head), guess.delimiter, guess.quote, sample.shown());
    decode::RawLine line;
    std::vector<decode::CellSpan> cells;
    model::Arena arena;
    while (guess.rows.size() < most_rows && lines.next(line, true)) {
        if (line.fault != decode::QuoteFault::none) return false;
        if (std::all_of(line.bytes.begin(), line.bytes.end(), [](char c) { return c == ' ' || c == '\t'; })) continue;
        const auto text = decode::to_utf8(encoding, line.bytes, arena);
        if (text.fault) continue;  // told when the records are read
        split_cells(text.text, guess.delimiter, line.has_quotes ? guess.quote : '\0', decode::Limits::columns, cells);
        CsvRow& row = guess.rows.emplace_back();
        row.line = line.line;
        row.bytes = line.bytes.size();
        for (const auto& cell : cells) {
            guess.quoted += cell.quoted ? 1U : 0U;
            row.cells.emplace_back(decode::cell_text(const_cast<char*>(text.text.data()), cell, guess.quote));
        }
    }
    return true;
}

void measure(CsvGuess& guess) {
    std::map<std::size_t, std::size_t> widths;
    for (const auto& row : guess.rows) ++widths[row.cells.size()];
    for (const auto& [width, lines] : widths)
        if (lines > guess.with_width || (lines == guess.with_width && width > guess.width)) {
            guess.width = width;
            guess.with_width = lines;
        }
    const auto wide = [&](std::size_t at) { return guess.rows[at].cells.size() == guess.width; };
    while (guess.first < guess.rows.size() &&
           !(wide(guess.first) && (guess.first + 1 == guess.rows.size() || wide(guess.first + 1))))
        ++guess.first;
}

CsvGuess guess_with(const Sample& sample, catalog::Encoding encoding, char delimiter) {
    for (const char quote : {'"', '\0'}) {
        CsvGuess guess;
        guess.delimiter = delimiter;
        guess.quote = quote;
        if (!read_rows(sample, encoding, guess) && quote != '\0') continue;
        measure(guess);
        return guess;
    }
    return {};
}

/// More lines of the same width win; then the delimiter under which fewer lines stand before the table.
bool explains_better(const CsvGuess& a, const CsvGuess& b) {
    if ((a.width > 1) != (b.width > 1)) return a.width > 1;
    const auto share = [](const CsvGuess& g) {
        return static_cast<double>(g.with_width) / static_cast<double>(std::max<std::size_t>(g.rows.size(), 1));
    };
    if (std::abs(share(a) - share(b)) > 0.02) return share(a) > share(b);
    if (a.first != b.first) return a.first < b.first;
    return a.width > b.width;
}

}  // namespace

std::size_t CsvGuess::trailing_empty() const {
    std::size_t least = width;
    for (std::size_t at = first; at < rows.size(); ++at) {
        const auto& cells = rows[at].cells;
        if (cells.size() != width) continue;
        std::size_t empty = 0;
        while (empty < width && cells[width - 1 - empty].empty()) ++empty;
        least = std::min(least, empty);
    }
    return least;
}

CsvGuess best_guess(const Sample& sample, catalog::Encoding encoding) {
    CsvGuess best = guess_with(sample, encoding, ';');
    for (const char delimiter : {'\t', ',', '|'}) {
        CsvGuess guess = guess_with(sample, encoding, delimiter);
        if (explains_better(guess, best)) best = std::move(guess);
    }
    return best;
}

}  // namespace tilsig::propose
