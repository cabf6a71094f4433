// The loader's own tables as numbered migrations.
#pragma once

#include <vector>

#include "ledger/migrations.hpp"

namespace tilsig::warehouse {

/// ops_table, ops_table_column, ops_reference, ops_unit_table, ops_table_load, ops_view and the staging schema. Area
/// "load".
[[nodiscard]] std::vector<ledger::Migration> load_migrations(const odbc::Dialect& dialect);

}  // namespace tilsig::warehouse
