#include "model/verdict.hpp"

namespace tilsig::model {

namespace {

constexpr Verdict verdicts[] = {Verdict::good,   Verdict::rejects, Verdict::held,        Verdict::late,
                                Verdict::failed, Verdict::refused, Verdict::interrupted, Verdict::not_begun};

}  // namespace

int severity_rank(ExitCode code) noexcept {
    switch (code) {
        case ExitCode::good: return 0;
        case ExitCode::loaded_with_rejects: return 1;
        case ExitCode::held: return 2;
        case ExitCode::overdue: return 3;
        case ExitCode::technical_failure:
        case ExitCode::usage:
        case ExitCode::another_instance:
        case ExitCode::configuration: return 4;
        case ExitCode::refused: break;
    }
    return 5;
}

ExitCode worse_of(ExitCode a, ExitCode b) noexcept { return severity_rank(a) >= severity_rank(b) ? a : b; }

std::optional<Outcome> parse_outcome(std::string_view word) noexcept {
    for (const Outcome outcome : {Outcome::loaded, Outcome::nothing_new, Outcome::held, Outcome::rejected,
                                  Outcome::failed, Outcome::late, Outcome::skipped}) {
        if (word == to_string(outcome)) return outcome;
    }
    return std::nullopt;
}

ExitCode exit_code_of(const RunEnd& end) noexcept {
    switch (end.outcome) {
        case Outcome::failed: return end.refused ? ExitCode::refused : ExitCode::technical_failure;
        case Outcome::late: return ExitCode::overdue;
        case Outcome::held:
        case Outcome::rejected:
        case Outcome::loaded:
        case Outcome::nothing_new:
        case Outcome::skipped: break;
    }
    if (end.not_acknowledged) return ExitCode::technical_failure;
    if (end.outcome == Outcome::held) return ExitCode::held;
    if (end.outcome == Outcome::rejected) return ExitCode::loaded_with_rejects;
    if (end.held_slices) return ExitCode::held;
    return end.rejected_records ? ExitCode::loaded_with_rejects : ExitCode::good;
}

std::string_view to_string(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::good: return "good";
        case Verdict::rejects: return "rejects";
        case Verdict::held: return "held";
        case Verdict::late: return "late";
        case Verdict::failed: return "failed";
        case Verdict::refused: return "refused";
        case Verdict::interrupted: return "interrupted";
        case Verdict::not_begun: return "not begun";
    }
    return "failed";
}

std::optional<Verdict> parse_verdict(std::string_view word) noexcept {
    for (const Verdict verdict : verdicts) {
        if (word == to_string(verdict)) return verdict;
    }
    return std::nullopt;
}

Verdict verdict_of(ExitCode worst) noexcept {
    switch (worst) {
        case ExitCode::good: return Verdict::good;
        case ExitCode::loaded_with_rejects: return Verdict::rejects;
        case ExitCode::held: return Verdict::held;
        case ExitCode::overdue: return Verdict::late;
        case ExitCode::refused: return Verdict::refused;
        case ExitCode::technical_failure:
        case ExitCode::usage:
        case ExitCode::another_instance:
        case ExitCode::configuration: break;
    }
    return Verdict::failed;
}

ExitCode exit_code_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::good: return ExitCode::good;
        case Verdict::rejects: return ExitCode::loaded_with_rejects;
        case Verdict::held: return ExitCode::held;
        case Verdict::late: return ExitCode::overdue;
        case Verdict::refused: return ExitCode::refused;
        case Verdict::failed:
        case Verdict::interrupted:
        case Verdict::not_begun: break;
    }
    return ExitCode::technical_failure;
}

}  // namespace tilsig::model
