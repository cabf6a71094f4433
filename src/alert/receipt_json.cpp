// The receipt for machines. Fields are only ever added within a schema number.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "alert/receipt.hpp"
#include "alert/receipt_parts.hpp"
#include "base/text.hpp"

namespace tilsig::alert {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const ReceiptRule& rule, const ReceiptPlace& place) {
    Json json = Json::object();
    if (place.record > 0) json["record"] = place.record;
    if (place.line > 0) json["line"] = place.line;
    if (place.column > 0) json["column"] = place.column;
    if (place.sheet > 0) json["sheet"] = place.sheet;
    if (const std::string cell = cell_name(place); !cell.empty()) json["cell"] = cell;
    if (!place.field.empty()) json["field"] = place.field;
    if (const auto known = rule.fields.find(place.field); known != rule.fields.end())
        json["column_name"] = known->second.column;
    return json;
}

Json rule_json(const ReceiptRule& rule) {
    Json places = Json::array();
    for (const ReceiptPlace& place : rule.places) places.push_back(place_json(rule, place));
    Json fields = Json::object();
    for (const auto& [name, field] : rule.fields)
        fields[name] = {{"column_name", field.column}, {"title", field.title}, {"expected", field.expected}};
    return {{"code", rule.code},
            {"severity", model::to_string(rule.severity)},
            {"rejected", rule.rejected},
            {"flagged", rule.flagged},
            {"empties", rule.empties},
            {"whole_delivery", rule.whole_delivery},
            {"text", rule.text},
            {"fix", rule.fix},
            {"fields", std::move(fields)},
            {"places", std::move(places)},
            {"more_places", more_places(rule)}};
}

/// Owners of held slices, in order.
Json held_owners(const Receipt& receipt) {
    Json owners = Json::array();
    for (const auto& held : receipt.held)
        if (!held.owner.empty()) owners.push_back(held.owner);
    return owners;
}

Json reasons_json(const Receipt& receipt) {
    Json reasons = Json::array();
    for (const auto& held : receipt.held)
        reasons.push_back({{"owner", held.owner}, {"code", held.code}, {"text", held.text}, {"fix", held.fix}});
    return reasons;
}

Json decisions_json(const DeliveryOutcome& outcome) {
    Json decisions = Json::array();
    for (const auto& decision : outcome.decisions)
        decisions.push_back({{"owner", decision.slice},
                             {"decision", decision.released ? "released" : "rejected"},
                             {"at", decision.at},
                             {"reason", decision.reason}});
    return decisions;
}

}  // namespace

std::uint64_t more_places(const ReceiptRule& rule) noexcept {
    const std::uint64_t all = rule.rejected + rule.flagged;
    const auto on_records = static_cast<std::uint64_t>(std::count_if(
        rule.places.begin(), rule.places.end(), [](const ReceiptPlace& place) { return place.record > 0; }));
    return all > on_records ? all - on_records : 0;
}

std::string cell_name(const ReceiptPlace& place) {
    if (place.sheet == 0 || place.column == 0) return {};
    std::string letters;
    for (std::uint32_t column = place.column; column > 0; column = (column - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    return letters + std::to_string(place.line);
}

std::string receipt_json(const Receipt& receipt) {
    const DeliveryOutcome& outcome = receipt.outcome;
    const model::RecordAccount& records = outcome.records;
    Json rules = Json::array();
    for (const ReceiptRule& rule : receipt.rules) rules.push_back(rule_json(rule));
    const Json json{{"schema", receipt_schema},
                    {"language", receipt.language},
                    {"sender", {{"id", receipt.sender_id}, {"name", receipt.sender_name}}},
                    {"unit", {{"feed", outcome.unit.feed}, {"period", outcome.unit.period}}},
                    {"title", receipt.title},
                    {"delivery",
                     {{"seq", outcome.delivery_seq},
                      {"sha256_prefix", short_hash(outcome)},
                      {"bytes", outcome.delivery_bytes},
                      {"file_name", outcome.file_name},
                      {"parts", outcome.parts},
                      {"received_at", outcome.received_at}}},
                    {"run", outcome.run_id},
                    {"outcome", model::to_string(outcome.outcome)},
                    {"summary", receipt_head(receipt)},
                    {"reason", outcome.reason},
                    {"reasons", reasons_json(receipt)},
                    {"decisions", decisions_json(outcome)},
                    {"retracted", outcome.retracted},
                    {"records",
                     {{"read", records.read},
                      {"loaded", records.accepted},
                      {"duplicate", records.duplicate},
                      {"rejected", records.rejected},
                      {"filtered", records.filtered},
                      {"held", records.held}}},
                    {"remarks", receipt.remarks},
                    {"emptied", receipt.emptied},
                    {"changed_by_kind", records.changed_by_kind},
                    {"filtered_by_reason", records.filtered_by_reason},
                    {"held_owners", held_owners(receipt)},
                    {"rules", std::move(rules)},
                    {"due", receipt.due},
                    {"contact", receipt.contact}};
    // A rule's text that is not UTF-8 must not stop the receipt: the bytes are replaced.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tilsig::alert
