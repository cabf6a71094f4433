// Lines of cells: the `csv` block.
#include <algorithm>
#include <charconv>

#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array csv_keys{
    KeyReference{"delimiter", "\";\"", ";", "one character, or tab"},
    KeyReference{"quote", "none", "\"", "one character, or none"},
    KeyReference{"preface_lines", "2", "0", "title lines before the header"},
    KeyReference{"header_rows", "3", "1", "0: columns are named by position with `columns`"},
    KeyReference{"columns", "[a, b]", "none", "names, where the file has no header"},
    KeyReference{"trailing_empty", "1", "0", "empty cells tolerated at the end of each line"},
    KeyReference{"unended_last_line", "true", "false", "this source never ends its last line; else it may be cut"},
    KeyReference{"trailer_prefix", "\"#END\"", "none", "how the last line begins that proves the delivery"},
    KeyReference{"trailer_count_column", "2", "none", "cell of the trailer, from 1, with the number of records"},
    KeyReference{"trailer_sums", "{3: persons}", "none", "cell of the trailer -> column of which it is the sum"},
    KeyReference{"ends_before", "[\"Kilde\"]", "none", "how the first footnote begins, which ends the table"},
};

constexpr std::array blocks{BlockReference{"csv", "layouts: csv:", "Lines of cells.", csv_keys}};

/// One ASCII character, or one of the words that stand for a character that cannot be written.
char character(FieldReader& reader, std::string_view key, char fallback, std::string_view word, char word_means) {
    const std::string text = reader.text_or(key, std::string(1, fallback));
    if (text == word) return word_means;
    if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && text[0] != '\n' && text[0] != '\r')
        return text[0];
    reader.mistake(key, in_quotes(text) + " is not one character for '" + std::string(key) + "'",
                   "write one character in quotes, or " + std::string(word));
    return fallback;
}

/// `{3: personer}`: the third cell of the trailer is the sum of the column.
void read_sums(FieldReader& reader, CsvLayout& csv) {
    for (const auto& [cell, column] : reader.text_map("trailer_sums")) {
        int number = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
        if (error == std::errc{} && end == cell.data() + cell.size() && number >= 1 && number <= 1000)
            csv.trailer_sums.emplace(number, column);
        else
            reader.mistake("trailer_sums", in_quotes(cell) + " is not the number of a cell",
                           "write the cell of the trailer, from 1, and the column of which it is the sum");
    }
}

void read_block(const Node& node, CsvLayout& csv, config::Lints& lints) {
    FieldReader reader(node, "csv", lints);
    csv.delimiter = character(reader, "delimiter", ';', "tab", '\t');
    csv.quote = character(reader, "quote", '"', "none", '\0');
    csv.preface_lines = read_count(reader, "preface_lines", 0, 0, 1000);
    csv.header_rows = read_count(reader, "header_rows", 1, 0, 10);
    csv.columns = reader.texts("columns");
    csv.trailing_empty = read_count(reader, "trailing_empty", 0, 0, 1000);
    csv.unended_last_line = reader.boolean_or("unended_last_line", false);
    csv.trailer_prefix = reader.text_or("trailer_prefix", "");
    if (reader.has("trailer_count_column"))
        csv.trailer_count_column = read_count(reader, "trailer_count_column", 1, 1, 1000);
    csv.ends_before = reader.texts("ends_before");
    read_sums(reader, csv);
    reader.finish();
    if (csv.delimiter == csv.quote) reader.mistake("quote", "quote and delimiter are the same character");
    if (csv.header_rows == 0 && csv.columns.empty())
        reader.mistake("header_rows", "a file without header needs the names of its columns", "add `columns: [a, b]`");
    if (csv.header_rows > 0 && !csv.columns.empty())
        reader.mistake("columns", "columns are named here although the file has a header",
                       "leave `columns` out, or set `header_rows: 0`");
    for (const char* key : {"trailer_count_column", "trailer_sums"})
        if (reader.has(key) && csv.trailer_prefix.empty())
            reader.mistake(key, "there is no trailer to count with", "add trailer_prefix");
}

}  // namespace

void read_csv(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    const CsvLayout& csv = layout.csv;
    read_block(layout_reader.child("csv"), layout.csv, lints);
    read_unpivot(layout_reader, layout, lints);
    if (csv.header_rows > 1 && !layout.unpivot)
        layout_reader.mistake("csv", "several header rows need to be told apart",
                              "add unpivot with one name for each header row");
    if (!layout.unpivot) return;
    const Node unpivot = layout_reader.child("unpivot");
    const Node headers = unpivot["headers"];
    if (!headers.is(Node::Kind::missing) && static_cast<int>(layout.unpivot->headers.size()) != csv.header_rows)
        lints.add(headers.place(),
                  "unpivot names " + std::to_string(layout.unpivot->headers.size()) + " headers, the file has " +
                      std::to_string(csv.header_rows) + " header rows",
                  "name one for each header row");
    if (!csv.trailer_sums.empty())
        lints.add(unpivot.place(), "sums of a trailer are of columns, and a table that is unpivoted has none",
                  "leave `csv.trailer_sums` out");
}

void check_csv(const Contract& contract, const Layout& layout, config::Lints& lints) {
    std::vector<std::string> columns;
    for (const Field& field : contract.fields) columns.push_back(field.column.empty() ? field.name : field.column);
    for (const auto& [cell, column] : layout.csv.trailer_sums) {
        const auto found = std::find(columns.begin(), columns.end(), column);
        if (found == columns.end()) {
            unknown_name(lints, layout.place, "column in `csv.trailer_sums`", column, columns);
            continue;
        }
        const auto type = contract.fields[static_cast<std::size_t>(found - columns.begin())].type;
        if (type != model::Type::integer && type != model::Type::decimal)
            lints.add(layout.place, "column " + in_quotes(column) + " in `csv.trailer_sums` is no number",
                      "only integers and decimals have a sum");
    }
}

std::span<const BlockReference> csv_blocks() { return blocks; }

}  // namespace tilsig::catalog
