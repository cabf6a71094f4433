#include "run/foregone.hpp"

#include "decode/codes.hpp"
#include "run/announced.hpp"
#include "run/finding_subjects.hpp"
#include "run/sent_as.hpp"
#include "run/verdict.hpp"

namespace tilsig::run {

namespace {

constexpr const char* nil_proof = "nil";

/// Every delivery of zero bytes has the same content, so it is not the content that says which of them is an answer.
bool is_nil_return(session::Session& session, const RunRequest& request) {
    if (request.proof) return request.proof->kind == nil_proof;
    const auto& delivery = request.delivery;
    const bool from_before = request.cause == model::RunCause::replay || request.cause == model::RunCause::release ||
                             delivery.state == model::DeliveryState::queued;
    if (!from_before) return false;  // a local file is no answer
    if (delivery.state == model::DeliveryState::rejected) return !session.ledger().holds_of(delivery.id).empty();
    if (delivery.state != model::DeliveryState::landed) return true;
    const auto manifest = session.landing(request.unit).find(delivery.hash);
    return manifest && manifest->unit == request.unit.text() && manifest->proof.kind == nil_proof;
}

}  // namespace

std::optional<model::DeliveryState> foregone(session::Session& session, const catalog::Contract& contract,
                                             const catalog::Mapping& mapping, const RunRequest& request,
                                             ledger::RunReport& report) {
    const bool nothing = request.delivery.bytes == 0;
    if (nothing && !is_nil_return(session, request)) {
        decode::refuse({}, decode::refusal(decode::code::empty, {}, "the file is empty (0 bytes)"),
                       request.unit.text() + " delivery " + std::to_string(request.delivery.seq));
    }
    if (const auto reason = must_wait(session, contract, request)) {
        report.run.outcome = model::Outcome::held;
        report.run.reason = *reason;
        return report.delivery.state == model::DeliveryState::retracted ? model::DeliveryState::retracted
                                                                        : model::DeliveryState::queued;
    }
    // A nil return is answered each time: an empty file of the same content may have been refused since.
    if (request.again || nothing || !loaded_before(session, request, mapping.content_hash)) return std::nullopt;
    report.run.outcome = model::Outcome::nothing_new;
    report.run.reason = "these bytes were loaded before with the same declarations";
    if (const auto finding = lacking(session, contract, request))
        report.run.reason += "; " + finding->code + ": " + finding->message;
    return model::DeliveryState::loaded;
}

std::vector<model::Finding> note_refusal(session::Session& session, const catalog::Contract& contract,
                                         const RunRequest& request, const decode::DeliveryRefused& refused,
                                         ledger::RunReport& report) {
    auto findings = refused.findings();
    if (auto finding = sent_under_a_number(session, request)) findings.push_back(std::move(*finding));
    FindingSubjects(contract, session.context().senders, request.unit, request.delivery.received_at,
                    session.subject_keys())
        .answer_for_delivery(findings);
    report.run.outcome = model::Outcome::rejected;
    report.run.reason = refused.message();  // its place stands in the findings
    report.run.error_kind = refused.kind();
    report.run.error_code = refused.error_code();
    report.delivery_findings = report.examples = report.told = findings;
    return findings;
}

}  // namespace tilsig::run
