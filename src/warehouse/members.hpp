// The special members of dimensions, which no delivery brings.
#pragma once

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// Unknown (-1), not applicable (-2) and invalid (-3), owned by no unit (0), of load 0, so that they are there as known
/// at any time. Labels stand in text columns that have room; in key columns stand values that no delivery has.
void add_special_members(odbc::Connection& connection, const model::Table& dimension);

}  // namespace tilsig::warehouse
