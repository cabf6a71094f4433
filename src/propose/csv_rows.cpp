#include "propose/csv_rows.hpp"

#include <algorithm>
#include <map>

#include "decode/codes.hpp"
#include "decode/csv/cells.hpp"
#include "decode/csv/lines.hpp"
#include "decode/transcode.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t most_rows = 300;
constexpr std::ptrdiff_t rows_below = 6;  ///< a header that are looked at

std::string described(decode::QuoteFault fault) {
    switch (fault) {
        case decode::QuoteFault::stray: return "a quote inside a cell that does not begin with one";
        case decode::QuoteFault::after: return "text behind a closing quote";
        default: return "a quote that is never closed";
    }
}

bool is_wrapped(const std::string& cell) { return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"'; }

void take_row(const decode::RawLine& line, std::string_view text, CsvGuess& guess,
              std::vector<decode::CellSpan>& cells) {
    split_cells(text, guess.delimiter, line.has_quotes ? guess.quote : '\0', decode::Limits::columns, cells);
    CsvRow& row = guess.rows.emplace_back();
    row.line = line.line;
    row.bytes = line.bytes.size();
    for (const auto& cell : cells) {
        row.cells.emplace_back(decode::cell_text(const_cast<char*>(text.data()), cell, guess.quote));
        if (guess.quote == '\0' && is_wrapped(row.cells.back())) ++guess.wrapped;
    }
}

void read_rows(const Sample& sample, catalog::Encoding encoding, CsvGuess& guess) {
    std::string_view head = sample.head();
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    if (!sample.head_is_all()) head = head.substr(0, head.rfind('\n') + 1);
    while (head.ends_with('\x1A')) head.remove_suffix(1);
    decode::CsvLines lines(bytes_of(head), guess.delimiter, guess.quote, sample.shown());
    decode::RawLine line;
    std::vector<decode::CellSpan> cells;
    model::Arena arena;
    while (guess.lines() < most_rows && lines.next(line, true)) {
        if (line.fault != decode::QuoteFault::none) {
            guess.faulty.push_back({line.line, described(line.fault)});
            guess.swallowed = guess.swallowed || line.fault == decode::QuoteFault::unclosed;
            continue;
        }
        if (std::all_of(line.bytes.begin(), line.bytes.end(), [](char c) { return c == ' ' || c == '\t'; })) continue;
        const auto text = decode::to_utf8(encoding, line.bytes, arena);
        if (!text.fault) take_row(line, text.text, guess, cells);  // a fault is told when the records are read
    }
}

/// Title lines of spreadsheets have as many cells as the table, all but the first empty.
bool is_title(const CsvRow& row) {
    return row.cells.size() > 2 &&
           std::count(row.cells.begin(), row.cells.end(), "") + 1 >= static_cast<std::ptrdiff_t>(row.cells.size());
}

/// `sep=;` splits into two cells itself.
bool is_separator_line(const CsvRow& row) {
    return row.line == 1 && row.cells.size() <= 2 && row.cells.back().size() <= 5 &&
           (row.cells.front().starts_with("sep=") || row.cells.front().starts_with("SEP="));
}

void measure(CsvGuess& guess) {
    std::map<std::size_t, std::size_t> widths;
    for (const auto& row : guess.rows) ++widths[row.cells.size()];
    for (const auto& [width, lines] : widths)
        if (lines > guess.with_width || (lines == guess.with_width && width > guess.width)) {
            guess.width = width;
            guess.with_width = lines;
        }
    const auto wide = [&](const CsvRow& row) { return row.cells.size() == guess.width; };
    const auto is_first = [&](std::size_t at) {
        if (!wide(guess.rows[at]) || is_title(guess.rows[at]) || is_separator_line(guess.rows[at])) return false;
        // One line that is not like the others is no reason to look for the table below it.
        const auto below = guess.rows.begin() + static_cast<std::ptrdiff_t>(at) + 1;
        const auto end = below + std::min<std::ptrdiff_t>(guess.rows.end() - below, rows_below);
        return 2 * std::count_if(below, end, wide) >= end - below;
    };
    while (guess.first < guess.rows.size() && !is_first(guess.first)) ++guess.first;
}

CsvGuess guess_with(const Sample& sample, catalog::Encoding encoding, char delimiter, char quote) {
    CsvGuess guess;
    guess.delimiter = delimiter;
    guess.quote = quote;
    read_rows(sample, encoding, guess);
    measure(guess);
    return guess;
}

/// With quotes, unless these are text in more lines than they enclose a cell.
CsvGuess guess_of(const Sample& sample, catalog::Encoding encoding, char delimiter) {
    CsvGuess quoted = guess_with(sample, encoding, delimiter, '"');
    if (quoted.faulty.empty()) return quoted;
    CsvGuess plain = guess_with(sample, encoding, delimiter, '\0');
    const bool enclosing = plain.wrapped > quoted.faulty.size() && !quoted.swallowed;
    plain.odd_quotes = quoted.faulty;
    return enclosing ? quoted : plain;
}

/// More lines of the same width win; then the delimiter under which fewer lines stand before the table.
bool explains_better(const CsvGuess& a, const CsvGuess& b) {
    if ((a.width > 1) != (b.width > 1)) return a.width > 1;
    const auto share = [](const CsvGuess& g) {
        return static_cast<double>(g.with_width) / static_cast<double>(std::max<std::size_t>(g.lines(), 1));
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

std::vector<CsvOutlier> CsvGuess::outliers() const {
    std::vector<CsvOutlier> found = faulty;
    for (std::size_t at = first; at < rows.size(); ++at)
        if (const auto cells = rows[at].cells.size(); cells != width)
            found.push_back({rows[at].line, std::to_string(cells) + (cells == 1 ? " cell" : " cells")});
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return found;
}

CsvGuess best_guess(const Sample& sample, catalog::Encoding encoding) {
    CsvGuess best = guess_of(sample, encoding, ';');
    for (const char delimiter : {'\t', ',', '|'}) {
        CsvGuess guess = guess_of(sample, encoding, delimiter);
        if (explains_better(guess, best)) best = std::move(guess);
    }
    return best;
}

}  // namespace tilsig::propose
