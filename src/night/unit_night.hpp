// One unit of a night: fetch until the source has nothing more, run each delivery, acknowledge what was committed.
#pragma once

#include <optional>
#include <string>

#include "model/unit.hpp"
#include "session/session.hpp"

namespace tilsig::night {

/// UnitResult::cause of what is loaded, but its source would not let go of the bytes.
inline constexpr const char* not_acknowledged = "not acknowledged";

/// What a unit came to in a night; the worst of its runs. Travels from worker to night: see worker_messages.hpp.
struct UnitResult {
    model::UnitName unit;
    model::Outcome outcome = model::Outcome::failed;
    int exit_code = 1;
    std::string message;  ///< why, for outcomes that somebody must act on
    std::string cause;    ///< groups equal failures: error kind and code, or the rule that holds
    std::int64_t run_id = 0;
    std::uint64_t records = 0, rejected = 0, held = 0;
    std::uint64_t fresh = 0, updated = 0, closed = 0;
    std::string kept;  ///< why rows that were not delivered stay (ledger::kept_text() of the newest run that says so)
    std::string note;  ///< what the source said although there was nothing new: files that nobody takes
    bool retryable = false;
    std::string retry_at;  ///< failed and retryable: not before this
};

/// Fetches and runs the unit; `night_id` absent when a person started it. Never throws for what sources, data or the
/// warehouse do; an Error that leaves no way to go on is in the result.
[[nodiscard]] UnitResult process_unit(session::Session& session, const model::UnitName& unit,
                                      std::optional<std::int64_t> night_id);

}  // namespace tilsig::night
