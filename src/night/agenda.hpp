// What a night has to do: the schedules against what the ledger has recorded.
#pragma once

#include <string>
#include <vector>

#include "answers/status_answer.hpp"
#include "ledger/nights.hpp"
#include "ledger/slots.hpp"
#include "night/slots.hpp"
#include "session/session.hpp"

namespace tilsig::night {

/// What plan_slots() is to know, as the ledger has it at `now`. Four queries; reads only.
[[nodiscard]] Recorded recorded_slots(session::Session& session, Instant now);

/// plan_slots() on that.
[[nodiscard]] SlotPlan plan_now(session::Session& session);
/// The same in numbers, for those who only look.
[[nodiscard]] answers::Waiting waiting_units(session::Session& session);
/// Where nothing is on record yet: no database is asked.
[[nodiscard]] answers::Waiting waiting_from_the_start(const session::Context& context);

/// Every unit of the scheduled feeds as they would be named at `now`, due or not, by rank and then by name; draft feeds
/// are left out, and what is exempt today. `only` limits it to these feeds (empty: all).
[[nodiscard]] std::vector<Slot> all_units(const session::Context& context, Instant now,
                                          const std::vector<std::string>& only);

/// The feeds that somebody asked a night for, as the ledger keeps them: each once, in order of name.
[[nodiscard]] std::string feeds_text(const std::vector<std::string>& feeds);
/// What a night that was left open was asked for by hand (its feeds, or everything) and did not come to an end with,
/// with the command that runs it; empty for nothing. By the register and the schedules as they are now.
[[nodiscard]] std::string not_come_to(session::Session& session, const ledger::Night& night);

/// Records what is skipped and what is given up. Inside the caller's transaction; may be repeated.
void record_not_run(session::Session& session, const SlotPlan& plan);

/// record_not_run(), takes what is due for the night, and returns the units it has now: by
/// rank, each once, however many of its instants are due. Own transaction; may be called again after a lost answer.
[[nodiscard]] std::vector<model::UnitName> take_due(session::Session& session, std::int64_t night_id,
                                                    const SlotPlan& plan);

}  // namespace tilsig::night
