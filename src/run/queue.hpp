// Deltas that wait for an older one of their unit: none overtakes it, and they run in order when it is settled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/unit_run.hpp"

namespace tilsig::run {

/// Why a delta cannot run yet: an older delivery of its unit that is held (as a whole or in a slice), that waits
/// itself, or that was landed and never ran to an end. Absent when it is its turn.
[[nodiscard]] std::optional<std::string> waits_behind(session::Session& session, const ledger::Delivery& delivery);

/// Runs what is queued for the unit, oldest first, up to the first whose turn it is not or that is held or fails.
/// Called when a hold ends and at the start of a unit's night, so that a queue whose run failed goes on by itself.
/// `night_id` absent: a person's decision. Of a unit that does not load today (session/shadow.hpp) the queue waits on.
[[nodiscard]] std::vector<ledger::RunReport> run_queued(session::Session& session, const model::UnitName& unit,
                                                        std::int64_t unit_id, std::optional<std::int64_t> night_id);

}  // namespace tilsig::run
