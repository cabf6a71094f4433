// Brings the warehouse to the declared model: additive changes, each recorded with its DDL.
#include "base/text.hpp"
#include "ledger/migrations.hpp"
#include "ledger/structure.hpp"
#include "load/date_dimension.hpp"
#include "load/loader.hpp"
#include "load/members.hpp"
#include "load/references.hpp"
#include "load/schema.hpp"
#include "load/warehouse_plan.hpp"
#include "load/warehouse_sql.hpp"

namespace tilsig::load {

namespace {

void record_columns(odbc::Connection& connection, const model::Table& table) {
    odbc::Statement remove = connection.prepare("DELETE FROM ops_table_column WHERE table_name = ?");
    remove.bind(1, table.name).execute();
    odbc::Statement add =
        connection.prepare("INSERT INTO ops_table_column (table_name, column_name, declared) VALUES (?, ?, ?)");
    for (const auto& column : table.columns) {
        add.bind(1, table.name).bind(2, column.name).bind(3, declared(table, column)).execute();
    }
}

void record_references(odbc::Connection& connection, const model::Table& table,
                       const std::vector<const model::Table*>& tables) {
    odbc::Statement remove = connection.prepare("DELETE FROM ops_reference WHERE table_name = ?");
    remove.bind(1, table.name).execute();
    odbc::Statement add = connection.prepare(
        "INSERT INTO ops_reference (table_name, reference_name, position, column_name, as_of_column, dimension, "
        "match_column, valid_from, "
        "valid_to, text_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& reference : table.references) {
        const model::Table* dimension = nullptr;
        for (const auto* candidate : tables) {
            if (candidate->name == reference.dimension) dimension = candidate;
        }
        const auto type = table.find(reference.column)->type;
        add.bind(1, table.name)
            .bind(2, reference.name)
            .bind(3, ++position)
            .bind(4, reference.column)
            .bind(5, reference.as_of);
        add.bind(6, reference.dimension).bind(7, reference.match).bind(8, dimension->valid_from.value_or(""));
        add.bind(9, dimension->valid_to.value_or(""));
        add.bind(10, std::int64_t{type == model::Type::text || type == model::Type::code ? 1 : 0});
        add.execute();
    }
}

/// What the loader knew about a table that is gone. Which run wrote how many rows stays in the ledger.
void forget(odbc::Connection& connection, const std::string& table) {
    for (const char* list : {"ops_table", "ops_table_column", "ops_reference", "ops_unit_table", "ops_table_load"}) {
        connection.prepare("DELETE FROM " + std::string(list) + " WHERE table_name = ?").bind(1, table).execute();
    }
}

/// The rows that belong to a change whose DDL is done.
void record(odbc::Connection& connection, const TableChange& change, const std::vector<const model::Table*>& tables) {
    if (!change.dropped.empty()) {
        forget(connection, change.dropped);
        ledger::record_migration(connection, SystemClock(), "warehouse", "drop " + change.dropped,
                                 join(change.statements, ";\n"));
        return;
    }
    const model::Table& table = *change.table;
    if (change.remade) forget(connection, table.name);
    record_columns(connection, table);
    record_references(connection, table, tables);
    if (change.created) {
        odbc::Statement add =
            connection.prepare("INSERT INTO ops_table (table_name, next_key, changed_seq) VALUES (?, 1, 0)");
        add.bind(1, table.name).execute();
        if (table.kind == model::TableKind::dimension) add_special_members(connection, table);
        if (table.name == date_dimension().name) fill_calendar(connection);
    }
    std::string ddl = join(change.statements, ";\n");
    if (!change.references.empty())
        ddl += (ddl.empty() ? "" : ";\n") + ("-- references: " + join(change.references, ", "));
    ledger::record_migration(connection, SystemClock(), "warehouse",
                             (change.remade    ? "remake "
                              : change.created ? "create "
                                               : "extend ") +
                                 table.name,
                             ddl);
}

void resolve_changed(odbc::Connection& connection, const std::vector<TableChange>& changes) {
    for (const auto& change : changes) {
        if (change.created || change.table == nullptr) continue;
        for (const Reference& reference : references_of(connection, change.table->name)) {
            for (const auto& name : change.references) {
                if (name == reference.name) resolve_again(connection, reference, "");
            }
        }
    }
}

}  // namespace

std::vector<std::string> pending_ddl(odbc::Connection& connection, const model::WarehouseModel& model) {
    std::vector<std::string> statements =
        ledger::pending_statements(connection, "load", load_migrations(connection.dialect()));
    for (const auto& change : plan_warehouse(connection, all_tables(model))) {
        statements.insert(statements.end(), change.statements.begin(), change.statements.end());
        if (!change.created && change.table != nullptr) {
            for (const auto& name : change.references)
                statements.push_back("-- resolves " + name + "_key of " + change.table->name + " again");
        }
    }
    return statements;
}

void migrate_warehouse(odbc::Connection& connection, const model::WarehouseModel& model) {
    const auto tables = all_tables(model);
    ledger::apply_migrations(connection, SystemClock(), "load", load_migrations(connection.dialect()));
    if (plan_warehouse(connection, tables).empty()) return;

    std::vector<TableChange> changes;
    const auto plan = [&] {
        changes =
            plan_warehouse(connection, tables);  // again, under the lock: another program may have migrated meanwhile
        std::vector<std::string> statements;
        for (const auto& change : changes)
            statements.insert(statements.end(), change.statements.begin(), change.statements.end());
        return statements;
    };
    ledger::change_structure(connection, "warehouse", plan, [&] {
        for (const auto& change : changes) record(connection, change, tables);
        resolve_changed(connection, changes);
    });
}

}  // namespace tilsig::load
