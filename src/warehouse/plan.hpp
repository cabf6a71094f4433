// What must change in the database so that it holds the declared model; nothing is changed here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/views.hpp"
#include "model/table.hpp"
#include "odbc/odbc.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::warehouse {

struct TableChange {
    const model::Table* table = nullptr;  ///< absent when a table or a view goes
    std::string dropped;    ///< name of a shadow table that no feed in shadow loads into any more; else empty
    std::string withdrawn;  ///< name of a table that is not declared any more, whose BI view goes; else empty
    bool created = false;
    bool remade = false;                  ///< created anew in place of an empty one that was declared otherwise
    std::vector<std::string> statements;  ///< DDL in order; empty when only references change
    std::vector<std::string> references;  ///< names whose definition is new or another: to be resolved again
    std::vector<std::string> gone;        ///< views that the statements take away
    std::optional<ledger::View> view;     ///< as the statements make it; absent when it stays as it is

    /// What the change is about, for messages and records.
    [[nodiscard]] std::string name() const { return table != nullptr ? table->name : dropped + withdrawn; }
};

struct WarehouseChanges {
    std::vector<TableChange> changes;
    RefusedTables refused;
};

/// Changes that are additive: new tables, new nullable columns, new references, views; the end of shadow tables that
/// are not among `tables` any more, the only ones that ever go; and of the BI views of tables that are not declared any
/// more, unless somebody's view stands on them. A table whose change would destroy or reinterpret data is refused by
/// name, with every column, what was and what is declared, and who depends on its view; so is one that refers to what
/// a refused table lacks. Tables of `refused` are left alone. Reads only.
[[nodiscard]] WarehouseChanges plan_warehouse(odbc::Connection& connection,
                                              const std::vector<const model::Table*>& tables,
                                              const RefusedTables& refused = {});

/// The declared tables, their shadows and the program's own calendar. Error(configuration) when the model declares
/// dim_date itself, or a reference goes to what is no column or no table.
[[nodiscard]] std::vector<const model::Table*> all_tables(const model::WarehouseModel& model);

}  // namespace tilsig::warehouse
