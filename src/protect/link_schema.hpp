// Inside the room: the tables of a link store.
#pragma once

#include <vector>

#include "ledger/migrations.hpp"

namespace tilsig::protect {

[[nodiscard]] std::vector<ledger::Migration> link_migrations(const odbc::Dialect& dialect);

}  // namespace tilsig::protect
