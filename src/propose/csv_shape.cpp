// CSV: delimiter, title lines, header, and whether the table is one record per row or one per cell.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "identifiers/identifiers.hpp"
#include "propose/crosstab.hpp"
#include "propose/formats.hpp"
#include "propose/forms.hpp"
#include "propose/loose_rows.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

const char* delimiter_name(char delimiter) {
    switch (delimiter) {
        case ';': return "semicolon";
        case '\t': return "tab";
        case ',': return "comma";
        default: return "'|'";
    }
}

/// No delimiter explains the lines: what are they then?
[[noreturn]] void refuse_unknown(const Sample& sample, const CsvGuess& guess) {
    const auto& rows = guess.rows;
    const bool same = rows.size() > 1 && std::all_of(rows.begin(), rows.end(), [&](const CsvRow& row) {
                          return row.bytes == rows.front().bytes;
                      });
    if (same && rows.front().bytes >= 12)
        throw unusable(sample.shown(), 1,
                       grouped(rows.size()) + " lines of " + grouped(rows.front().bytes) +
                           " bytes each and no delimiter: fixed width, whose positions no sample can tell",
                       "write the layout from the sender's record description (format: fixed in mappings/README.md)");
    throw unusable(sample.shown(), 1,
                   "no format recognised: no semicolon, tab, comma or '|' splits the lines into columns",
                   "known formats are " + known_formats("and") + "; a table needs at least two columns");
}

/// "line 3 (4 cells), line 7 (2 cells)"; the first few.
std::string shown_lines(const std::vector<CsvOutlier>& outliers) {
    constexpr std::size_t most = 5;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min(most, outliers.size()); ++i)
        texts.push_back("line " + grouped(outliers[i].line) + " (" + outliers[i].what + ")");
    return join(texts, ", ") + (outliers.size() > most ? " and others" : "");
}

void refuse_uneven(const Sample& sample, const CsvGuess& guess) {
    const std::size_t rest = guess.rows.size() - guess.first + guess.faulty.size();
    if (guess.with_width * 10 >= rest * 8) return;
    // Quotes say more than the numbers of cells that they have made.
    const bool quotes = !guess.odd_quotes.empty() || !guess.faulty.empty();
    const auto odd = guess.odd_quotes.empty() ? guess.outliers() : guess.odd_quotes;
    throw unusable(sample.shown(), odd.empty() ? guess.rows[guess.first].line : odd.front().line,
                   "no table recognised: only " + grouped(guess.with_width) + " of " + grouped(guess.lines()) +
                       " lines have the same number of cells (" + grouped(guess.width) + ", split at " +
                       delimiter_name(guess.delimiter) + "); not like the others: " + shown_lines(odd),
                   !quotes
                       ? "take out what stands around the table, or ask the sender for a file with one record per line"
                       : "a cell with quotes or delimiters in it begins and ends with a quote, "
                         "without a blank before, and has its own quotes twice: ask the sender");
}

void name_outliers(const CsvGuess& guess, Shape& shape) {
    auto odd = guess.outliers();
    // The note below the table is told by itself.
    if (!shape.layout.csv.trailer_prefix.empty() && !odd.empty() && odd.back().line == guess.rows.back().line)
        odd.pop_back();
    if (odd.empty()) return;
    shape.to_decide.push_back(counted(odd.size(), "line is", "lines are") + " not like the others, and kept out: " +
                              shown_lines(odd) + ". Ask the sender to correct " + (odd.size() == 1 ? "it" : "them"));
}

/// A first row that can be no header: it holds a value, or a personal identifier.
bool is_data(const CsvRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) {
        return (looks_like_value(cell) && !is_year(cell)) || identifiers::holds_identifier(cell);
    });
}

/// The line above the table, when it has more cells than the records: which name belongs to which column?
const CsvRow* wider_header(const CsvGuess& guess) {
    for (std::size_t at = 0; at < guess.first; ++at)
        if (guess.rows[at].cells.size() > guess.width) return &guess.rows[at];
    return nullptr;
}

/// Some writers leave empty cells out at the end of each record; others leave one out in the middle.
void take_wider_header(const Sample& sample, const CsvGuess& guess, const CsvRow& header, Shape& shape) {
    const bool data = std::any_of(header.cells.begin(), header.cells.end(), [](const std::string& cell) {
        return cell.empty() || looks_like_value(cell) || identifiers::holds_identifier(cell);
    });
    std::vector<std::vector<std::string>> below;
    for (std::size_t at = guess.first; at < guess.rows.size(); ++at) below.push_back(guess.rows[at].cells);
    if (data || header_sign(header.cells, below).empty())
        throw unusable(sample.shown(), header.line,
                       "this line has " + grouped(header.cells.size()) + " cells and the records below it have " +
                           grouped(guess.width),
                       "ask the sender for records that have a cell for every name of the header");
    refuse_double_names(sample, header.line, header.cells);
    auto& csv = shape.layout.csv;
    csv.header_rows = 0;
    csv.trailing_empty = 0;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < guess.width; ++i) {
        csv.columns.push_back(fresh_name(header.cells[i], "column_" + std::to_string(i + 1), taken));
        shape.columns.push_back({csv.columns.back(), header.cells[i], true, true});
    }
    shape.to_decide.push_back(
        "line " + grouped(header.line) + " has " + grouped(header.cells.size()) + " names and the records have " +
        grouped(guess.width) + " cells: the first " + grouped(guess.width) +
        " names are taken in their order, and the line is not compared. Is it the last columns that "
        "the records leave out?");
}

std::string sign_of_header(const CsvGuess& guess) {
    std::vector<std::vector<std::string>> below;
    for (std::size_t at = guess.first + 1; at < guess.rows.size(); ++at) below.push_back(guess.rows[at].cells);
    return header_sign(guess.rows[guess.first].cells, below);
}

void take_columns(const Sample& sample, const CsvGuess& guess, HeaderWord header, std::size_t width, Shape& shape) {
    const CsvRow& first = guess.rows[guess.first];
    const bool said = header == HeaderWord::present;
    const std::string sign = said ? "so it was said" : sign_of_header(guess);
    if (header == HeaderWord::none || (!said && is_data(first))) {
        shape.layout.csv.header_rows = 0;
        shape.evidence.push_back("header: none, line " + grouped(first.line) +
                                 " is a record: columns are named by position; give them names");
        for (std::size_t i = 1; i <= width; ++i) {
            const std::string name = "column_" + std::to_string(i);
            shape.layout.csv.columns.push_back(name);
            shape.columns.push_back({name, "Column " + std::to_string(i), true});
        }
        return;
    }
    if (sign.empty()) throw unusable(sample.shown(), first.line, header_question, "say --header yes or --header none");
    const std::vector<std::string> names(first.cells.begin(), first.cells.begin() + static_cast<std::ptrdiff_t>(width));
    if (width <= decode::Limits::columns) refuse_double_names(sample, first.line, names);
    shape.evidence.push_back("header: line " + grouped(first.line) + ", " + counted(width, "name", "names") + ": " +
                             sign);
    for (std::size_t i = 0; i < width; ++i) {
        if (names[i].empty()) {
            shape.unread.push_back("column " + std::to_string(i + 1) + " has no name in the header: it is not read");
            continue;
        }
        shape.columns.push_back({names[i], names[i], true});
    }
}

/// "Kilde: ..." behind the last record.
void take_note_below(const Sample& sample, const CsvGuess& guess, Shape& shape) {
    std::string_view head = sample.head();
    if (!sample.head_is_all()) return;
    while (!head.empty() && std::string_view("\r\n\t \x1A").find(head.back()) != std::string_view::npos)
        head.remove_suffix(1);
    const auto begin = head.find_last_of("\r\n");
    const std::string_view line = begin == std::string_view::npos ? head : head.substr(begin + 1);
    const auto word = note_word(line);
    const auto cells = split(line, guess.delimiter);
    const auto filled = std::count_if(cells.begin(), cells.end(), [](auto cell) { return !cell.empty(); });
    if (shape.layout.unpivot) return;
    if (cells.size() > 2 && cells[0].empty() && !sum_word(cells[1]).empty()) {
        shape.layout.csv.trailer_prefix = std::string(1, guess.delimiter) + std::string(cells[1]);
        shape.to_decide.push_back(
            "the last line is the sum of the others, and lacks what stands first in a record: taken "
            "for the end of the table, and not loaded");
        return;
    }
    if (word.empty() || static_cast<std::size_t>(filled) * 2 > guess.width) return;
    shape.layout.csv.trailer_prefix = std::string(word);
    shape.to_decide.push_back("the last line begins with '" + std::string(word) +
                              "': a note below the table, and no record. More lines of it are rejected");
}

}  // namespace

Shape csv_shape(const Sample& sample, catalog::Encoding encoding, HeaderWord header) {
    // What the head holds of UTF-16 is UTF-8 already.
    const CsvGuess guess = best_guess(sample, catalog::is_utf16(encoding) ? catalog::Encoding::utf8 : encoding);
    if (guess.width < 2 || guess.first >= guess.rows.size()) refuse_unknown(sample, guess);
    if (guess.first + 1 >= guess.rows.size())
        throw unusable(sample.shown(), guess.rows[guess.first].line,
                       "one line only: a header or a record, nobody can know",
                       "take a delivery that has a header and records");
    refuse_uneven(sample, guess);
    Shape shape;
    shape.layout.format = catalog::FormatKind::csv;
    shape.layout.encoding = encoding;
    shape.layout.allow_bom = encoding == catalog::Encoding::utf8;
    auto& csv = shape.layout.csv;
    csv.delimiter = guess.delimiter;
    csv.quote = guess.quote;
    csv.preface_lines = static_cast<int>(guess.rows[guess.first].line - 1);
    // Read over whether it is there or not.
    const bool separator = csv.preface_lines == 1 && lower(guess.rows.front().cells.front()).starts_with("sep=");
    if (separator) {
        csv.preface_lines = 0;
        shape.evidence.push_back(
            "the line sep= before the header is for spreadsheet programs: read over, there or not");
    }
    csv.trailing_empty = static_cast<int>(guess.trailing_empty());
    csv.unended_last_line = !sample.ends_with_line_end();
    shape.evidence.push_back("delimiter: " + std::string(delimiter_name(guess.delimiter)) + ", " +
                             grouped(guess.with_width) + " of the first " + grouped(guess.lines()) + " lines have " +
                             grouped(guess.width) + " cells");
    if (guess.quote == '\0') {
        shape.evidence.push_back("quote: none, more quotes are text than enclose a cell");
        shape.to_decide.push_back("quotes are text here: " + shown_lines(guess.odd_quotes) +
                                  ". Where they should enclose cells, take `quote: none` away");
    }
    if (csv.preface_lines > 0)
        shape.evidence.push_back(counted(guess.rows[guess.first].line - 1, "line before the table is skipped",
                                         "lines before the table are skipped"));
    if (csv.trailing_empty > 0 && wider_header(guess) == nullptr)
        shape.evidence.push_back("every line ends with " +
                                 counted(guess.trailing_empty(), "empty cell", "empty cells"));
    if (csv.unended_last_line)
        shape.evidence.push_back(
            "the last line has no line end: if only this sample is so, take unended_last_line away, "
            "because a cut delivery looks the same");
    if (const CsvRow* wider = wider_header(guess); wider != nullptr && header != HeaderWord::none)
        take_wider_header(sample, guess, *wider, shape);
    else if (header == HeaderWord::none || !take_crosstab(sample, guess, shape))
        take_columns(sample, guess, header, guess.width - guess.trailing_empty(), shape);
    take_note_below(sample, guess, shape);
    name_outliers(guess, shape);
    return shape;
}

}  // namespace tilsig::propose
