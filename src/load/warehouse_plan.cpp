#include "load/warehouse_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "load/loader.hpp"
#include "load/references.hpp"
#include "load/stage.hpp"
#include "load/warehouse_sql.hpp"

namespace tilsig::load {

namespace {

using DeclaredColumns = std::map<std::string, std::map<std::string, std::string>>;  // table -> column -> declaration

DeclaredColumns recorded_columns(odbc::Connection& connection) {
    DeclaredColumns found;
    if (!connection.query_integer(connection.dialect().table_exists_query(), {"ops_table_column"})) return found;
    odbc::Statement rows = connection.prepare("SELECT table_name, column_name, declared FROM ops_table_column");
    rows.execute();
    while (rows.fetch()) {
        const std::string table = rows.text(1).value();
        found[table][rows.text(2).value()] = rows.text(3).value();
    }
    return found;
}

/// Compares one declared table with what is recorded; adds to `change` or to `destructive`.
void compare(const model::Table& table, const std::map<std::string, std::string>& recorded,
             const odbc::Dialect& dialect, TableChange& change, std::vector<std::string>& destructive) {
    const TableSql sql(table, dialect);
    for (const auto& column : table.columns) {
        const std::string now = declared(table, column);
        const auto before = recorded.find(column.name);
        const bool in_key = std::find(table.key.begin(), table.key.end(), column.name) != table.key.end();
        if (before == recorded.end()) {
            if (in_key || !column.nullable) {
                destructive.push_back(table.name + "." + column.name +
                                      ": a new column of a table with rows must be nullable and no key");
                continue;
            }
            const std::string definition = column_definition(table, column, dialect);
            for (const std::string& name : {sql.current, sql.history}) {
                change.statements.push_back("ALTER TABLE " + name + " ADD COLUMN " + definition);
            }
        } else if (before->second != now) {
            destructive.push_back(table.name + "." + column.name + ": was " + before->second + ", is now declared " +
                                  now);
        }
    }
    for (const auto& [name, was] : recorded) {
        if (table.find(name) == nullptr)
            destructive.push_back(table.name + "." + name + ": was " + was + ", is no longer declared");
    }
}

void compare_references(odbc::Connection& connection, const model::Table& table,
                        const std::map<std::string, const model::Table*>& by_name, TableChange& change,
                        std::vector<std::string>& destructive) {
    const TableSql sql(table, connection.dialect());
    std::map<std::string, Reference> recorded;
    for (auto& reference : references_of(connection, table.name)) recorded.emplace(reference.name, reference);
    for (const auto& reference : table.references) {
        const auto before = recorded.find(reference.name);
        if (before == recorded.end()) {
            for (const std::string& name : {sql.current, sql.history}) {
                change.statements.push_back("ALTER TABLE " + name + " ADD COLUMN " +
                                            odbc::quoted(reference.name + "_key") + " bigint NOT NULL DEFAULT -1");
            }
            change.references.push_back(reference.name);
            continue;
        }
        const Reference& was = before->second;
        const model::Table& dimension = *by_name.at(reference.dimension);
        if (was.column != reference.column || was.as_of != reference.as_of || was.dimension != reference.dimension ||
            was.match != reference.match || was.valid_from != dimension.valid_from.value_or("") ||
            was.valid_to != dimension.valid_to.value_or("")) {
            change.references.push_back(reference.name);
        }
    }
    for (const auto& [name, was] : recorded) {
        if (std::none_of(table.references.begin(), table.references.end(),
                         [&](const auto& r) { return r.name == name; })) {
            destructive.push_back(table.name + "." + name + "_key: the reference to " + was.dimension +
                                  " is no longer declared");
        }
    }
}

void require_reference(const model::Table& table, const model::TableReference& reference,
                       const std::map<std::string, const model::Table*>& by_name) {
    const auto dimension = by_name.find(reference.dimension);
    const auto fail = [&](const std::string& what) {
        throw Error(ErrorKind::configuration, table.name + ": the reference '" + reference.name + "' goes " + what)
            .remedy("correct it in the model");
    };
    if (dimension == by_name.end()) fail("to " + reference.dimension + ", which is not declared");
    if (table.find(reference.column) == nullptr)
        fail("by the column " + reference.column + ", which the table does not have");
    if (dimension->second->find(reference.match) == nullptr)
        fail("to " + reference.dimension + "." + reference.match + ", which does not exist");
    const auto* as_of = reference.as_of.empty() ? nullptr : table.find(reference.as_of);
    if (!reference.as_of.empty() && (as_of == nullptr || as_of->type != model::Type::date))
        fail("by " + reference.as_of + ", which is no date column");
    const auto kind = [](model::Type type) { return type == model::Type::code ? model::Type::text : type; };
    if (kind(table.find(reference.column)->type) != kind(dimension->second->find(reference.match)->type)) {
        fail("from a column to one of another type");
    }
}

/// Waiting rows go too.
TableChange drop_shadow(const std::string& name, const odbc::Dialect& dialect) {
    TableChange change;
    change.dropped = name;
    for (const std::string& table : {name, name + "_history"})
        change.statements.push_back("DROP TABLE IF EXISTS " + odbc::quoted(table));
    model::Table gone;
    gone.name = name;
    for (auto& statement : drop_stage_tables(gone, dialect)) change.statements.push_back(std::move(statement));
    return change;
}

/// No row of a delivery stands in it, nor did one: nothing is lost when it is made anew.
bool is_empty(odbc::Connection& connection, const TableSql& sql) {
    return !connection.query_integer("SELECT 1 FROM " + sql.current + " WHERE " + sql.surrogate + " > 0 LIMIT 1") &&
           !connection.query_integer("SELECT 1 FROM " + sql.history + " LIMIT 1");
}

/// In place of whatever the change was: the table goes and comes as it is declared now.
void remake(const model::Table& table, const odbc::Dialect& dialect, TableChange& change) {
    change.created = change.remade = true;
    change.statements.clear();
    change.references.clear();
    if (!table.shadow) change.statements.push_back("DROP VIEW IF EXISTS " + odbc::quoted(view_name(table)));
    for (auto& statement : drop_shadow(table.name, dialect).statements)
        change.statements.push_back(std::move(statement));
    for (auto& statement : create_table(table, dialect)) change.statements.push_back(std::move(statement));
    for (const auto& reference : table.references) change.references.push_back(reference.name);
}

}  // namespace

PendingStructure pending_structure(odbc::Connection& connection, const model::Table& table) {
    const DeclaredColumns recorded = recorded_columns(connection);
    const auto known = recorded.find(table.name);
    if (known == recorded.end()) return {true, {}};
    PendingStructure pending;
    for (const auto& column : table.columns) {
        if (!known->second.contains(column.name)) pending.columns.push_back(column.name);
    }
    return pending;
}

std::vector<const model::Table*> all_tables(const model::WarehouseModel& model) {
    std::vector<const model::Table*> tables{&date_dimension()};
    std::map<std::string, const model::Table*> by_name{{date_dimension().name, &date_dimension()}};
    const auto add = [&](const model::Table& table) {
        if (!by_name.emplace(table.name, &table).second) {
            throw Error(ErrorKind::configuration,
                        "the table " + table.name + " is declared twice, or is the program's own calendar")
                .remedy("rename it");
        }
        tables.push_back(&table);
    };
    for (const auto& table : model.tables) add(table);
    for (const auto& table : model.shadows) add(table);
    for (const auto* table : tables) {
        for (const auto& reference : table->references) require_reference(*table, reference, by_name);
    }
    return tables;
}

std::string view_name(const model::Table& table) {
    for (const std::string_view prefix : {"dim_", "fact_", "bridge_"}) {
        if (table.name.starts_with(prefix)) return "rpt_" + table.name.substr(prefix.size());
    }
    return "rpt_" + table.name;
}

std::vector<std::string> create_view(const model::Table& table, const odbc::Dialect& dialect, bool replace) {
    if (table.shadow) return {};
    const TableSql sql(table, dialect);
    std::vector<std::string> names{sql.surrogate};
    names.insert(names.end(), sql.columns.begin(), sql.columns.end());
    names.insert(names.end(), sql.reference_keys.begin(), sql.reference_keys.end());
    for (const char* name : {"received_at", "load_seq", "delivery_id", "record_no"})
        names.push_back(odbc::quoted(name));
    const std::string view = odbc::quoted(view_name(table));
    std::vector<std::string> statements;
    if (replace) statements.push_back("DROP VIEW " + view);
    if (table.name == date_dimension().name) {
        // A date table for BI has no blanks, no gaps and whole years, so the special members stay out.
        statements.push_back("CREATE VIEW " + view + " AS SELECT " +
                             column_list({sql.columns.begin(), sql.columns.end()}) + ", " + sql.surrogate + " FROM " +
                             sql.current + " WHERE " + sql.surrogate + " > 0");
        return statements;
    }
    const std::string night = "(SELECT coalesce(max(n.load_seq), 0) FROM ops_night n WHERE n.closed_at IS NOT NULL)";
    statements.push_back("CREATE VIEW " + view + " AS SELECT " + column_list(names) + " FROM " + sql.current +
                         " WHERE load_seq <= " + night + " UNION ALL SELECT " + column_list(names) + " FROM " +
                         sql.history + " WHERE load_seq <= " + night + " AND replaced_seq > " + night);
    return statements;
}

std::vector<TableChange> plan_warehouse(odbc::Connection& connection, const std::vector<const model::Table*>& tables) {
    const odbc::Dialect& dialect = connection.dialect();
    const DeclaredColumns recorded = recorded_columns(connection);
    std::map<std::string, const model::Table*> by_name;
    for (const auto* table : tables) by_name.emplace(table->name, table);
    std::set<std::string> views;
    std::vector<TableChange> changes;
    std::vector<std::string> destructive;
    for (const auto* table : tables) {
        if (!table->shadow && !views.insert(view_name(*table)).second) {
            throw Error(ErrorKind::configuration, "two tables would be shown to BI as " + view_name(*table))
                .remedy("rename one of them");
        }
        TableChange change;
        change.table = table;
        const auto before = recorded.find(table->name);
        if (before == recorded.end()) {
            change.created = true;
            change.statements = create_table(*table, dialect);
            for (const auto& reference : table->references) change.references.push_back(reference.name);
        } else {
            std::vector<std::string> lost;
            compare(*table, before->second, dialect, change, lost);
            compare_references(connection, *table, by_name, change, lost);
            if (!lost.empty() && is_empty(connection, TableSql(*table, dialect)))
                remake(*table, dialect, change);
            else
                destructive.insert(destructive.end(), lost.begin(), lost.end());
            if (!change.remade && !change.statements.empty()) {
                for (auto& statement : drop_stage_tables(*table, dialect))
                    change.statements.push_back(std::move(statement));
            }
        }
        if (!change.statements.empty()) {
            for (auto& statement : create_view(*table, dialect, !change.created))
                change.statements.push_back(std::move(statement));
        }
        if (!change.statements.empty() || !change.references.empty()) changes.push_back(std::move(change));
    }
    for (const auto& [name, columns] : recorded) {
        if (name.starts_with(model::shadow_prefix) && !by_name.contains(name))
            changes.push_back(drop_shadow(name, dialect));
    }
    if (!destructive.empty()) {
        throw Error(ErrorKind::state,
                    "the declared model would destroy or reinterpret data: " + join(destructive, "; "))
            .remedy(
                "declare a new column or table beside the old one, or migrate the data by hand and correct "
                "ops_table_column");
    }
    return changes;
}

}  // namespace tilsig::load
