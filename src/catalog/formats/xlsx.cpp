// The `xlsx` part of a layout: the tables of a workbook.
#include <algorithm>
#include <set>

#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array xlsx_keys{
    KeyReference{"tables", "a list", "required", "each a range of columns under a header of its own"},
    KeyReference{"ends_before", "[\"Kilde\"]", "none", "how the first footnote begins, which ends a table"},
};

constexpr std::array table_keys{
    KeyReference{"sheet", "Fylker", "or sheet_index", "name of the sheet"},
    KeyReference{"sheet_index", "1", "or sheet", "its number, hidden ones counted"},
    KeyReference{"columns", "\"B:I\"", "A:", "first and last column; without a last one up to the end of the header"},
    KeyReference{"header_row", "2", "1", "with `unpivot` the first of them"},
    KeyReference{"last_row", "90", "open", "down to the next table below it, or the end of the sheet"},
    KeyReference{"names", "{Fylke Nr: area}", "none", "as of the layout, where tables differ; these go first"},
    KeyReference{"unnamed", "[level]", "none", "columns of the header's empty cells, from the left"},
};

constexpr std::array blocks{
    BlockReference{"xlsx", "layouts: xlsx:", "Tables of a workbook.", xlsx_keys},
    BlockReference{"table", "layouts: xlsx: tables: [...]", "One table of a sheet.", table_keys}};

constexpr std::int64_t most_rows = 1'048'576;
constexpr std::uint32_t most_columns = 16'384;

/// `AB` as a number; 0 when it is no column of a sheet.
std::uint32_t column_number(std::string_view letters) {
    std::uint32_t number = 0;
    if (letters.empty() || letters.size() > 3) return 0;
    for (const char c : letters) {
        if (c < 'A' || c > 'Z') return 0;
        number = number * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    }
    return number > most_columns ? 0 : number;
}

/// `B:I`, or `B:` for up to the last header cell.
void read_columns(FieldReader& reader, XlsxTable& table) {
    const std::string range = reader.text_or("columns", "A:");
    const std::size_t colon = range.find(':');
    const std::string last = colon == std::string::npos ? "" : range.substr(colon + 1);
    const std::uint32_t first_column = column_number(range.substr(0, colon));
    const std::uint32_t last_column = column_number(last);
    if (colon == std::string::npos || first_column == 0 || (!last.empty() && last_column < first_column)) {
        reader.mistake("columns", in_quotes(range) + " is no range of columns",
                       "write it like B:I, or B: for up to the last one");
        return;
    }
    table.first_column = first_column;
    table.last_column = last_column;
}

std::uint64_t read_row(FieldReader& reader, std::string_view key, std::int64_t fallback) {
    const std::int64_t row = reader.integer_or(key, fallback);
    if (row >= (fallback == 0 && !reader.has(key) ? 0 : 1) && row <= most_rows) return static_cast<std::uint64_t>(row);
    reader.mistake(key, "'" + std::string(key) + "' must be between 1 and " + std::to_string(most_rows));
    return static_cast<std::uint64_t>(fallback);
}

XlsxTable read_table(const Node& node, config::Lints& lints) {
    FieldReader reader(node, "table", lints);
    XlsxTable table;
    table.place = node.place();
    const bool indexed = reader.has("sheet_index");
    if (indexed == reader.has("sheet"))
        reader.mistake("sheet", "a table needs either sheet (its name) or sheet_index (its number, from 1)");
    table.sheet = reader.text_or("sheet", "");
    const std::int64_t index = reader.integer_or("sheet_index", 0);
    if (indexed && (index < 1 || index > 1000)) reader.mistake("sheet_index", "sheet_index must be between 1 and 1000");
    table.sheet_index = static_cast<std::uint32_t>(index);
    read_columns(reader, table);
    table.header_row = read_row(reader, "header_row", 1);
    table.last_row = read_row(reader, "last_row", 0);
    if (table.last_row != 0 && table.last_row < table.header_row)
        reader.mistake("last_row", "the table ends before its header");
    table.names = read_header_names(reader);
    table.unnamed = reader.texts("unnamed");
    reader.finish();
    std::set<std::string> seen;
    for (const auto& name : table.unnamed)
        if (!seen.insert(name).second) reader.mistake("unnamed", "two columns get the name " + in_quotes(name));
    return table;
}

bool overlap(const XlsxTable& a, const XlsxTable& b) {
    const auto last = [](const XlsxTable& t) { return t.last_column == 0 ? most_columns : t.last_column; };
    if (a.sheet != b.sheet || a.sheet_index != b.sheet_index) return false;
    if (a.first_column > last(b) || b.first_column > last(a)) return false;
    // One below the other: the upper one ends where the lower one begins.
    if (a.header_row == b.header_row) return true;
    const XlsxTable& upper = a.header_row < b.header_row ? a : b;
    const XlsxTable& lower = a.header_row < b.header_row ? b : a;
    return upper.last_row != 0 && upper.last_row >= lower.header_row;
}

}  // namespace

void read_xlsx(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    read_unpivot(layout_reader, layout, lints);
    FieldReader reader(layout_reader.required_child("xlsx"), "xlsx", lints);
    const Node tables = reader.required_child("tables");
    if (!tables.is(Node::Kind::missing) && tables.items().empty())
        reader.mistake("tables", "tables must be a list with at least one table",
                       "like [{sheet: Data, columns: \"A:F\"}]");
    for (const Node& item : tables.items()) {
        XlsxTable table = read_table(item, lints);
        for (const XlsxTable& other : layout.xlsx.tables) {
            if (!overlap(table, other)) continue;
            lints.add(table.place, "the table overlaps the one in line " + std::to_string(other.place.line),
                      "give each its own columns, or its own rows with header_row and last_row");
        }
        layout.xlsx.tables.push_back(std::move(table));
    }
    layout.xlsx.ends_before = reader.texts("ends_before");
    reader.finish();
}

std::span<const BlockReference> xlsx_blocks() { return blocks; }

}  // namespace tilsig::catalog
