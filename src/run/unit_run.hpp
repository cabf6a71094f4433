// One run of one unit: from landed bytes to loaded rows, rejects, holds, cursor and ledger - in one transaction.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/run_report.hpp"
#include "model/unit.hpp"
#include "run/pass.hpp"
#include "session/session.hpp"

namespace tilsig::run {

/// What is to be run and why.
struct RunRequest {
    model::UnitName unit;
    ledger::Delivery delivery;  ///< recorded and landed
    /// Of the fetch that brought it just now; nothing: the one it was landed with.
    std::optional<model::Proof> proof{};
    model::RunCause cause = model::RunCause::command;
    std::optional<std::int64_t> night_id;
    std::optional<std::string> cursor;   ///< stored with the rows
    std::vector<std::int64_t> releases;  ///< cause release: holds that are lifted by this run, and only if it commits
    std::string decided_by, waiver;      ///< cause release: who lifts them, and why
    bool again = false;                  ///< run although these bytes were loaded with these declarations before
};

/// Runs the request to an outcome. Data trouble becomes an outcome (rejected, held); technical trouble becomes outcome
/// failed with its cause recorded when the warehouse can still be reached, else the Error is thrown. Transactions that
/// lost a race (deadlock, busy) are run again from the landed bytes, at most five times. Writes the receipt last.
/// Error(usage) for a unit that does not load as its feed is declared today (session/shadow.hpp).
[[nodiscard]] ledger::RunReport run_unit(session::Session& session, const RunRequest& request);

/// Why a run is made that no person asked for by itself: a night, or the command that stands in for one.
[[nodiscard]] inline model::RunCause cause_within(std::optional<std::int64_t> night_id) noexcept {
    return night_id ? model::RunCause::night : model::RunCause::command;
}

/// Outcome failed, with the error's kind, code and the next try.
void set_failure(ledger::Run& run, const Error& error, Instant now);

}  // namespace tilsig::run
