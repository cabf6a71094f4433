#include "answers/example_document.hpp"

#include <algorithm>
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

}  // namespace

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
    document[Json::json_pointer(layout.json.records)] = Json::array({record});
    if (!layout.json.continuation.empty()) document[Json::json_pointer(layout.json.continuation)] = nullptr;
    return document.dump(2) + "\n";
}

}  // namespace tilsig::answers
