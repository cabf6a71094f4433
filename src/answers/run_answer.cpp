#include "answers/run_answer.hpp"

#include <nlohmann/json.hpp>

namespace tilsig::answers {

using nlohmann::json;

std::string outcome_word(const ledger::Run& run) {
    if (!run.outcome) return "open";
    const bool retraction = run.cause == model::RunCause::retract && *run.outcome == model::Outcome::loaded;
    return retraction ? to_string(model::DeliveryState::retracted) : model::to_string(*run.outcome);
}

json delivery_json(const ledger::Delivery& delivery) {
    return {{"id", delivery.id},
            {"seq", delivery.seq},
            {"hash", delivery.hash},
            {"bytes", delivery.bytes},
            {"received_at", delivery.received_at},
            {"state", to_string(delivery.state)}};
}

json ledger_run_json(const ledger::Run& run) {
    json value = {{"run", run.id},
                  {"cause", to_string(run.cause)},
                  {"started_at", run.started_at},
                  {"ended_at", run.ended_at},
                  {"outcome", run.outcome ? json(outcome_word(run)) : json()},
                  {"reason", run.reason},
                  {"error_kind", run.error_kind},
                  {"error_code", run.error_code},
                  {"retry_at", run.retry_at},
                  {"mapping_hash", run.mapping_hash},
                  {"program_version", run.program_version},
                  {"load_seq", run.load_seq ? json(*run.load_seq) : json()}};
    value["delivery"] = run.delivery_id ? json(*run.delivery_id) : json();
    value["night"] = run.night_id ? json(*run.night_id) : json();
    value["bytes"] = {{"preface", run.bytes.preface}, {"header", run.bytes.header},
                      {"blank", run.bytes.blank},     {"trailer", run.bytes.trailer},
                      {"record", run.bytes.record},   {"unreadable", run.bytes.unreadable}};
    const auto& records = run.records;
    value["records"] = {{"read", records.read},
                        {"accepted", records.accepted},
                        {"duplicate", records.duplicate},
                        {"rejected", records.rejected},
                        {"filtered", records.filtered},
                        {"held", records.held},
                        {"rejected_by_rule", records.rejected_by_rule},
                        {"filtered_by_reason", records.filtered_by_reason},
                        {"flagged_by_rule", records.flagged_by_rule},
                        {"changed_by_kind", records.changed_by_kind}};
    value["rows"] = json::object();
    for (const auto& [table, rows] : run.rows) {
        value["rows"][table] = {{"derived", rows.derived}, {"new", rows.fresh},
                                {"updated", rows.updated}, {"unchanged", rows.unchanged},
                                {"merged", rows.merged},   {"closed", rows.closed},
                                {"kept", rows.kept}};
    }
    value["kept"] = ledger::kept_text(run);
    return value;
}

void name_unit(json& document, const model::UnitName& unit) {
    document["unit"] = unit.text();
    document["shadow"] = unit.shadow;
}

json holds_json(const std::vector<ledger::Hold>& holds) {
    json list = json::array();
    for (const auto& hold : holds) {
        list.push_back({{"hold", hold.id},
                        {"slice", hold.slice},
                        {"state", to_string(hold.state)},
                        {"reason", hold.reason},
                        {"decided_by", hold.decided_by},
                        {"decided_at", hold.decided_at},
                        {"waiver", hold.waiver}});
    }
    return list;
}

json run_json(const RunAnswer& answer, const catalog::Catalog& catalog) {
    const Declarations declared = declarations_of(catalog, answer.unit.feed);
    json value = ledger_run_json(answer.run);
    name_unit(value, answer.unit);
    value["delivery"] = delivery_json(answer.delivery);
    value["held_slices"] = answer.held_slices;
    value["findings"] = findings_json(answer.examples, declared);
    value["finding_counts"] = answer.finding_counts;
    value["delivery_findings"] = findings_json(answer.delivery_findings, declared);
    value["exit_code"] = static_cast<int>(answer.code);
    return value;
}

}  // namespace tilsig::answers
