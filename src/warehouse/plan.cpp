#include "warehouse/plan.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/text.hpp"
#include "warehouse/bi_view.hpp"
#include "warehouse/date_dimension.hpp"
#include "warehouse/engine_kit.hpp"
#include "warehouse/references.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

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

void compare_references(const model::Table& table, const std::vector<Reference>& before, const odbc::Dialect& dialect,
                        const std::map<std::string, const model::Table*>& by_name, TableChange& change,
                        std::vector<std::string>& destructive) {
    const TableSql sql(table, dialect);
    std::map<std::string, Reference> recorded;
    for (const auto& reference : before) recorded.emplace(reference.name, reference);
    for (const auto& reference : table.references) {
        const auto same = recorded.find(reference.name);
        if (same == recorded.end()) {
            for (const std::string& name : {sql.current, sql.history}) {
                change.statements.push_back("ALTER TABLE " + name + " ADD COLUMN " +
                                            odbc::quoted(reference.name + "_key") + " bigint NOT NULL DEFAULT -1");
            }
            change.references.push_back(reference.name);
            continue;
        }
        const Reference& was = same->second;
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
    for (auto& statement : kit_of(dialect).drop_staging(gone)) change.statements.push_back(std::move(statement));
    return change;
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

namespace {

void require_own_views(const std::vector<const model::Table*>& tables) {
    std::set<std::string> views;
    for (const auto* table : tables) {
        if (table->shadow || views.insert(view_name(table->name)).second) continue;
        throw Error(ErrorKind::configuration, "two tables would be shown to BI as " + view_name(table->name))
            .remedy("rename one of them");
    }
}

/// The whole warehouse against the model; made and asked once.
class Planner {
public:
    Planner(odbc::Connection& connection, const std::vector<const model::Table*>& tables, const RefusedTables& refused)
        : m_connection(connection),
          m_dialect(connection.dialect()),
          m_tables(tables),
          m_refused_before(refused),
          m_recorded(recorded_columns(connection)),
          m_views(connection) {
        for (const auto* table : tables) m_by_name.emplace(table->name, table);
        if (!m_recorded.empty()) m_references = all_references(connection);
    }

    WarehouseChanges plan() {
        for (const auto* table : m_tables) {
            if (!m_refused_before.contains(table->name)) add(*table);
        }
        for (const auto& [name, columns] : m_recorded) {
            if (m_by_name.contains(name) || m_refused_before.contains(name)) continue;
            if (name.starts_with(model::shadow_prefix)) {
                end_shadow(name);
            } else {
                withdraw(name);
            }
        }
        refuse_what_refers_to_refused();
        return std::move(m_found);
    }

private:
    void add(const model::Table& table) {
        TableChange change;
        change.table = &table;
        std::vector<std::string> destructive;
        const auto before = m_recorded.find(table.name);
        if (before == m_recorded.end()) {
            change.created = true;
            change.statements = create_table(table, m_dialect);
            for (const auto& reference : table.references) change.references.push_back(reference.name);
        } else {
            compare(table, before->second, m_dialect, change, destructive);
            compare_references(table, m_references[table.name], m_dialect, m_by_name, change, destructive);
            if (!destructive.empty() && can_be_remade(table)) {
                remake(table, change);
                destructive.clear();
            } else if (!change.statements.empty()) {
                for (auto& statement : kit_of(m_dialect).drop_staging(table))
                    change.statements.push_back(std::move(statement));
            }
        }
        if (!destructive.empty()) {
            refuse(table.name, "the declared model would destroy or reinterpret data: " + join(destructive, "; "),
                   table.shadow ? std::vector<std::string>() : m_views.dependents(view_name(table.name)));
            return;
        }
        if (!table.shadow) {
            auto view = bi_view(table, m_dialect);
            auto shown = m_views.change(view);
            if (!shown.dependents.empty()) {
                refuse(table.name, "its BI view would lose a column or show another type", shown.dependents);
                return;
            }
            for (auto& statement : shown.statements) change.statements.push_back(std::move(statement));
            if (!shown.statements.empty()) change.view = std::move(view);
        }
        if (!change.statements.empty() || !change.references.empty()) m_found.changes.push_back(std::move(change));
    }

    /// No row of a delivery stands in it, nor did one, and nobody built on it: nothing is lost when it is made anew.
    [[nodiscard]] bool can_be_remade(const model::Table& table) {
        const TableSql sql(table, m_dialect);
        const auto has_rows = [this](const std::string& name, const std::string& which) {
            // One that was killed on the way may have left none.
            return m_views.holds(name) &&
                   m_connection.query_integer("SELECT 1 FROM " + odbc::quoted(name) + which + " LIMIT 1");
        };
        return !has_rows(table.name, " WHERE " + sql.surrogate + " > 0") && !has_rows(table.name + "_history", "") &&
               (table.shadow || m_views.dependents(view_name(table.name)).empty());
    }

    /// In place of whatever the change was: the table goes and comes as it is declared now; its view keeps its rights.
    void remake(const model::Table& table, TableChange& change) {
        change.created = change.remade = true;
        change.statements.clear();
        change.references.clear();
        if (!table.shadow) change.statements = m_views.removal(view_name(table.name), true).statements;
        for (auto& statement : drop_shadow(table.name, m_dialect).statements)
            change.statements.push_back(std::move(statement));
        for (auto& statement : create_table(table, m_dialect)) change.statements.push_back(std::move(statement));
        for (const auto& reference : table.references) change.references.push_back(reference.name);
    }

    void refuse(const std::string& table, const std::string& why, const std::vector<std::string>& dependents) {
        const std::string view = view_name(table);
        std::string remedy =
            "declare a new column or table beside the old one, or migrate the data by hand and correct "
            "ops_table_column";
        if (!dependents.empty())
            remedy += "; whoever made " + join(dependents, ", ") + " must let go of " + view + " before that";
        m_found.refused.emplace(
            table, Error(ErrorKind::state, table + " stays as it is and is not loaded: " + why +
                                               (dependents.empty() ? "" : "; " + ledger::stands_on(dependents, view)))
                       .code("structure")
                       .remedy(remedy));
    }

    void end_shadow(const std::string& table) {
        auto dependents = m_views.dependents(table);
        std::ranges::move(m_views.dependents(table + "_history"), std::back_inserter(dependents));
        if (dependents.empty()) {
            m_found.changes.push_back(drop_shadow(table, m_dialect));
            return;
        }
        m_found.refused.emplace(
            table,
            Error(ErrorKind::state,
                  table + " stays, although no feed loads into it: " + ledger::stands_on(dependents, table))
                .code("structure")
                .remedy("whoever made " + join(dependents, ", ") + " must let go of it; the next run removes it"));
    }

    void withdraw(const std::string& table) {
        TableChange change;
        change.withdrawn = table;
        auto removal = m_views.removal(view_name(table), false);
        change.statements = std::move(removal.statements);
        change.gone = std::move(removal.removed);
        if (!change.statements.empty()) m_found.changes.push_back(std::move(change));
    }

    [[nodiscard]] bool refused(const std::string& table) const {
        return m_found.refused.contains(table) || m_refused_before.contains(table);
    }

    /// Keys cannot be resolved by a column that the dimension does not hold.
    [[nodiscard]] bool resolvable(const TableChange& change) const {
        for (const auto& reference : change.table->references) {
            if (!refused(reference.dimension)) continue;
            const auto there = m_recorded.find(reference.dimension);
            const auto lacks = [&](const std::string& column) {
                return !column.empty() && (there == m_recorded.end() || !there->second.contains(column));
            };
            const auto& dimension = *m_by_name.at(reference.dimension);
            if (lacks(reference.match) || lacks(dimension.valid_from.value_or("")) ||
                lacks(dimension.valid_to.value_or("")))
                return false;
        }
        return true;
    }

    void refuse_what_refers_to_refused() {
        for (bool again = true; again;) {
            again = false;
            for (auto at = m_found.changes.begin(); at != m_found.changes.end(); ++at) {
                if (at->table == nullptr || at->references.empty() || resolvable(*at)) continue;
                refuse(at->table->name, "it refers to a table that stays as it is and lacks a column for that", {});
                m_found.changes.erase(at);
                again = true;
                break;
            }
        }
    }

    odbc::Connection& m_connection;
    const odbc::Dialect& m_dialect;
    const std::vector<const model::Table*>& m_tables;
    const RefusedTables& m_refused_before;
    DeclaredColumns m_recorded;
    ledger::InstalledViews m_views;
    std::map<std::string, const model::Table*> m_by_name;
    std::map<std::string, std::vector<Reference>> m_references;
    WarehouseChanges m_found;
};

}  // namespace

WarehouseChanges plan_warehouse(odbc::Connection& connection, const std::vector<const model::Table*>& tables,
                                const RefusedTables& refused) {
    require_own_views(tables);
    return Planner(connection, tables, refused).plan();
}

}  // namespace tilsig::warehouse
