// Numbers of many units at once. Only the files of this room include it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "ledger/statement_cache.hpp"
#include "model/unit.hpp"

namespace tilsig::ledger {

/// The ops_unit.id of each; those that are not there yet are made, whoever else makes them at the same moment.
[[nodiscard]] std::map<model::UnitName, std::int64_t> unit_numbers(odbc::Connection& connection,
                                                                   StatementCache& statements,
                                                                   const std::vector<model::UnitName>& units);

}  // namespace tilsig::ledger
