// The layouts of a contract: how the bytes of a year look.
#include <algorithm>

#include "catalog/expressions.hpp"
#include "catalog/format.hpp"
#include "catalog/period.hpp"
#include "catalog/readers.hpp"
#include "model/composed.hpp"
#include "model/date_form.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

int read_count(FieldReader& reader, std::string_view key, int fallback, int least, int most) {
    const std::int64_t value = reader.integer_or(key, fallback);
    if (value >= least && value <= most) return static_cast<int>(value);
    reader.mistake(
        key, "'" + std::string(key) + "' must be between " + std::to_string(least) + " and " + std::to_string(most));
    return fallback;
}

namespace {

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
    layout.pivot_year = read_count(reader, "pivot_year", 50, 0, 100);
    if (const Format& format = format_of(layout); reader.has("dates") && format.is_shown_typed)
        reader.mistake("dates", "'dates' does not go with format " + std::string(format.word),
                       "leave it out: cells show their dates");
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

/// The format by its word, the first one where it is none.
const Format& read_format(FieldReader& reader) {
    std::vector<std::string> words;
    for (const Format& format : formats()) words.emplace_back(format.word);
    const auto chosen = std::find(words.begin(), words.end(), reader.choice("format", words));
    return formats().at(static_cast<std::size_t>(chosen - words.begin()));
}

void read_encoding(FieldReader& reader, const Format& format, Layout& layout) {
    static const std::vector<std::string> encodings{"utf-8",  "iso-8859-1", "windows-1252",
                                                    "utf-16", "utf-16le",   "utf-16be"};
    const std::string encoding = reader.choice_or("encoding", encodings, "utf-8");
    layout.encoding =  // in the order of the enum
        static_cast<Encoding>(std::find(encodings.begin(), encodings.end(), encoding) - encodings.begin());
    layout.allow_bom = reader.boolean_or("bom", layout.encoding == Encoding::utf8);
    if (layout.allow_bom && layout.encoding != Encoding::utf8)
        reader.mistake("bom", "'bom' is only for utf-8", "leave bom out: with utf-16 a mark may always stand there");
    if (format.encodings == EncodingChoice::utf8 && layout.encoding != Encoding::utf8)
        reader.mistake("encoding", std::string(format.word) + " is always utf-8", "leave encoding out");
    if (format.encodings == EncodingChoice::single_byte && is_utf16(layout.encoding)) {
        const auto wide = [](const Format& other) { return other.encodings == EncodingChoice::all; };
        reader.mistake("encoding", "utf-16 is only for " + format_words(wide, "and"), "ask the sender for utf-8");
    }
}

/// Blocks of other formats; marks all of them as read, so that such a block is one mistake.
void refuse_other_blocks(FieldReader& reader, const Format& format) {
    const auto refuse = [&](const std::string& block) {
        if (!reader.child(block).is(Node::Kind::missing))
            reader.mistake(block, "'" + block + "' does not go with format " + std::string(format.word),
                           "leave it out");
    };
    for (const Format& other : formats())
        if (other.blocks != nullptr && other.kind != format.kind) refuse(std::string(other.word));
    if (!format.is_table) refuse("unpivot");
}

void require_count(FieldReader& reader, const Format& format, const Layout& layout) {
    if (format.states_count != nullptr && format.states_count(layout)) return;
    reader.mistake("format", "the contract demands a trailer, but layout " + in_quotes(layout.name) + " has none",
                   format.count_key.empty()
                       ? "set `complete.trailer: false`: " + std::string(format.word) + " states no number of records"
                       : "add " + std::string(format.count_key) + ", or set `complete.trailer: false`");
}

Layout read_layout(const Node& node, bool needs_trailer, config::Lints& lints) {
    FieldReader reader(node, "layout", lints);
    Layout layout;
    layout.place = node.place();
    layout.name = reader.text("name");
    read_time(reader, layout);
    const Format& format = read_format(reader);
    layout.format = format.kind;
    read_encoding(reader, format, layout);
    layout.form = reader.text_or("form", std::string(format.word));
    check_name(lints, reader.has("form") ? reader.place("form") : layout.place, "form", layout.form);
    layout.names = read_header_names(reader);
    read_dates(reader, layout);
    read_compression(reader, layout);
    refuse_other_blocks(reader, format);
    if (format.read != nullptr) format.read(reader, layout, lints);
    if (!layout.names.empty() && !has_headers(layout)) {
        const auto named = [](const Format& other) { return other.has_headers != nullptr; };
        reader.mistake("names", "'names' needs a format with headers of its own: " + format_words(named, "or"),
                       "leave it out");
    }
    if (needs_trailer) require_count(reader, format, layout);
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

void check_layouts(const Contract& contract, config::Lints& lints) {
    std::vector<std::string> columns;
    for (const Field& field : contract.fields) columns.push_back(field.column.empty() ? field.name : field.column);
    for (const Layout& layout : contract.layouts) {
        for (const auto& [header, column] : layout.names)
            if (std::find(columns.begin(), columns.end(), column) == columns.end())
                unknown_name(lints, layout.place, "column in `names` of layout " + in_quotes(layout.name), column,
                             columns);
        if (const Format& format = format_of(layout); format.check != nullptr) format.check(contract, layout, lints);
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
