// Rows that no delivery brings: the special members of dimensions and the days of the calendar.
#pragma once

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::load {

/// Unknown (-1), not applicable (-2) and invalid (-3), owned by no unit (0), of load 0, so that they are there as known
/// at any time. Labels stand in text columns that have room; in key columns stand values that no delivery has.
void add_special_members(odbc::Connection& connection, const model::Table& dimension);
/// Every day of the calendar into dim_date.
void fill_calendar(odbc::Connection& connection);

}  // namespace tilsig::load
