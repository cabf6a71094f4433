// mappings/codelists/*.yaml: thousands of rows in a block of text, each mistake with its own line and column.
#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "base/text.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

const std::vector<std::string>& columns_of(CodeListKind kind) {
    static const std::vector<std::string> codes{"code",    "valid_from", "valid_to", "name_nb",
                                                "name_nn", "name_en",    "maps_to"};
    static const std::vector<std::string> changes{"date", "code", "maps_to"};
    return kind == CodeListKind::codes ? codes : changes;
}

/// One row on its way into the list: cells in the order of the file, and the place of each.
class RowReader {
public:
    RowReader(const std::vector<std::string>& columns, CodeList& list, Reading& reading)
        : m_columns(columns), m_list(list), m_reading(reading) {}

    void read(const std::vector<std::string_view>& cells, const std::vector<Place>& places) {
        if (cells.size() != m_columns.size()) {
            m_reading.lints.add(places.front(),
                                "the row has " + std::to_string(cells.size()) + " cells, the list " +
                                    std::to_string(m_columns.size()) + " columns",
                                "write one cell for each of: " + join(m_columns, ", "));
            return;
        }
        Code code{{}, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), {}, {}, {},
                  {}};
        for (std::size_t i = 0; i < cells.size(); ++i) fill(code, m_columns[i], cells[i], places[i]);
        if (code.code.empty()) m_reading.lints.add(places.front(), "the row has no code");
        if (code.valid_from >= code.valid_to)
            m_reading.lints.add(places.front(), "code " + in_quotes(code.code) + " ends before it starts",
                                "valid_to is the first day it is no longer valid");
        m_list.codes.push_back(std::move(code));
        m_places.push_back(places.front());
    }

    [[nodiscard]] const std::vector<Place>& places() const noexcept { return m_places; }

private:
    void fill(Code& code, const std::string& column, std::string_view cell, const Place& place) {
        if (!cell.empty() && (cell.front() == ' ' || cell.back() == ' ' || cell.back() == '\t'))
            m_reading.lints.add(place, column + " " + in_quotes(cell) + " has spaces around it", "remove them");
        if (column == "code")
            code.code = cell;
        else if (column == "name_nb")
            code.name_nb = cell;
        else if (column == "name_nn")
            code.name_nn = cell;
        else if (column == "name_en")
            code.name_en = cell;
        else if (column == "maps_to")
            code.maps_to = cell;
        else if (column == "valid_to")
            date(code.valid_to, cell, column, place);
        else
            date(code.valid_from, cell, column, place);  // valid_from of a code, date of a change
    }

    void date(std::int64_t& day, std::string_view cell, const std::string& column, const Place& place) {
        if (cell.empty() && m_list.kind == CodeListKind::codes) return;
        if (const auto parsed = model::parse_iso_date(cell))
            day = *parsed;
        else
            m_reading.lints.add(place, column + " " + in_quotes(cell) + " is not a date", "write it like 2020-01-01");
    }

    const std::vector<std::string>& m_columns;
    CodeList& m_list;
    Reading& m_reading;
    std::vector<Place> m_places;
};

/// Where the lines of a block scalar start in the file: YAML has taken the indentation away.
std::uint64_t indentation(std::string_view bytes, std::uint64_t line) {
    for (std::uint64_t at = 1; at < line; ++at) {
        const auto end = bytes.find('\n');
        if (end == std::string_view::npos) return 0;
        bytes.remove_prefix(end + 1);
    }
    return std::min(bytes.find_first_not_of(' '), bytes.size());
}

/// Columns are told in characters, as an editor counts them, not in bytes.
std::uint64_t characters(std::string_view text) {
    return static_cast<std::uint64_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void read_block(const Node& rows, const YamlFile& file, char separator, RowReader& reader) {
    const std::uint64_t indent = indentation(file.bytes, rows.content_line());
    std::string_view text = rows.scalar();
    std::vector<std::string_view> cells;
    std::vector<Place> places;
    for (std::uint64_t line = rows.content_line(); !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (row.empty()) continue;
        cells = split(row, separator);
        places.clear();
        for (const auto cell : cells) {
            const std::string_view before = row.substr(0, static_cast<std::size_t>(cell.data() - row.data()));
            places.push_back({file.shown, line, indent + 1 + characters(before)});
        }
        reader.read(cells, places);
    }
}

void read_sequences(const Node& rows, RowReader& reader, config::Lints& lints) {
    std::vector<std::string_view> cells;
    std::vector<Place> places;
    for (const Node& row : rows.items()) {
        cells.clear();
        places.clear();
        for (const Node& cell : row.items()) {
            cells.push_back(cell.scalar());  // null and empty are the same here: nothing stands in the cell
            places.push_back(cell.place());
        }
        if (cells.empty())
            lints.add(row.place(), "a row must be a list of cells, like [a, b]");
        else
            reader.read(cells, places);
    }
}

void check_overlaps(const CodeList& list, const std::vector<Place>& places, config::Lints& lints) {
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_code;
    for (std::size_t i = 0; i < list.codes.size(); ++i) by_code[list.codes[i].code].push_back(i);
    for (std::size_t i = 0; i < list.codes.size(); ++i) {
        const Code& later = list.codes[i];
        for (const std::size_t other : by_code[later.code]) {
            if (other >= i) break;
            const Code& earlier = list.codes[other];
            const bool same = list.kind != CodeListKind::codes && earlier.valid_from == later.valid_from &&
                              (earlier.maps_to == later.maps_to || list.kind == CodeListKind::split_keys);
            const bool overlap = list.kind == CodeListKind::codes && earlier.valid_from < later.valid_to &&
                                 later.valid_from < earlier.valid_to;
            if (same || overlap)
                lints.add(places[i],
                          (same ? "repeats the row of code " : "overlaps in time with another row of code ") +
                              in_quotes(later.code),
                          "the other stands in line " + std::to_string(places[other].line));
        }
    }
}

char separator_of(FieldReader& reader) {
    const std::string text = reader.text_or("separator", ";");
    if (text.size() == 1) return text[0];
    reader.mistake("separator", "a separator is one character", "write \";\" or \"|\"");
    return ';';
}

std::vector<std::string> read_columns(FieldReader& reader, const CodeList& list, config::Lints& lints) {
    (void)reader.required_child("columns");
    auto columns = reader.texts("columns");
    const auto& known = columns_of(list.kind);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (std::find(known.begin(), known.end(), columns[i]) == known.end())
            unknown_name(lints, reader.place("columns"), "code list column", columns[i], known);
        if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(i), columns[i]) !=
            columns.begin() + static_cast<std::ptrdiff_t>(i))
            reader.mistake("columns", "column " + in_quotes(columns[i]) + " stands twice");
    }
    for (const auto& column : known) {
        const bool needed = list.kind != CodeListKind::codes || column == "code";
        if (needed && reader.has("columns") && std::find(columns.begin(), columns.end(), column) == columns.end())
            reader.mistake("columns", "column " + in_quotes(column) + " is missing", "a list of this kind needs it");
    }
    return columns;
}

}  // namespace

void read_code_list(const YamlFile& file, const std::string& name, Reading& reading) {
    static const std::vector<std::string> kinds{"codes", "changes", "split_keys"};
    FieldReader reader(file.root, "code list", reading.lints);
    CodeList list;
    list.name = name;
    check_name(reading.lints, Place{file.shown, 1, 1}, "code list", name);
    check_same(reader, "list", name);
    const std::string kind = reader.choice_or("kind", kinds, "codes");
    list.kind = kind == "changes"      ? CodeListKind::changes
                : kind == "split_keys" ? CodeListKind::split_keys
                                       : CodeListKind::codes;
    const Titles titles = read_titles(reader, "title", reading.lints);
    list.title_nb = titles.nb;
    list.title_en = titles.en;
    list.title_nn = titles.nn;
    list.credit = reader.text("credit");
    const char separator = separator_of(reader);
    const auto columns = read_columns(reader, list, reading.lints);

    const Node rows = reader.required_child("rows");
    RowReader row_reader(columns, list, reading);
    if (rows.is(Node::Kind::scalar))
        read_block(rows, file, separator, row_reader);
    else if (rows.is(Node::Kind::sequence))
        read_sequences(rows, row_reader, reading.lints);
    else if (!rows.is(Node::Kind::missing))
        reading.lints.add(rows.place(), "rows must be a block (rows: |) or a list of rows");
    if (list.codes.empty() && rows.is(Node::Kind::scalar))
        reading.lints.add(rows.place(), "code list " + in_quotes(name) + " is empty");
    check_overlaps(list, row_reader.places(), reading.lints);
    reader.finish();

    list.index();
    reading.list_bytes[name] = file.bytes;
    reading.catalog.code_lists[name] = std::move(list);
}

}  // namespace tilsig::catalog
