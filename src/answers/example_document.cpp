#include "answers/example_document.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace tilsig::answers {

namespace {

using Json = nlohmann::ordered_json;

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char letter : text) {
        if (letter == '&')
            safe += "&amp;";
        else if (letter == '<')
            safe += "&lt;";
        else if (letter == '"')
            safe += "&quot;";
        else
            safe += letter;
    }
    return safe;
}

std::string value_of(const catalog::Field& field, const ExampleValues& given) {
    const auto found = given.find(field.name);
    return found == given.end() ? "" : found->second.value_or("");
}

/// Numbers are numbers in JSON, everything else is text.
Json json_value(const catalog::Field& field, const std::string& value) {
    if (value.empty()) return nullptr;
    if (field.type == model::Type::integer || field.type == model::Type::decimal) {
        auto number = Json::parse(value, nullptr, false);
        if (number.is_number()) return number;
    }
    return value;
}

std::string year_of(const catalog::Layout& layout, int digits) {
    const auto year = (layout.time.from.empty() ? layout.time.to : layout.time.from).substr(0, 4);
    return year.size() > static_cast<std::size_t>(digits) ? year.substr(year.size() - static_cast<std::size_t>(digits))
                                                          : year;
}

}  // namespace

std::string value_in(const std::vector<catalog::Field>& fields, const ExampleValues& given, const std::string& column) {
    const auto field = std::ranges::find(fields, column, &catalog::Field::column);
    return field == fields.end() ? "" : value_of(*field, given);
}

std::string fixed_record(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                         const ExampleValues& given) {
    std::string line(static_cast<std::size_t>(layout.fixed.record_length), ' ');
    for (const auto& column : layout.fixed.columns) {
        auto value = value_in(fields, given, column.name);
        if (value.empty() && column.name == layout.fixed.year_column) value = year_of(layout, column.length);
        const auto length = std::min(value.size(), static_cast<std::size_t>(column.length));
        line.replace(static_cast<std::size_t>(column.from) - 1, length, value.substr(0, length));
    }
    return line;
}

namespace {

/// The element of a record, with its attributes and elements in the order of the fields.
std::string xml_record(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                       const ExampleValues& given) {
    const std::string name = layout.xml.records.empty() ? "" : layout.xml.records.back().local;
    std::string attributes, elements;
    for (const auto& field : fields) {
        const auto value = value_of(field, given);
        if (value.empty()) continue;
        if (field.column.starts_with("@")) {
            attributes += " " + field.column.substr(1) + "=\"" + escaped(value) + "\"";
            continue;
        }
        // adresse/poststed: each field opens and closes its whole path.
        std::string open, close;
        for (std::size_t at = 0; at < field.column.size();) {
            const auto end = std::min(field.column.find('/', at), field.column.size());
            const auto step = field.column.substr(at, end - at);
            open += "<" + step + ">";
            close.insert(0, "</" + step + ">");
            at = end + 1;
        }
        elements += "  " + open + escaped(value) + close + "\n";
    }
    return "<" + name + attributes + ">\n" + elements + "</" + name + ">\n";
}

/// A day on which an extract for the example's `$period` may be made.
std::string day_of(const ExampleValues& given) {
    const auto said = given.find("$period");
    const std::string period = said == given.end() ? "" : said->second.value_or("");
    constexpr std::size_t year = 4, month = 7;
    if (period.size() == year) return period + "-12-31";
    if (period.size() == month) return period + "-28";
    return period.empty() || period == "all" ? "2026-01-31" : period;
}

/// The word of a delivery that is what most of the feed's are.
std::string kind_of(const catalog::Contract& contract) {
    for (const auto& [word, kind] : contract.kinds)
        if (kind == contract.delivery) return word;
    return "";
}

std::string attribute_in(std::string_view tag, std::string_view name) {
    const std::string begin = " " + std::string(name) + "=\"";
    const auto at = tag.find(begin);
    if (at == std::string_view::npos) return "";
    const auto value = tag.substr(at + begin.size());
    return std::string(value.substr(0, value.find('"')));
}

/// What the schema asks of the root beside what the layout reads of it, such as a running number.
std::map<std::string, std::string> required_attributes(std::string_view schema, const std::string& root,
                                                       const std::string& day) {
    std::map<std::string, std::string> found;
    const auto begin = schema.find("<xs:element name=\"" + root + "\">");
    if (begin == std::string_view::npos) return found;
    const auto element = schema.substr(begin, schema.find("</xs:element>", begin) - begin);
    constexpr std::string_view opening = "<xs:attribute ";
    for (auto at = element.find(opening); at != std::string_view::npos; at = element.find(opening, at + 1)) {
        const auto tag = element.substr(at, element.find('>', at) - at);
        if (attribute_in(tag, "use") == "required")
            found[attribute_in(tag, "name")] = attribute_in(tag, "type") == "xs:date" ? day : "1";
    }
    return found;
}

/// What stands in the element of that depth outside the records: attributes, and elements in order.
struct Outside {
    std::map<std::string, std::string> attributes;
    std::string elements;
};

Outside outside(const catalog::XmlLayout& xml, std::size_t depth,
                const std::vector<std::pair<const std::vector<catalog::XmlStep>*, std::string>>& stated) {
    Outside made;
    for (const auto& [path, value] : stated) {
        if (path->size() != depth + 2 || (*path)[depth].local != xml.records[depth].local) continue;
        const auto& step = path->back();
        if (step.attribute)
            made.attributes[step.local] = value;
        else
            made.elements += "  <" + step.local + ">" + escaped(value) + "</" + step.local + ">\n";
    }
    return made;
}

std::string indented(std::string_view lines) {
    std::string made = "  ";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        made += lines[i];
        if (lines[i] == '\n' && i + 1 < lines.size()) made += "  ";
    }
    return made;
}

/// What the layout calls the column.
std::string header_of(const catalog::Layout& layout, const std::string& column) {
    for (const auto& [header, name] : layout.names)
        if (name == column) return header;
    return column;
}

/// `#END;1;31;3100000.00`: one record, and its own values as sums.
std::string csv_trailer(const catalog::CsvLayout& csv, const std::vector<catalog::Field>& fields,
                        const ExampleValues& given) {
    std::map<int, std::string> cells{{1, csv.trailer_prefix}};
    if (csv.trailer_count_column) cells[*csv.trailer_count_column] = "1";
    for (const auto& [cell, column] : csv.trailer_sums)
        for (const auto& field : fields)
            if (field.column == column) cells[cell] = value_of(field, given);
    std::string line;
    for (int cell = 1; cell <= cells.rbegin()->first; ++cell)
        line += (cell == 1 ? "" : std::string(1, csv.delimiter)) + cells[cell];
    return line + "\n";
}

}  // namespace

std::string xml_document(const catalog::Layout& layout, const catalog::Contract& contract, const ExampleValues& given) {
    const auto& xml = layout.xml;
    const std::string day = day_of(given);
    const std::vector<std::pair<const std::vector<catalog::XmlStep>*, std::string>> stated{
        {&xml.count, "1"}, {&xml.kind, kind_of(contract)}, {&xml.day, day}};
    std::string document = xml_record(layout, contract.fields, given);
    for (std::size_t depth = xml.records.size() - std::min<std::size_t>(xml.records.size(), 1); depth-- > 0;) {
        const auto& name = xml.records[depth].local;
        auto [attributes, elements] = outside(xml, depth, stated);
        std::string open = "<" + name;
        if (depth == 0) {
            attributes.merge(required_attributes(xml.schema_text, name, day));
            if (!xml.default_uri.empty()) open += " xmlns=\"" + escaped(xml.default_uri) + "\"";
        }
        for (const auto& [attribute, value] : attributes) open += " " + attribute + "=\"" + escaped(value) + "\"";
        document = open + ">\n" + elements + indented(document) + "</" + name + ">\n";
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document;
}

std::string csv_document(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                         const ExampleValues& given) {
    const std::string mark(1, layout.csv.delimiter);
    std::string header, line;
    for (const auto& field : fields) {
        const auto value = value_of(field, given);
        // What another form has and this one may leave out.
        if (value.empty() && field.optional_column) continue;
        header += (header.empty() ? "" : mark) + header_of(layout, field.column);
        line += (&field == &fields.front() ? "" : mark) + value;
    }
    return (layout.csv.header_rows > 0 ? header + "\n" : "") + line + "\n" +
           (layout.csv.trailer_prefix.empty() ? "" : csv_trailer(layout.csv, fields, given));
}

std::string json_document(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                          const ExampleValues& given) {
    Json record = Json::object();
    for (const auto& field : fields) {
        const auto value = value_of(field, given);
        if (value.empty() && field.optional_column) continue;
        record[Json::json_pointer("/" + field.column)] = json_value(field, value);
    }
    Json document = layout.json.records.empty() ? Json::array() : Json::object();
    if (layout.json.records.empty()) {
        document.push_back(record);
        return document.dump(2) + "\n";
    }
    if (!layout.json.count.empty()) document[Json::json_pointer(layout.json.count)] = 1;
    if (!layout.json.day.empty()) document[Json::json_pointer(layout.json.day)] = day_of(given);
    document[Json::json_pointer(layout.json.records)] = Json::array({record});
    if (!layout.json.continuation.empty()) document[Json::json_pointer(layout.json.continuation)] = nullptr;
    return document.dump(2) + "\n";
}

}  // namespace tilsig::answers
