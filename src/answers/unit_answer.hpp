// What one unit came to in a night, for people and programs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "model/unit.hpp"
#include "model/verdict.hpp"

namespace tilsig::answers {

/// UnitAnswer::cause of what is loaded, but its source would not let go of the bytes.
inline constexpr const char* not_acknowledged = "not acknowledged";
/// UnitAnswer::cause of what ran out of time.
inline constexpr const char* deadline_passed = "deadline";

/// Counts are of all its runs in the night; outcome, message and cause of the run that decides.
struct UnitAnswer {
    model::UnitName unit;
    model::Outcome outcome = model::Outcome::failed;
    model::ExitCode code = model::ExitCode::good;
    std::string message;                    ///< why, for outcomes that somebody must act on
    std::string cause;                      ///< groups equal failures: error kind and code, or the rule that holds
    std::optional<ErrorKind> error_kind{};  ///< of a failure, with its code: as ledger::Run has them
    std::string error_code;
    std::int64_t run_id = 0;
    std::uint64_t records = 0, rejected = 0, held = 0;
    std::uint64_t fresh = 0, updated = 0, closed = 0;
    std::string kept;  ///< why rows that were not delivered stay (ledger::kept_text() of the newest run that says so)
    std::string note;  ///< what the source said although there was nothing new, or what of it waits
    bool retryable = false;
    std::string retry_at;                          ///< failed and retryable: not before this
    std::optional<model::ArrivalState> arrival{};  ///< nothing where nobody owes (shadows)
    bool nothing_received = false;                 ///< of the period, ever: nothing new is not the same as delivered
    bool never_delivered = false;                  ///< nothing of the feed and the sender, of any period
    std::optional<model::HoldState> decided{};     ///< its hold was decided since, and how
};

/// Adds the run's records and rows, and what it says of rows that stay.
void add_counts(UnitAnswer& answer, const ledger::Run& run);

/// Outcome, message, cause and next try as this run has them. `held_slices` (owner -> reason) are those of its delivery
/// that still wait; the exit code is the caller's.
void describe(UnitAnswer& answer, const ledger::Run& run, const std::map<std::string, std::string>& held_slices);

/// A unit that came to no run: failed, with the error's kind, code and text.
void set_failure(UnitAnswer& answer, const Error& error);

}  // namespace tilsig::answers
