// What has arrived for each unit, and what became of it: for whoever asks who has delivered, in a few queries however
// many units there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/unit.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// An active unit for which at least one delivery was ever received. Moments as the ledger keeps them.
struct ReceivedUnit {
    model::UnitName unit;
    std::string first_received_at;   ///< of all its deliveries
    std::string newest_received_at;  ///< of those that were not retracted or superseded; empty when there are none
    std::string first_loaded_at;     ///< when the oldest delivery that was loaded was received; empty when none is
    bool stands_empty = false;       ///< what was loaded last has no bytes: a nil return
    bool waits = false;              ///< a whole delivery is held, or queued behind one that is
    bool refused = false;            ///< of those neither loaded nor waiting the newest was refused
    bool landed = false;             ///< of those neither loaded nor waiting the newest has not run to its end
    std::size_t slices_out = 0;      ///< slices that wait, or that a person refused of what was loaded last
    bool all_out = false;            ///< and nothing else of the unit was ever accepted
    std::size_t holds = 0;           ///< open ones
};

/// Four queries. Shadow units are not among them. Inside the caller's transaction, or none.
[[nodiscard]] std::vector<ReceivedUnit> received_units(odbc::Connection& connection);

/// Whether anything was ever received of the unit's feed and sender, of whatever period and whatever became of it. One
/// query.
[[nodiscard]] bool ever_received(odbc::Connection& connection, const model::UnitName& unit);

/// The periods of each feed for which an instant was ever scheduled here, as their names; shadows aside. One query.
[[nodiscard]] std::map<std::string, std::set<std::string>> scheduled_periods(odbc::Connection& connection);

}  // namespace tilsig::ledger
