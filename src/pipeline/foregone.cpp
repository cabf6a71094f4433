#include "pipeline/foregone.hpp"

#include "pipeline/announced.hpp"
#include "pipeline/verdict.hpp"

namespace tilsig::pipeline {

std::optional<std::string> foregone(Session& session, const catalog::Contract& contract,
                                    const catalog::Mapping& mapping, const RunRequest& request, RunReport& report) {
    if (const auto reason = must_wait(session, contract, request)) {
        report.run.outcome = model::Outcome::held;
        report.run.reason = *reason;
        return report.delivery.state == "retracted" ? "retracted" : "queued";
    }
    if (request.again || !loaded_before(session, request, mapping.content_hash)) return std::nullopt;
    report.run.outcome = model::Outcome::nothing_new;
    report.run.reason = "these bytes were loaded before with the same declarations";
    if (const auto finding = lacking(session, contract, request))
        report.run.reason += "; " + finding->code + ": " + finding->message;
    return "loaded";
}

void note_refusal(const decode::DeliveryRefused& refused, RunReport& report) {
    report.run.outcome = model::Outcome::rejected;
    report.run.reason = refused.what();
    report.run.error_kind = to_string(refused.kind());
    report.delivery_findings = refused.findings();
    report.examples = refused.findings();
    report.told = refused.findings();
}

}  // namespace tilsig::pipeline
