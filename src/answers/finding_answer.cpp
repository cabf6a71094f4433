#include "answers/finding_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "answers/delivery_terms.hpp"
#include "base/text.hpp"
#include "catalog/expected.hpp"
#include "catalog/format.hpp"
#include "check/codes.hpp"
#include "decode/xlsx/values.hpp"
#include "load/codes.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

constexpr model::RuleCode clash = load::code::key_conflict;

const catalog::Field* field_of(const model::Finding& finding, const catalog::Contract* contract) {
    return contract == nullptr || finding.field.empty() ? nullptr : contract->find(finding.field);
}

/// The one sheet that the contract reads by its name; else its number.
std::string sheet_name(std::uint32_t sheet, const catalog::Contract* contract) {
    std::set<std::string> names;
    if (contract != nullptr) {
        for (const auto& layout : contract->layouts)
            for (const auto& table : layout.xlsx.tables) names.insert(table.sheet);
    }
    return names.size() == 1 && !names.begin()->empty() ? *names.begin() : "sheet " + std::to_string(sheet);
}

std::string cell_text(const model::RecordPlace& place) {
    if (place.column == 0) return "row " + std::to_string(place.line);
    return decode::cell_name(place.line, place.column);
}

/// A document may have all its records on one line.
bool shares_lines(const catalog::Contract* contract) {
    return contract != nullptr &&
           std::any_of(contract->layouts.begin(), contract->layouts.end(), [](const catalog::Layout& layout) {
               const auto told_by = catalog::format_of(layout).told_by;
               return told_by == catalog::ToldBy::number || told_by == catalog::ToldBy::line_and_number;
           });
}

/// Documents of XML and JSON have fields.
bool has_columns(const catalog::Contract& contract) {
    using catalog::FormatKind;
    return std::ranges::any_of(contract.layouts, [](const catalog::Layout& layout) {
        return layout.format != FormatKind::xml && layout.format != FormatKind::json;
    });
}

std::string spot(const model::RecordPlace& place, const catalog::Contract* contract) {
    if (place.sheet != 0) {
        const std::string sheet = sheet_name(place.sheet, contract);
        return place.line == 0 ? sheet : sheet + "!" + cell_text(place);
    }
    if (place.line == 0) return place.number == 0 ? "" : "record " + std::to_string(place.number);
    return "line " + std::to_string(place.line) +
           (place.column == 0 ? "" : ", column " + std::to_string(place.column)) +
           (place.number != 0 && shares_lines(contract) ? ", record " + std::to_string(place.number) : "");
}

/// A clash is about all fields of the key.
std::string key_text(const catalog::Contract* contract, bool person) {
    std::vector<std::string> columns;
    if (contract != nullptr) {
        for (const auto& name : contract->key) {
            if (const auto* field = contract->find(name))
                columns.push_back("\"" + field->column + "\"");
            else
                person = true;  // the id of the person, made of a number
        }
    }
    if (person && contract != nullptr) columns.emplace_back("the person");
    return columns.empty() ? "" : "key " + join(columns, ", ");
}

std::string field_text(const model::Finding& finding, const Declarations& declared) {
    const auto* contract = declared.contract;
    if (finding.field.empty()) return finding.code == clash ? key_text(contract, declared.person_in_key) : "";
    const auto* field = field_of(finding, contract);
    if (field == nullptr) return "field \"" + finding.field + "\"";
    const std::string title = field->title_in("en");
    return (has_columns(*contract) ? "column \"" : "field \"") + field->column + "\"" +
           (title.empty() ? "" : " (" + title + ")");
}

/// The other records of a set; empty lists and zeros for none.
json others_json(const model::OtherPlaces& others) {
    json records = json::array();
    for (const auto& other : others.named) records.push_back({{"record", other.number}, {"line", other.line}});
    return {{"records", std::move(records)}, {"more", others.more}, {"loaded", others.loaded}};
}

}  // namespace

Declarations declarations_of(const catalog::Catalog& catalog, const std::string& feed) {
    const auto found = catalog.contracts.find(feed);
    if (found == catalog.contracts.end()) return {catalog.rule_book};
    return {catalog.rule_book, &found->second, person_is_key(catalog, found->second)};
}

RuleWords words_of(model::RuleCode code, const Declarations& declared) {
    const rules::Entry* entry = declared.rules.find(code);
    if (entry == nullptr) return {};
    return {rules::in_language(entry->text, "en"), rules::in_language(entry->fix, "en")};
}

std::string expected_of(const model::Finding& finding, const Declarations& declared) {
    const auto* field = field_of(finding, declared.contract);
    if (field == nullptr) return "";
    const auto& layouts = declared.contract->layouts;
    if (finding.code == check::code::wrong_type) {
        std::string expected = catalog::expected_form(*field, "en");
        // Which layout it was is not known here: all that write dates in their own way are named.
        for (const auto& layout : layouts) {
            catalog::Field other = *field;
            other.format = catalog::format_in(*field, layout);
            if (other.format.date != field->format.date)
                expected += " In " + layout.name + ": " + catalog::expected_form(other, "en");
        }
        return expected;
    }
    if (finding.code == check::code::too_long) return catalog::expected_length(*field, "en");
    return "";
}

std::string place_text(const model::Finding& finding, const Declarations& declared) {
    const catalog::Contract* contract = declared.contract;
    const std::string field = field_text(finding, declared);
    model::RecordPlace place = finding.place;
    if (!field.empty() && place.sheet == 0) place.column = 0;  // its name tells more than its number
    std::string text = spot(place, contract);
    if (text.empty()) return field.empty() ? "the delivery" : field;
    return field.empty() ? text : text + ", " + field;
}

std::string others_text(const model::Finding& finding, const Declarations& declared) {
    const auto& others = finding.others;
    if (others.empty()) return "";
    std::vector<std::string> parts;
    for (const auto& other : others.named) {
        model::RecordPlace place;
        place.number = other.number;
        place.line = other.line;
        place.sheet = other.sheet;
        parts.push_back(spot(place, declared.contract));
    }
    if (others.more > 0)
        parts.push_back(grouped(others.more) + (others.more == 1 ? " other record" : " other records"));
    if (others.loaded > 0)
        parts.push_back(grouped(others.loaded) + (others.loaded == 1 ? " row" : " rows") + " loaded for others");
    const std::string last = parts.back();
    parts.pop_back();
    return "with " + (parts.empty() ? last : join(parts, ", ") + " and " + last);
}

json finding_json(const model::Finding& finding, const Declarations& declared) {
    const catalog::Contract* contract = declared.contract;
    const auto& at = finding.place;
    json place = {{"record", at.number},
                  {"line", at.line},
                  {"offset", at.offset},
                  {"length", at.length},
                  {"text", place_text(finding, declared)}};
    if (at.column != 0) place["column"] = at.column;
    if (at.sheet != 0) place["sheet"] = at.sheet;
    const auto words = words_of(finding.code, declared);
    const auto* field = field_of(finding, contract);
    return {{"code", finding.code.str()},
            {"severity", model::to_string(finding.severity)},
            {"action", model::to_string(finding.action)},
            {"field", finding.field},
            {"column", field == nullptr ? json() : json(field->column)},
            {"title", field == nullptr || field->title.empty() ? json() : json(field->title)},
            {"place", place},
            {"message", finding.message.empty() ? words.text : finding.message},
            {"expected", expected_of(finding, declared)},
            {"remedy", words.remedy},
            {"others", others_json(finding.others)},
            {"owner", finding.owner}};
}

json findings_json(const std::vector<model::Finding>& findings, const Declarations& declared) {
    json list = json::array();
    for (const auto& finding : findings) list.push_back(finding_json(finding, declared));
    return list;
}

}  // namespace tilsig::answers
