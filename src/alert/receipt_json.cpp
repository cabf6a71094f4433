// The receipt for machines. Fields are only ever added within a schema number.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "alert/receipt.hpp"
#include "alert/receipt_parts.hpp"
#include "base/text.hpp"

namespace tilsig::alert {
namespace {

using Json = nlohmann::ordered_json;

Json place_json(const ReceiptPlace& place) {
    Json json = Json::object();
    if (place.record > 0) json["record"] = place.record;
    if (place.line > 0) json["line"] = place.line;
    if (place.column > 0) json["column"] = place.column;
    if (!place.field.empty()) json["field"] = place.field;
    return json;
}

Json rule_json(const ReceiptRule& rule) {
    Json places = Json::array();
    for (const ReceiptPlace& place : rule.places) places.push_back(place_json(place));
    return {{"code", rule.code},
            {"severity", model::to_string(rule.severity)},
            {"rejected", rule.rejected},
            {"flagged", rule.flagged},
            {"whole_delivery", rule.whole_delivery},
            {"text", rule.text},
            {"fix", rule.fix},
            {"places", std::move(places)},
            {"more_places", more_places(rule)}};
}

}  // namespace

std::uint64_t more_places(const ReceiptRule& rule) noexcept {
    const std::uint64_t all = rule.rejected + rule.flagged;
    const auto on_records = static_cast<std::uint64_t>(std::count_if(
        rule.places.begin(), rule.places.end(), [](const ReceiptPlace& place) { return place.record > 0; }));
    return all > on_records ? all - on_records : 0;
}

std::vector<std::string> held_owners(const Receipt& receipt) {
    std::vector<std::string> owners;
    for (const auto& [owner, reason] : receipt.outcome.held_slices) {
        // The owner is read from the data: only what looks like a code of an area or a sender may be repeated.
        const bool code = owner.size() <= 7 && owner.find_first_not_of("kbt0123456789") == std::string::npos;
        owners.push_back(code ? owner : "?");
    }
    return owners;
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
                    {"delivery",
                     {{"seq", outcome.delivery_seq},
                      {"sha256_prefix", short_hash(outcome)},
                      {"bytes", outcome.delivery_bytes},
                      {"received_at", outcome.received_at}}},
                    {"run", outcome.run_id},
                    {"outcome", model::to_string(outcome.outcome)},
                    {"reason", outcome.reason},
                    {"records",
                     {{"read", records.read},
                      {"loaded", records.accepted},
                      {"duplicate", records.duplicate},
                      {"rejected", records.rejected},
                      {"filtered", records.filtered},
                      {"held", records.held}}},
                    {"remarks", receipt.remarks},
                    {"filtered_by_reason", records.filtered_by_reason},
                    {"held_owners", held_owners(receipt)},
                    {"rules", std::move(rules)}};
    // A rule's text that is not UTF-8 must not stop the receipt: the bytes are replaced.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tilsig::alert
