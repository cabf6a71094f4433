// What a run, a unit and a night came to, ranked: the one place that says what is worse than what.
#pragma once

#include <optional>
#include <string_view>

#include "model/unit.hpp"

namespace tilsig::model {

/// How bad an exit code is, 0 for good. What needs a person of ours now stands above what waits for a decision, and
/// that above what a sender repairs: refused, failed (with usage, configuration and another instance: nothing was
/// done), overdue, held, rejects.
[[nodiscard]] int severity_rank(ExitCode code) noexcept;
/// The one with the higher rank; the first when they are equal.
[[nodiscard]] ExitCode worse_of(ExitCode a, ExitCode b) noexcept;

/// The outcome that to_string() names so; nothing for another word.
[[nodiscard]] std::optional<Outcome> parse_outcome(std::string_view word) noexcept;

/// What is known about a run when it has ended, as far as it decides its exit code.
struct RunEnd {
    Outcome outcome = Outcome::failed;
    bool refused = false;           ///< failed because recorded state and data disagree
    bool rejected_records = false;  ///< some records were rejected
    bool held_slices = false;       ///< some slices wait for a decision
    bool not_acknowledged = false;  ///< loaded, but the source would not hear it
};
[[nodiscard]] ExitCode exit_code_of(const RunEnd& end) noexcept;

/// What a night came to, in one word for people and for the ledger.
enum class Verdict {
    good,
    rejects,
    held,
    late,
    failed,
    refused,      ///< recorded state and data disagree
    interrupted,  ///< it ended before its units did, and what did run was good
    not_begun     ///< it was due and could not begin
};
/// `good`, `rejects`, `held`, `late`, `failed`, `refused`, `interrupted`, `not begun`
[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;
/// The reverse; nothing for another word.
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view word) noexcept;
/// Of a night whose worst unit came to this.
[[nodiscard]] Verdict verdict_of(ExitCode worst) noexcept;
/// What a command ends with that reports this verdict.
[[nodiscard]] ExitCode exit_code_of(Verdict verdict) noexcept;

}  // namespace tilsig::model
