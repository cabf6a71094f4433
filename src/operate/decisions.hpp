// What an operator decides about deliveries: release or reject a hold, replay, retract.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/unit_run.hpp"

namespace tilsig::operate {

/// Lifts the hold by a new run from the landed bytes; the waiver (who, why) is recorded in the run's transaction, so a
/// run that fails leaves the hold. Queued deltas behind it run next (run/queue.hpp). Error(usage) for a hold that
/// is not held, or whose feed is declared no more.
[[nodiscard]] std::vector<ledger::RunReport> release_hold(session::Session& session, std::int64_t hold_id,
                                                          const std::string& by, const std::string& why);

/// Ends the hold: the delivery (or slice) will not be loaded. Deltas that waited behind it run next. Also when its feed
/// is declared no more.
[[nodiscard]] std::vector<ledger::RunReport> reject_hold(session::Session& session, std::int64_t hold_id,
                                                         const std::string& by, const std::string& why);

/// Runs a landed delivery again with today's declarations. Of a delta also everything that came after it, in order and
/// up to the first that is held or fails: an old change must not end up on top of newer ones.
[[nodiscard]] std::vector<ledger::RunReport> replay_delivery(session::Session& session, std::int64_t delivery_id);

/// The newest delivery of every unit of the feed that was loaded or could not be read, again; of a delta all of them,
/// in order. What a person rejected stays rejected.
[[nodiscard]] std::vector<ledger::RunReport> replay_feed(session::Session& session, const std::string& feed);

/// Records and runs every delivery of the landing zone that the database does not know, in the order in which they
/// came: after the database was replaced by an older copy or by an empty one. Decisions that only the lost database
/// knew are not made again. What does not load in the state of its feed (session/shadow.hpp) stays unknown, and is for
/// a replay when it does.
[[nodiscard]] std::vector<ledger::RunReport> replay_landed(session::Session& session);

/// Takes back what a delivery did to the warehouse, as a new load sequence; the version before it is live again. What
/// of it still waits for a decision is rejected with it, and deltas that waited behind it run next. Nothing, and no
/// run, when it was taken back already.
[[nodiscard]] std::vector<ledger::RunReport> retract(session::Session& session, std::int64_t delivery_id,
                                                     const std::string& by, const std::string& why);
/// The run that took the delivery back last.
[[nodiscard]] std::optional<ledger::Run> retraction_of(session::Session& session, std::int64_t delivery_id);

}  // namespace tilsig::operate
