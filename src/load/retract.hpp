// A delivery taken back.
#pragma once

#include <cstdint>

#include "model/account.hpp"
#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::load {

/// Reverses a delivery's effects (`retract DELIVERY`): each row it wrote gets back the version it replaced, rows it
/// created are closed, rows it closed are opened again, all as a new load sequence. Inside the loading transaction.
[[nodiscard]] model::RowAccount retract_delivery(odbc::Connection& connection, const model::Table& table,
                                                 std::int64_t delivery_id, std::int64_t load_seq);

}  // namespace tilsig::load
