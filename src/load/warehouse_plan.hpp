// What must change in the database so that it holds the declared model; nothing is changed here.
#pragma once

#include <string>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::load {

struct TableChange {
    const model::Table* table = nullptr;  ///< absent when a table goes
    std::string dropped;  ///< name of a shadow table that no feed in shadow loads into any more; else empty
    bool created = false;
    bool remade = false;                  ///< created anew in place of an empty one that was declared otherwise
    std::vector<std::string> statements;  ///< DDL in order; empty when only references change
    std::vector<std::string> references;  ///< names whose definition is new or another: to be resolved again
};

/// Changes that are additive: new tables, new nullable columns, new references; and the end of shadow tables that are
/// not among `tables` any more, the only ones that ever go. Error(state) that names every destructive one as
/// table.column with what was and what is declared. `exists`: whether the loader's own tables are there already.
[[nodiscard]] std::vector<TableChange> plan_warehouse(odbc::Connection& connection,
                                                      const std::vector<const model::Table*>& tables);

/// The declared tables, their shadows and the program's own calendar. Error(configuration) when the model declares
/// dim_date itself, or a reference goes to what is no column or no table.
[[nodiscard]] std::vector<const model::Table*> all_tables(const model::WarehouseModel& model);

/// `rpt_<name without dim_, fact_ or bridge_>`: the BI view of a table as of the last closed night.
[[nodiscard]] std::string view_name(const model::Table& table);
/// Shadow tables have none.
[[nodiscard]] std::vector<std::string> create_view(const model::Table& table, const odbc::Dialect& dialect,
                                                   bool replace);

}  // namespace tilsig::load
