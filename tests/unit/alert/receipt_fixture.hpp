// A delivery of forty records in which five were rejected and three loaded with a remark.
#pragma once

#include <gtest/gtest.h>

#include "alert/receipt.hpp"
#include "base/hash.hpp"

namespace tilsig::alert {

inline senders::Sender sender_in(const std::string& language) {
    senders::Sender sender;
    sender.id = "k0101";
    sender.kind = "municipality";
    sender.name = "Halden";
    sender.language = language;
    sender.case_system = "Visma Flyktning";
    return sender;
}

inline model::Finding finding(model::RuleCode code, std::uint64_t record, const std::string& field,
                              std::uint32_t column = 0) {
    model::Finding found;
    found.code = code;
    found.severity = model::Severity::error;
    found.field = field;
    found.place.number = record;
    found.place.line = record == 0 ? 0 : record + 1;
    found.place.column = column;
    return found;
}

inline DeliveryOutcome outcome_with_faults() {
    DeliveryOutcome outcome;
    outcome.unit = {"municipal.intro", "k0101", "2008"};
    outcome.delivery_seq = 3;
    outcome.delivery_hash = sha256_hex("delivery");
    outcome.delivery_bytes = 4711;
    outcome.received_at = "2026-11-22T03:00:00.000000Z";
    outcome.run_id = 17;
    outcome.records.read = 40;
    outcome.records.accepted = 33;
    outcome.records.duplicate = 1;
    outcome.records.rejected = 5;
    outcome.records.filtered = 1;
    outcome.records.rejected_by_rule = {{"INT-F003", 5}};
    outcome.records.flagged_by_rule = {{"INT-R010", 1}};
    outcome.records.filtered_by_reason = {{"other_programme", 1}};
    outcome.findings = {finding("INT-R010", 30, "start"), finding("INT-F003", 12, "end_reason"),
                        finding("INT-F003", 2, "end_reason"), finding("INT-F003", 7, "end_reason")};
    return outcome;
}

inline std::optional<RuleInfo> rule_texts(std::string_view code) {
    RuleInfo info;
    if (code == "INT-F003") {
        info.severity = model::Severity::error;
        info.text = {{"nb", "Avslutningsårsak mangler."},
                     {"nn", "Avslutningsårsak manglar."},
                     {"en", "The end reason is missing."}};
        info.fix = {{"nb", "Registrer årsaken i saken."},
                    {"nn", "Registrer årsaka i saka."},
                    {"en", "Enter the reason in the case."}};
        return info;
    }
    if (code == "INT-R010") {
        info.severity = model::Severity::warning;
        info.text = {{"nb", "Startdato er før vedtaksdato."}, {"en", "The start lies before the decision."}};
        return info;
    }
    return std::nullopt;
}

/// The contract of the delivery, with the sender's own column names.
inline const catalog::Contract& intro_contract() {
    static const catalog::Contract contract = [] {
        catalog::Contract made;
        made.feed = "municipal.intro";
        made.title_nb = "Introduksjonsprogram";
        made.title_en = "Introduction programme";
        catalog::Layout layout;
        layout.format = catalog::FormatKind::csv;
        made.layouts.push_back(layout);
        const auto add = [&](const std::string& name, const std::string& column, model::Type type) {
            catalog::Field field;
            field.name = name;
            field.column = column;
            field.type = type;
            field.max_length = 4;
            made.fields.push_back(field);
        };
        add("end_reason", "avslutningsaarsak", model::Type::code);
        made.fields.back().title = {{"nb", "Avslutningsårsak"}, {"en", "End reason"}};
        add("start", "startdato", model::Type::date);
        made.key = {"start", "hours"};
        add("hours", "timer", model::Type::integer);
        return made;
    }();
    return contract;
}

inline Declared declared(RuleLookup rules = rule_texts) {
    Declared made;
    made.rules = std::move(rules);
    made.contract = &intro_contract();
    made.layout = &intro_contract().layouts.front();
    return made;
}

}  // namespace tilsig::alert
