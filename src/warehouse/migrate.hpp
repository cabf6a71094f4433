// Brings a database to the declared tables: what is additive is done, what would destroy data is refused by name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// Declared tables that the database holds in another form, by name, and why: what would load into them must not run,
/// all else goes on.
using RefusedTables = std::map<std::string, Error>;

/// Creates and migrates the warehouse tables of the model, shadow tables too (current, history, staging schema) and
/// their BI views; every change is recorded in ops_migration with its DDL. Additive changes (a table, a nullable
/// column, a reference) are done; a table whose change would destroy data is named in `refused` and stays as it is, as
/// does one whose change the database refuses (a reader in the way for longer than the lock time-out). Drops shadow
/// tables that are not in the model any more, and the BI views of tables that are not. Makes dim_date with its days,
/// and the special members -1, -2, -3 of every dimension. Own transactions; few queries when nothing is to do. Call
/// after Ledger::migrate().
///
/// False when the database refused a change and the connection is spent: call again with a new one and the same
/// `refused`. A lost connection and mistakes of the model are thrown.
[[nodiscard]] bool migrate_warehouse(odbc::Connection& connection, const model::WarehouseModel& model,
                                     RefusedTables& refused);
/// The same where every table matters: what is refused is thrown, all at once.
void migrate_warehouse(odbc::Connection& connection, const model::WarehouseModel& model);

/// What migrate_warehouse() would do, for `plan`.
struct PendingChanges {
    std::vector<std::string> statements;
    RefusedTables refused;
};
[[nodiscard]] PendingChanges pending_ddl(odbc::Connection& connection, const model::WarehouseModel& model);

/// What of a declared table the database does not hold yet, because migrate_warehouse() did not run on it.
struct PendingStructure {
    bool whole_table = false;
    std::vector<std::string> columns;  ///< every row holds NULL in them
    [[nodiscard]] bool any() const noexcept { return whole_table || !columns.empty(); }
};
[[nodiscard]] PendingStructure pending_structure(odbc::Connection& connection, const model::Table& table);

}  // namespace tilsig::warehouse
