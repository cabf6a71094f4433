#include "propose/crosstab.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "propose/forms.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"
#include "propose/text_kinds.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t most_header_rows = 10;  // of a layout
constexpr std::size_t least_years = 3;

/// The table without empty cells at the end of its lines.
struct Table {
    const CsvGuess& guess;
    std::size_t width;
    [[nodiscard]] const std::vector<std::string>& cells(std::size_t row) const {
        return guess.rows[guess.first + row].cells;
    }
    [[nodiscard]] std::size_t rows() const { return guess.rows.size() - guess.first; }
};

std::size_t leading_empty(const Table& table, std::size_t row) {
    std::size_t empty = 0;
    while (empty < table.width && table.cells(row)[empty].empty()) ++empty;
    return empty;
}

bool is_label(const std::string& cell) { return !cell.empty() && (!looks_like_value(cell) || is_year(cell)); }

/// Rows below the first whose leading cells are empty and whose others are labels.
std::size_t header_rows(const Table& table, std::size_t keys) {
    std::size_t rows = 1;
    while (rows < std::min(table.rows(), most_header_rows) && table.cells(rows).size() == table.guess.width &&
           leading_empty(table, rows) == keys &&
           std::all_of(table.cells(rows).begin() + static_cast<std::ptrdiff_t>(keys),
                       table.cells(rows).begin() + static_cast<std::ptrdiff_t>(table.width), is_label))
        ++rows;
    return rows;
}

/// How many characters at the end of a header are a year, or a month or quarter of one; 0: none.
std::size_t period_length(std::string_view header) {
    for (const std::size_t length : {std::size_t{9}, std::size_t{8}, std::size_t{7}, std::size_t{6}})
        if (header.size() >= length && is_period(header.substr(header.size() - length))) return length;
    return header.size() >= 4 && is_year(header.substr(header.size() - 4)) ? 4 : 0;
}

/// januar 2024: the month is a part of the period.
bool is_named_month(std::string_view header) {
    constexpr std::array<std::string_view, 19> months{
        "januar",   "februar",  "mars",    "april",    "mai",   "juni", "juli", "august",  "september", "oktober",
        "november", "desember", "january", "february", "march", "may",  "june", "october", "december"};
    const std::string low = lower(header);
    return std::any_of(months.begin(), months.end(), [&](auto month) {
        return low.size() == month.size() + 5 && low.starts_with(month) && low[month.size()] == ' ' &&
               is_year(std::string_view(low).substr(month.size() + 1));
    });
}

/// What all label texts of a row begin with: "År: " of "År: 2014" and "År: 2015". Only up to a colon and a space, or up
/// to a period at the end of each.
std::string shared_beginning(const std::vector<std::string>& cells, std::size_t from, std::size_t to) {
    const auto all_begin = [&](const std::string& text) {
        return !text.empty() &&
               std::all_of(
                   cells.begin() + static_cast<std::ptrdiff_t>(from), cells.begin() + static_cast<std::ptrdiff_t>(to),
                   [&](const std::string& cell) { return cell.starts_with(text) && cell.size() > text.size(); });
    };
    const std::string& first = cells[from];
    if (const auto colon = first.find(": "); colon != std::string::npos && all_begin(first.substr(0, colon + 2)))
        return first.substr(0, colon + 2);
    const std::size_t length = period_length(first);
    if (length > 0 && !is_named_month(first) && all_begin(first.substr(0, first.size() - length)))
        return first.substr(0, first.size() - length);
    return {};
}

/// Columns at the right end whose header is a period, with or without words before it.
std::size_t first_period_column(const Table& table) {
    const auto& header = table.cells(0);
    std::size_t first = table.width;
    while (first > 0 && period_length(header[first - 1]) > 0) --first;
    if (first == 0 || table.width - first < least_years) return table.width;
    // Years below years are values.
    for (std::size_t i = first; i < table.width; ++i)
        if (is_year(table.cells(1)[i])) return table.width;
    std::set<std::string> rest;
    for (std::size_t i = first; i < table.width; ++i)
        rest.insert(is_named_month(header[i]) ? std::string()
                                              : header[i].substr(0, header[i].size() - period_length(header[i])));
    return rest.size() == 1 ? first : table.width;
}

/// Most cells below the leading ones are figures or stand for one.
bool has_figures(const Table& table, std::size_t row, std::size_t keys) {
    if (row >= table.rows() || table.cells(row).size() != table.guess.width || table.cells(row).front().empty())
        return false;
    const auto& cells = table.cells(row);
    const auto figures = std::count_if(cells.begin() + static_cast<std::ptrdiff_t>(keys),
                                       cells.begin() + static_cast<std::ptrdiff_t>(table.width),
                                       [](const std::string& cell) { return cell.empty() || looks_like_value(cell); });
    return static_cast<std::size_t>(figures) * 2 > table.width - keys;
}

/// A second row of labels that has holes too: merged cells of a spreadsheet.
bool looks_like_labels(const Table& table, std::size_t keys) {
    const auto& cells = table.cells(1);
    const auto labels = std::count_if(cells.begin(), cells.end(), is_label);
    const auto values =
        std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return !cell.empty() && !is_label(cell); });
    return labels >= 2 && values == 0 && has_figures(table, 2, keys);
}

std::string_view text_of_label_row(const std::string& beginning) {
    std::string_view words = trim(beginning);
    if (words.ends_with(':')) words.remove_suffix(1);
    return words;
}

void name_label_rows(const Table& table, std::size_t keys, std::size_t rows, std::set<std::string>& taken,
                     catalog::Unpivot& unpivot, Shape& shape) {
    for (std::size_t row = 0; row < rows; ++row) {
        const auto& cells = table.cells(row);
        const std::string beginning = shared_beginning(cells, keys, table.width);
        const bool years = std::all_of(
            cells.begin() + static_cast<std::ptrdiff_t>(keys), cells.begin() + static_cast<std::ptrdiff_t>(table.width),
            [&](const auto& cell) { return is_year(std::string_view(cell).substr(beginning.size())); });
        const bool periods =
            std::all_of(cells.begin() + static_cast<std::ptrdiff_t>(keys),
                        cells.begin() + static_cast<std::ptrdiff_t>(table.width), [&](const auto& cell) {
                            return is_period(std::string_view(cell).substr(beginning.size())) || is_named_month(cell);
                        });
        const std::string title(years     ? std::string_view("year")
                                : periods ? std::string_view("period")
                                          : text_of_label_row(beginning));
        const std::string name = fresh_name(title, "label_" + std::to_string(row + 1), taken);
        unpivot.headers.push_back(name);
        if (!beginning.empty()) unpivot.strip[name] = beginning;
        shape.columns.push_back(
            {name, title.empty() ? "Label " + std::to_string(row + 1) : title, true, false, Role::label});
    }
}

}  // namespace

bool take_crosstab(const Sample& sample, const CsvGuess& guess, Shape& shape) {
    const Table table{guess, guess.width - guess.trailing_empty()};
    if (table.rows() < 2 || table.cells(1).size() != guess.width) return false;
    std::size_t keys = leading_empty(table, 1);
    std::size_t rows = keys > 0 && keys < table.width ? header_rows(table, keys) : 1;
    if (rows > 1 && !has_figures(table, rows, keys)) rows = 1;
    const auto& header = table.cells(0);
    const auto holes = std::count(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(table.width), "");
    if (rows == 1 && holes > 0 && keys > 0 && looks_like_labels(table, keys))
        throw unusable(sample.shown(), guess.rows[guess.first + 1].line,
                       "this looks like a second header row, but " + std::to_string(holes) +
                           " cells of the row above are empty: which label stands above which column cannot be told",
                       "ask the sender to repeat every label above each of its columns, or for one record per row");
    if (rows == 1) {
        keys = first_period_column(table);
        if (keys == table.width) return false;
    } else if (std::any_of(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(table.width),
                           [](const auto& cell) { return cell.empty(); })) {
        throw unusable(sample.shown(), guess.rows[guess.first].line,
                       "a wide table with empty cells in its first header row",
                       "ask the sender to repeat every label above each of its columns");
    }
    catalog::Unpivot unpivot;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < keys; ++i) {
        unpivot.keys.push_back(fresh_name(header[i], "key_" + std::to_string(i + 1), taken));
        unpivot.key_headers.push_back(header[i]);
        shape.columns.push_back({unpivot.keys.back(), header[i], true, !header[i].empty()});
    }
    name_label_rows(table, keys, rows, taken, unpivot, shape);
    unpivot.value = fresh_name("value", "value", taken);
    shape.columns.push_back({unpivot.value, "Value", true});
    shape.layout.csv.header_rows = static_cast<int>(rows);
    shape.evidence.push_back("wide table: " + counted(rows, "header row of labels", "header rows of labels") +
                             " above " + counted(table.width - keys, "column", "columns") + ", " +
                             counted(keys, "leading column", "leading columns") + ": one record per cell");
    shape.layout.unpivot = std::move(unpivot);
    return true;
}

}  // namespace tilsig::propose
