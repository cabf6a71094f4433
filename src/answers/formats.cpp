// The table of the formats, in the order of FormatKind, and what is said of each.
#include "answers/formats.hpp"

#include <map>

#include "answers/markdown.hpp"
#include "base/text.hpp"
#include "words/format.hpp"

namespace tilsig::answers {

namespace {

using catalog::FormatKind;
using catalog::Layout;

std::string path_text(const std::vector<catalog::XmlStep>& steps) {
    std::string text;
    for (const auto& step : steps)
        text += (text.empty() ? "" : "/") + std::string(step.attribute ? "@" : "") + step.local;
    return text;
}

/// The words by which a delivery says what it is.
void say_kinds(const LayoutPage& page, const std::string& place) {
    if (page.contract.kinds.empty()) return;
    std::map<model::DeliveryKind, std::vector<std::string>> words;
    for (const auto& [word, kind] : page.contract.kinds) words[kind].push_back(code_text(word));
    page.say(page.words("kinds", {{"place", code_text(place)},
                                  {"changes", words::list_text(words[model::DeliveryKind::delta], page.words)},
                                  {"whole", words::list_text(words[model::DeliveryKind::snapshot], page.words)}}));
}

void say_place(const LayoutPage& page, const char* phrase, const std::string& place) {
    if (!place.empty()) page.say(page.words(phrase, {{"place", code_text(place)}}));
}

void describe_csv(const LayoutPage& page, const Layout& layout) {
    const auto& csv = layout.csv;
    const std::string delimiter(1, csv.delimiter);
    page.say(page.words("csv", {{"delimiter", code_text(delimiter)}}));
    if (!csv.trailer_prefix.empty())
        page.say(page.words("trailer", {{"trailer", code_text(csv.trailer_prefix + delimiter + "n")}}));
    for (const auto& [cell, column] : csv.trailer_sums)
        page.say(page.words("sum_at", {{"cell", std::to_string(cell)}, {"column", code_text(column)}}));
}

void describe_json(const LayoutPage& page, const Layout& layout) {
    const auto& json = layout.json;
    say_place(page, "records_at", json.records.empty() ? "/" : json.records);
    say_place(page, "count_at", json.count);
    say_place(page, "day_at", json.day);
    say_kinds(page, json.kind);
    say_place(page, "one_part", json.continuation);
}

void describe_xml(const LayoutPage& page, const Layout& layout) {
    const auto& xml = layout.xml;
    page.say(page.words("records_at", {{"place", code_text(path_text(xml.records))}}));
    if (!xml.default_uri.empty()) page.say(page.words("namespace", {{"namespace", code_text(xml.default_uri)}}));
    say_place(page, "count_at", path_text(xml.count));
    say_place(page, "day_at", path_text(xml.day));
    say_kinds(page, path_text(xml.kind));
    if (!xml.schema_text.empty())
        page.say(page.words("schema") + "\n\n" + fence() + std::string(trim(xml.schema_text)) + "\n" +
                 std::string(trim(fence())));
}

void describe_fixed(const LayoutPage& page, const Layout& layout) {
    page.say(page.words("fixed", {{"length", std::to_string(layout.fixed.record_length)}}));
    page.text += "\n" + head({page.words("place"), page.words("column")});
    for (const auto& column : layout.fixed.columns) {
        const std::string first = std::to_string(column.from);
        const std::string last = std::to_string(column.from + column.length - 1);
        page.text += row({column.length == 1 ? first : first + "-" + last, code_text(column.name)});
    }
}

void describe_xlsx(const LayoutPage& page, const Layout& layout) {
    for (const auto& table : layout.xlsx.tables)
        page.say(page.words(
            "sheet", {{"sheet", code_text(table.sheet.empty() ? std::to_string(table.sheet_index) : table.sheet)},
                      {"row", std::to_string(table.header_row)}}));
}

std::string csv_example(const LayoutPage& page, const Layout& layout, const ExampleValues& given) {
    return layout.unpivot ? "" : fence() + csv_document(layout, page.contract.fields, given) + fence();
}

std::string json_example(const LayoutPage& page, const Layout& layout, const ExampleValues& given) {
    return fence() + json_document(layout, page.contract.fields, given) + fence();
}

std::string xml_example(const LayoutPage& page, const Layout& layout, const ExampleValues& given) {
    return fence() + xml_document(layout, page.contract, given) + fence();
}

std::string fixed_example(const LayoutPage& page, const Layout& layout, const ExampleValues& given) {
    return fence() + fixed_record(layout, page.contract.fields, given) + "\n" + fence();
}

/// Column by column: cells cannot be copied from a text.
std::string xlsx_example(const LayoutPage& page, const Layout&, const ExampleValues& given) {
    std::string text = head({page.words("column"), page.words("example")});
    for (const auto& field : page.contract.fields)
        if (const auto value = value_in(page.contract.fields, given, field.column); !value.empty())
            text += row({code_text(field.column), code_text(value)});
    return text;
}

constexpr catalog::FormatTable<FormatDescription> table{
    FormatDescription{.kind = FormatKind::csv, .describe = describe_csv, .example = csv_example},
    FormatDescription{.kind = FormatKind::json, .describe = describe_json, .example = json_example},
    FormatDescription{.kind = FormatKind::jsonstat},  // nothing of it is for senders to choose
    FormatDescription{.kind = FormatKind::xml, .describe = describe_xml, .example = xml_example},
    FormatDescription{.kind = FormatKind::fixed, .describe = describe_fixed, .example = fixed_example},
    FormatDescription{.kind = FormatKind::xlsx, .describe = describe_xlsx, .example = xlsx_example},
};
static_assert(catalog::is_complete(table),
              "a format has no entry here, or one in another order than that of FormatKind");

}  // namespace

const catalog::FormatTable<FormatDescription>& format_descriptions() noexcept { return table; }

const FormatDescription& description_of(const Layout& layout) { return catalog::entry_of(table, layout.format); }

}  // namespace tilsig::answers
