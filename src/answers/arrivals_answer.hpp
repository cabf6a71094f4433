// Who has delivered, who owes since when and why, and which files nobody takes.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "arrivals/arrival.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

/// What is asked for; empty: everything.
struct ArrivalsQuestion {
    std::string period;              ///< this one alone, however old
    std::vector<std::string> feeds;  ///< any of them
    std::string region;              ///< senders of this region
};

/// In-folders whose source had nothing new to fetch, and files in them that fit no pattern.
struct Unclaimed {
    std::vector<std::string> units;  ///< that looked; units of one source see the same folder
    std::string told;                ///< which files, in which folder, and what to do
    std::string seen_at;             ///< at the newest look
};

struct ArrivalsAnswer {
    Instant as_of;
    std::vector<arrivals::Arrival> arrivals;  ///< by feed, period (the newest first), sender
    std::vector<Unclaimed> unclaimed;         ///< of the feeds asked for
};

/// Error(usage), with the nearest name, for a feed that has no schedule, a region that the register does not have and a
/// period that no feed asked for can have. One snapshot, some ten queries. Reads only.
[[nodiscard]] ArrivalsAnswer arrivals_answer(session::Session& session, const ArrivalsQuestion& question);
/// The same before the first night, when nothing is known but what the schedules and the register say.
[[nodiscard]] ArrivalsAnswer arrivals_from_the_start(const session::Context& context, const ArrivalsQuestion& question);

/// How many there are of each state, the word of the state as key; without states that do not occur.
[[nodiscard]] std::map<std::string, std::size_t> count_states(const std::vector<const arrivals::Arrival*>& arrivals);

/// Everything: all units, counts for each feed, and the unclaimed files.
[[nodiscard]] nlohmann::json to_json(const ArrivalsAnswer& answer);

}  // namespace tilsig::answers
