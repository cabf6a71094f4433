#include "pipeline/receipts.hpp"

#include "alert/out_folder.hpp"
#include "alert/receipt.hpp"
#include "check/standard_rules.hpp"
#include "pipeline/due.hpp"

namespace tilsig::pipeline {

namespace {

/// The contract's own rules first, then the program's codes.
alert::RuleLookup lookup_in(const catalog::Contract& contract) {
    return [&contract](std::string_view code) -> std::optional<alert::RuleInfo> {
        for (const auto& rule : contract.rules) {
            if (rule.code == code) return alert::RuleInfo{rule.severity, rule.text, rule.fix};
        }
        const auto* standard = check::standard_rule(code);
        if (standard == nullptr) return std::nullopt;
        return alert::RuleInfo{standard->severity,
                               {{"nb", std::string(standard->nb)}, {"nn", std::string(standard->nn)}, {"en", std::string(standard->en)}},
                               {{"nb", std::string(standard->fix_nb)}, {"nn", std::string(standard->fix_nn)}, {"en", std::string(standard->fix_en)}}};
    };
}

/// The sender as the register has it today, else a plain entry: a delivery by hand may come from nobody in the register.
senders::Sender sender_of(const Context& context, const model::UnitName& unit) {
    const std::int64_t day = local_day(context.clock.now()).time_since_epoch().count();
    if (const auto* known = context.senders.find(unit.sender, day)) return *known;
    senders::Sender plain;
    plain.id = unit.sender;
    plain.kind = "agency";
    plain.name = unit.sender;
    plain.language = "en";
    return plain;
}

}  // namespace

void write_receipt(Session& session, const catalog::Contract& contract, const RunReport& report) {
    // A failed run says nothing about the delivery, and a run that found nothing new was told of before.
    const auto outcome = report.run.outcome.value_or(model::Outcome::failed);
    if (outcome == model::Outcome::failed || outcome == model::Outcome::nothing_new) return;
    const auto& context = session.context();
    try {
        alert::DeliveryOutcome told;
        told.unit = report.unit;
        told.delivery_seq = report.delivery.seq;
        told.delivery_hash = report.delivery.hash;
        told.delivery_bytes = report.delivery.bytes;
        told.received_at = report.delivery.received_at;
        told.run_id = report.run.id;
        told.outcome = outcome;
        told.reason = report.run.reason;
        told.records = report.run.records;
        told.findings = report.examples;
        told.findings.insert(told.findings.end(), report.delivery_findings.begin(), report.delivery_findings.end());
        told.held_slices = report.held_slices;
        const auto receipt = alert::make_receipt(std::move(told), sender_of(context, report.unit), lookup_in(contract));
        (void)alert::write_receipt(context.places.receipts, receipt);
    } catch (const Error& error) {
        context.log.error("the receipt could not be written; the load itself stands", error);
    }
}

}  // namespace tilsig::pipeline
