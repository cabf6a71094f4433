#include "answers/unit_answer.hpp"

#include "base/text.hpp"
#include "model/reason.hpp"

namespace tilsig::answers {

namespace {

/// The rule that holds, by which equal causes are grouped; "held" when a reason of before names none.
std::string rule_of(const std::string& reason) {
    const auto code = model::reason_code(reason);
    return code.empty() ? "held" : std::string(code);
}

std::string failure_text(ErrorKind kind, const std::string& code) { return std::string(to_string(kind)) + " " + code; }

std::string cause_of(const ledger::Run& run, model::Outcome outcome) {
    if (outcome == model::Outcome::held) return rule_of(run.reason);
    if (outcome == model::Outcome::late) return deadline_passed;
    return run.error_kind ? failure_text(*run.error_kind, run.error_code) : model::to_string(outcome);
}

}  // namespace

void add_counts(UnitAnswer& answer, const ledger::Run& run) {
    answer.records += run.records.read;
    answer.rejected += run.records.rejected;
    answer.held += run.records.held;
    for (const auto& [table, rows] : run.rows) {
        if (!run.load_seq) continue;
        answer.fresh += rows.fresh;
        answer.updated += rows.updated;
        answer.closed += rows.closed;
    }
    if (auto text = ledger::kept_text(run); !text.empty()) answer.kept = std::move(text);
}

void describe(UnitAnswer& answer, const ledger::Run& run, const std::map<std::string, std::string>& held_slices) {
    answer.outcome = run.outcome.value_or(model::Outcome::failed);
    answer.run_id = run.id;
    answer.message = run.reason;
    answer.retryable = !run.retry_at.empty();
    answer.retry_at = run.retry_at;
    answer.error_kind = run.error_kind;
    answer.error_code = run.error_code;
    answer.cause = cause_of(run, answer.outcome);
    if (held_slices.empty()) return;
    const auto& reason = held_slices.begin()->second;
    answer.cause = rule_of(reason);
    answer.message = counted(held_slices.size(), "slice") + " held: " + reason;
}

void set_failure(UnitAnswer& answer, const Error& error) {
    answer.outcome = model::Outcome::failed;
    answer.code = error.kind() == ErrorKind::state ? model::ExitCode::refused : model::ExitCode::technical_failure;
    answer.message = error.what();
    answer.error_kind = error.kind();
    answer.error_code = error.error_code();
    answer.cause = failure_text(error.kind(), answer.error_code);
    answer.retryable = error.retry_class() != Retry::never;
}

}  // namespace tilsig::answers
