#include "warehouse/migrate.hpp"

#include "base/text.hpp"
#include "ledger/migrations.hpp"
#include "ledger/structure.hpp"
#include "warehouse/date_dimension.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/members.hpp"
#include "warehouse/plan.hpp"
#include "warehouse/references.hpp"
#include "warehouse/schema.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

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
    ledger::InstalledViews::forget(connection, change.gone);
    if (!change.dropped.empty()) {
        forget(connection, change.dropped);
        ledger::record_migration(connection, SystemClock(), "warehouse", "drop " + change.dropped,
                                 join(change.statements, ";\n"));
        return;
    }
    if (!change.withdrawn.empty()) {
        ledger::record_migration(connection, SystemClock(), "warehouse", "withdraw " + change.withdrawn,
                                 join(change.statements, ";\n"));
        return;
    }
    const model::Table& table = *change.table;
    if (change.remade) forget(connection, table.name);
    record_columns(connection, table);
    record_references(connection, table, tables);
    if (change.view) ledger::InstalledViews::record(connection, *change.view);
    if (change.created) {
        odbc::Statement add =
            connection.prepare("INSERT INTO ops_table (table_name, next_key, changed_seq) VALUES (?, 1, 0)");
        add.bind(1, table.name).execute();
        if (table.kind == model::TableKind::dimension) add_special_members(connection, table);
        if (table.name == date_dimension().name) kit_of(connection.dialect()).fill_calendar(connection);
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

void resolve_changed(odbc::Connection& connection, const TableChange& change) {
    if (change.created || change.table == nullptr) return;
    for (const Reference& reference : references_of(connection, change.table->name)) {
        for (const auto& name : change.references) {
            if (name == reference.name) resolve_again(connection, reference, "");
        }
    }
}

/// Whether the error is about the one change and not about the database: somebody is in the way, owns it, or stands on
/// it; or another change of the same table was interrupted.
bool concerns_one_table(const Error& error) {
    const auto* refusal = dynamic_cast<const odbc::DatabaseError*>(&error);
    if (refusal == nullptr) return error.kind() == ErrorKind::state;
    if (refusal->connection_lost()) return false;
    const std::string& code = error.error_code();
    return error.retry_class() == Retry::now || code.starts_with("42") || code.starts_with("2B") ||
           code.starts_with("55");
}

/// One attempt to make all changes; knows at which table it is.
class Migration {
public:
    Migration(odbc::Connection& connection, const std::vector<const model::Table*>& tables, RefusedTables& refused)
        : m_connection(connection), m_tables(tables), m_refused(refused) {}

    /// As migrate_warehouse().
    bool make(const WarehouseChanges& planned) {
        try {
            if (m_connection.dialect().transactional_ddl()) {
                make_together();
            } else {
                require_nothing_interrupted();
                for (const auto& change : planned.changes) make_one(change.name());
            }
            return true;
        } catch (Error& error) {
            if (m_at.empty() || !concerns_one_table(error)) throw;
            if (error.remedy_text().empty())
                error.remedy(
                    "`tilsig plan` shows the change; the next run tries it again, when nobody reads it any more");
            m_refused.emplace(m_at, error.while_doing("changing the structure of " + m_at));
            return false;
        }
    }

private:
    /// One transaction: a set-up of fifty tables syncs once.
    void make_together() {
        ledger::change_structure(
            m_connection, "warehouse", [] { return std::vector<std::string>(); },
            [&] {
                // Again, under the lock: another program may have migrated meanwhile.
                const auto changes = plan_warehouse(m_connection, m_tables, m_refused).changes;
                for (const auto& change : changes) {
                    m_at = change.name();
                    for (const auto& statement : change.statements) m_connection.execute(statement);
                    record(m_connection, change, m_tables);
                }
                for (const auto& change : changes) {
                    m_at = change.name();
                    resolve_changed(m_connection, change);
                }
                m_at.clear();
            });
    }

    /// Where DDL commits by itself each table is a change of its own, to be resumed or refused by itself.
    void make_one(const std::string& name) {
        m_at = name;
        std::vector<TableChange> changes;
        ledger::change_structure(
            m_connection, "warehouse " + name,
            [&] {
                changes = plan_warehouse(m_connection, m_tables, m_refused).changes;
                std::erase_if(changes, [&](const auto& change) { return change.name() != name; });
                return changes.empty() ? std::vector<std::string>() : changes.front().statements;
            },
            [&] {
                for (const auto& change : changes) {
                    record(m_connection, change, m_tables);
                    resolve_changed(m_connection, change);
                }
            });
        m_at.clear();
    }

    /// Earlier versions changed all tables as one.
    void require_nothing_interrupted() {
        if (!m_connection.query_integer(m_connection.dialect().table_exists_query(), {"ops_structure_step"}) ||
            !m_connection.query_integer("SELECT 1 FROM ops_structure_step WHERE area = ?", {"warehouse"}))
            return;
        throw Error(ErrorKind::state, "a change of the warehouse tables was interrupted in an older version")
            .remedy("finish it first with the program and model that began it, or restore the backup taken before it");
    }

    odbc::Connection& m_connection;
    const std::vector<const model::Table*>& m_tables;
    RefusedTables& m_refused;
    std::string m_at;
};

}  // namespace

PendingChanges pending_ddl(odbc::Connection& connection, const model::WarehouseModel& model) {
    PendingChanges pending;
    pending.statements = ledger::pending_statements(connection, "load", load_migrations(connection.dialect()));
    const auto tables = all_tables(model);
    auto planned = plan_warehouse(connection, tables);
    for (const auto& change : planned.changes) {
        pending.statements.insert(pending.statements.end(), change.statements.begin(), change.statements.end());
        if (!change.created && change.table != nullptr) {
            for (const auto& name : change.references)
                pending.statements.push_back("-- resolves " + name + "_key of " + change.table->name + " again");
        }
    }
    pending.refused = std::move(planned.refused);
    return pending;
}

bool migrate_warehouse(odbc::Connection& connection, const model::WarehouseModel& model, RefusedTables& refused) {
    const auto tables = all_tables(model);
    ledger::apply_migrations(connection, SystemClock(), "load", load_migrations(connection.dialect()));
    auto planned = plan_warehouse(connection, tables, refused);
    refused.merge(planned.refused);
    return planned.changes.empty() || Migration(connection, tables, refused).make(planned);
}

void migrate_warehouse(odbc::Connection& connection, const model::WarehouseModel& model) {
    RefusedTables refused;
    (void)migrate_warehouse(connection, model, refused);
    if (refused.empty()) return;
    std::vector<std::string> texts;
    for (const auto& [table, error] : refused) texts.push_back(error.message());
    const Error& first = refused.begin()->second;
    throw Error(first.kind(), join(texts, "; ")).remedy(first.remedy_text());
}

}  // namespace tilsig::warehouse
