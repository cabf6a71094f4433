// ops_arrival: who has delivered and who owes, as of the last closed night. What rpt_arrival shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/states.hpp"
#include "model/unit.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// One row. Moments and days as text; empty texts are NULL where the column allows it.
struct ArrivalRow {
    model::UnitName unit;
    std::string sender_name;  ///< the sender's id where the register has no name
    std::string municipality_code, region_code;
    model::ArrivalState state = model::ArrivalState::expected;
    bool owed = true, refused = false;
    std::size_t holds = 0;
    std::string due_at, received_at;
    std::optional<std::int64_t> late_days;
    std::string ground_kind, ground, exempt_until, first_delivery_at;
};

/// Puts these rows in the place of all others. Inside the caller's transaction: a reader sees all of before or all of
/// these.
void replace_arrivals(odbc::Connection& connection, const std::vector<ArrivalRow>& rows, const std::string& as_of);

}  // namespace tilsig::ledger
