// The layouts of a contract: how the bytes of a year look.
#include <algorithm>
#include <charconv>
#include <set>

#include "catalog/expressions.hpp"
#include "catalog/period.hpp"
#include "catalog/readers.hpp"
#include "model/composed.hpp"
#include "model/date_form.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

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

int count(FieldReader& reader, std::string_view key, int fallback, int least, int most) {
    const std::int64_t value = reader.integer_or(key, fallback);
    if (value >= least && value <= most) return static_cast<int>(value);
    reader.mistake(
        key, "'" + std::string(key) + "' must be between " + std::to_string(least) + " and " + std::to_string(most));
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

void read_csv(const Node& node, Layout& layout, config::Lints& lints) {
    FieldReader reader(node, "csv", lints);
    CsvLayout& csv = layout.csv;
    csv.delimiter = character(reader, "delimiter", ';', "tab", '\t');
    csv.quote = character(reader, "quote", '"', "none", '\0');
    csv.preface_lines = count(reader, "preface_lines", 0, 0, 1000);
    csv.header_rows = count(reader, "header_rows", 1, 0, 10);
    csv.columns = reader.texts("columns");
    csv.trailing_empty = count(reader, "trailing_empty", 0, 0, 1000);
    csv.unended_last_line = reader.boolean_or("unended_last_line", false);
    csv.trailer_prefix = reader.text_or("trailer_prefix", "");
    if (reader.has("trailer_count_column"))
        csv.trailer_count_column = count(reader, "trailer_count_column", 1, 1, 1000);
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

void read_unpivot(const Node& node, Layout& layout, config::Lints& lints) {
    FieldReader reader(node, "unpivot", lints);
    Unpivot unpivot;
    (void)reader.required_child("keys");
    (void)reader.required_child("headers");
    unpivot.keys = reader.texts("keys");
    unpivot.headers = reader.texts("headers");
    unpivot.key_headers = reader.texts("key_headers");
    unpivot.value = reader.text_or("value", "value");
    unpivot.strip = reader.text_map("strip");
    unpivot.empty_reason = reader.text_or("empty_reason", "");
    unpivot.fill_down = reader.texts("fill_down");
    reader.finish();
    const bool is_csv = layout.format == FormatKind::csv;
    if (is_csv && reader.has("headers") && static_cast<int>(unpivot.headers.size()) != layout.csv.header_rows)
        reader.mistake("headers",
                       "unpivot names " + std::to_string(unpivot.headers.size()) + " headers, the file has " +
                           std::to_string(layout.csv.header_rows) + " header rows",
                       "name one for each header row");
    if (!unpivot.key_headers.empty() && unpivot.key_headers.size() != unpivot.keys.size())
        reader.mistake("key_headers", "unpivot has another number of keys than of key_headers",
                       "write one header text for each key, or none at all");
    std::set<std::string> seen;
    std::vector<std::string> names = unpivot.keys;
    names.insert(names.end(), unpivot.headers.begin(), unpivot.headers.end());
    names.push_back(unpivot.value);
    for (const auto& name : names)
        if (!seen.insert(name).second) lints.add(node.place(), "unpivot uses the name " + in_quotes(name) + " twice");
    for (const auto& key : unpivot.fill_down)
        if (std::find(unpivot.keys.begin(), unpivot.keys.end(), key) == unpivot.keys.end())
            unknown_name(lints, reader.place("fill_down"), "unpivot key", key, unpivot.keys);
    for (const auto& [header, unused] : unpivot.strip)
        if (std::find(unpivot.headers.begin(), unpivot.headers.end(), header) == unpivot.headers.end())
            unknown_name(lints, reader.child("strip").key_place(header), "unpivot header", header, unpivot.headers);
    if (!layout.csv.trailer_sums.empty())
        lints.add(node.place(), "sums of a trailer are of columns, and a table that is unpivoted has none",
                  "leave `csv.trailer_sums` out");
    layout.unpivot = std::move(unpivot);
}

void read_json(const Node& node, Layout& layout, config::Lints& lints) {
    FieldReader reader(node, "json", lints);
    layout.json.records = reader.text_or("records", "");
    layout.json.continuation = reader.text_or("continuation", "");
    layout.json.count = reader.text_or("count", "");
    layout.json.kind = reader.text_or("kind", "");
    layout.json.day = reader.text_or("day", "");
    reader.finish();
    for (const auto& [key, pointer] :
         {std::pair{"records", layout.json.records}, std::pair{"continuation", layout.json.continuation},
          std::pair{"count", layout.json.count}, std::pair{"kind", layout.json.kind},
          std::pair{"day", layout.json.day}})
        if (!pointer.empty() && pointer.front() != '/')
            reader.mistake(key, in_quotes(pointer) + " is not a JSON pointer", "start it with /");
}

FormatKind format_of(std::string_view word) {
    if (word == "json") return FormatKind::json;
    if (word == "jsonstat") return FormatKind::jsonstat;
    if (word == "xml") return FormatKind::xml;
    if (word == "fixed") return FormatKind::fixed;
    if (word == "xlsx") return FormatKind::xlsx;
    return FormatKind::csv;
}

void read_compression(FieldReader& reader, Layout& layout) {
    const std::string compression = reader.choice_or("compression", {"none", "gzip", "zip"}, "none");
    layout.compression = compression == "gzip"  ? Compression::gzip
                         : compression == "zip" ? Compression::zip
                                                : Compression::none;
    const bool zip = layout.compression == Compression::zip;
    layout.member = reader.text_or("member", zip ? "*" : "");
    layout.ignore_other_members = reader.choice_or("other_members", {"refuse", "ignore"}, "refuse") == "ignore";
    for (const char* key : {"member", "other_members"})
        if (reader.has(key) && !zip)
            reader.mistake(key, std::string("'") + key + "' is only for compression zip", "leave it out");
}

/// A cell of a workbook that shows a date has no digits to take apart.
void read_dates(FieldReader& reader, Layout& layout) {
    if (reader.has("dates")) layout.dates = reader.choice("dates", date_forms());
    layout.pivot_year = count(reader, "pivot_year", 50, 0, 100);
    if (reader.has("dates") && layout.format == FormatKind::xlsx)
        reader.mistake("dates", "'dates' does not go with format xlsx", "leave it out: cells show their dates");
    if (reader.has("pivot_year") && !model::has_short_year(layout.dates))
        reader.mistake("pivot_year", "'pivot_year' is only for `dates` with two digits of the year", "leave it out");
}

/// `2025`, `2025-06` or `2025-06-01`; the first day of it and the day behind it.
void read_time(FieldReader& reader, Layout& layout) {
    const auto read = [&](const char* key, std::string& text, std::int64_t& day, bool behind) {
        text = reader.text_or(key, "");
        if (text.empty()) return;
        if (text == to_string(PeriodKind::all) || !is_period(text, std::nullopt)) {
            reader.mistake(key, in_quotes(text) + " is no year, month or day",
                           "write it like 2025, 2025-06 or 2025-06-01");
            return;
        }
        day = first_day(behind ? period_before(text, -1) : text).value();
    };
    read("from", layout.time.from, layout.time.begin, false);
    read("to", layout.time.to, layout.time.end, true);
    if (layout.time.begin >= layout.time.end)
        reader.mistake("to", "layout " + in_quotes(layout.name) + " ends before it starts");
}

Layout read_layout(const Node& node, bool needs_trailer, config::Lints& lints) {
    static const std::vector<std::string> formats{"csv", "json", "jsonstat", "xml", "fixed", "xlsx"};
    static const std::vector<std::string> encodings{"utf-8",  "iso-8859-1", "windows-1252",
                                                    "utf-16", "utf-16le",   "utf-16be"};
    FieldReader reader(node, "layout", lints);
    Layout layout;
    layout.place = node.place();
    layout.name = reader.text("name");
    read_time(reader, layout);
    const std::string format = reader.choice("format", formats);
    layout.format = format_of(format);
    const std::string encoding = reader.choice_or("encoding", encodings, "utf-8");
    layout.encoding =  // in the order of the enum
        static_cast<Encoding>(std::find(encodings.begin(), encodings.end(), encoding) - encodings.begin());
    layout.allow_bom = reader.boolean_or("bom", layout.encoding == Encoding::utf8);
    if (layout.allow_bom && layout.encoding != Encoding::utf8)
        reader.mistake("bom", "'bom' is only for utf-8", "leave bom out: with utf-16 a mark may always stand there");
    const bool is_csv = layout.format == FormatKind::csv;
    const bool is_xml = layout.format == FormatKind::xml;
    const bool is_fixed = layout.format == FormatKind::fixed;
    const bool is_xlsx = layout.format == FormatKind::xlsx;
    if (!is_csv && !is_xml && !is_fixed && layout.encoding != Encoding::utf8)
        reader.mistake("encoding", format + " is always utf-8", "leave encoding out");
    if ((is_xml || is_fixed) && is_utf16(layout.encoding))
        reader.mistake("encoding", "utf-16 is only for csv", "ask the sender for utf-8");
    layout.form = reader.text_or("form", format);
    check_name(lints, reader.has("form") ? reader.place("form") : layout.place, "form", layout.form);
    layout.names = read_header_names(reader);
    read_dates(reader, layout);
    read_compression(reader, layout);
    for (const auto& [block, fits] : {std::pair{"csv", is_csv}, std::pair{"unpivot", is_csv || is_xlsx},
                                      std::pair{"json", layout.format == FormatKind::json}, std::pair{"xml", is_xml},
                                      std::pair{"fixed", is_fixed}, std::pair{"xlsx", is_xlsx}})
        if (reader.has(block) && !fits)
            reader.mistake(block, std::string("'") + block + "' does not go with format " + format, "leave it out");
    if (const Node csv = reader.child("csv"); is_csv) read_csv(csv, layout, lints);
    const bool has_headers = is_csv ? layout.csv.columns.empty() : is_xlsx || layout.format == FormatKind::json;
    if (!layout.names.empty() && !has_headers)
        reader.mistake("names", "'names' needs a format with headers of its own: csv, json or xlsx", "leave it out");
    if (const Node unpivot = reader.child("unpivot"); (is_csv || is_xlsx) && !unpivot.is(Node::Kind::missing))
        read_unpivot(unpivot, layout, lints);
    if (const Node json = reader.child("json"); layout.format == FormatKind::json) read_json(json, layout, lints);
    if (is_xml) read_xml(reader.required_child("xml"), layout, lints);
    if (is_fixed) read_fixed(reader.required_child("fixed"), layout, lints);
    if (is_xlsx) read_xlsx(reader.required_child("xlsx"), layout, lints);
    if (is_csv && layout.csv.header_rows > 1 && !layout.unpivot)
        reader.mistake("csv", "several header rows need to be told apart",
                       "add unpivot with one name for each header row");
    const bool is_json = layout.format == FormatKind::json;
    if (needs_trailer && (is_xml    ? layout.xml.count.empty()
                          : is_json ? layout.json.count.empty()
                                    : layout.csv.trailer_prefix.empty()))
        reader.mistake("format", "the contract demands a trailer, but layout " + in_quotes(layout.name) + " has none",
                       std::string("add ") +
                           (is_xml    ? "`xml.count`"
                            : is_json ? "`json.count`"
                                      : "`csv.trailer_prefix`") +
                           ", or set `complete.trailer: false`");
    reader.finish();
    return layout;
}

}  // namespace

std::map<std::string, std::string> read_header_names(FieldReader& reader) {
    std::map<std::string, std::string> names;
    for (const auto& [header, column] : reader.text_map("names"))
        names[model::composed(header)] = model::composed(column);
    return names;
}

void check_layout_columns(const Contract& contract, config::Lints& lints) {
    std::vector<std::string> columns;
    for (const Field& field : contract.fields) columns.push_back(field.column.empty() ? field.name : field.column);
    const auto field_of = [&](const std::string& column) -> const Field* {
        const auto found = std::find(columns.begin(), columns.end(), column);
        return found == columns.end() ? nullptr : &contract.fields[static_cast<std::size_t>(found - columns.begin())];
    };
    for (const Layout& layout : contract.layouts) {
        for (const auto& [header, column] : layout.names)
            if (field_of(column) == nullptr)
                unknown_name(lints, layout.place, "column in `names` of layout " + in_quotes(layout.name), column,
                             columns);
        if (layout.unpivot && layout.format == FormatKind::xlsx && contract.person)
            lints.add(layout.place, "the records of an unpivoted workbook are cells, and are about nobody",
                      "leave `person` or `unpivot` out");
        for (const auto& [cell, column] : layout.csv.trailer_sums) {
            const Field* field = field_of(column);
            if (field == nullptr)
                unknown_name(lints, layout.place, "column in `csv.trailer_sums`", column, columns);
            else if (field->type != model::Type::integer && field->type != model::Type::decimal)
                lints.add(layout.place, "column " + in_quotes(column) + " in `csv.trailer_sums` is no number",
                          "only integers and decimals have a sum");
        }
    }
}

void read_layouts(const Node& node, Contract& contract, bool needs_trailer, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::sequence) || node.items().empty()) {
        lints.add(node.place(), "layouts must be a list with at least one layout");
        return;
    }
    for (const Node& item : node.items()) {
        Layout layout = read_layout(item, needs_trailer, lints);
        for (const Layout& other : contract.layouts) {
            if (layout.form == other.form && layout.time.overlaps(other.time))
                lints.add(layout.place,
                          "the time of layout " + in_quotes(layout.name) + " overlaps that of " + in_quotes(other.name),
                          "one day has one layout of a form; the other stands in line " +
                              std::to_string(other.place.line) +
                              ", and `form` tells apart what senders write at the same time");
            if (layout.name == other.name)
                lints.add(layout.place, "layout name " + in_quotes(layout.name) + " is used twice");
        }
        contract.layouts.push_back(std::move(layout));
    }
}

}  // namespace tilsig::catalog
