// The rows of units whose shadow is over. The tables themselves go by migration (plan.cpp).
#pragma once

#include <cstdint>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// Units with rows of their own in shadow tables that are not in the model any more: the next migrate_warehouse() takes
/// them away.
[[nodiscard]] std::vector<std::int64_t> units_losing_shadows(odbc::Connection& connection,
                                                             const model::WarehouseModel& model);
/// Removes every row and version that the unit owns in shadow tables of the model, without trace. In the caller's
/// transaction.
void forget_unit(odbc::Connection& connection, const model::WarehouseModel& model, std::int64_t unit_id);

}  // namespace tilsig::warehouse
