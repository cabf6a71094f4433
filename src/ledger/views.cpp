#include "ledger/views.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::ledger {

namespace {

const std::string record_table = "ops_view";

std::string select(const View& view, const std::vector<const ViewColumn*>& columns) {
    std::vector<std::string> list;
    for (const auto* column : columns) {
        const std::string name = odbc::quoted(column->name);
        list.push_back(column->expression == name ? name : column->expression + " AS " + name);
    }
    std::vector<std::string> parts;
    for (const auto& source : view.sources) parts.push_back("SELECT " + join(list, ", ") + " FROM " + source);
    return join(parts, " UNION ALL ");
}

std::vector<const ViewColumn*> declared_order(const View& view) {
    std::vector<const ViewColumn*> columns;
    for (const auto& column : view.columns) columns.push_back(&column);
    return columns;
}

std::string types_text(const View& view) {
    std::vector<std::string> lines;
    for (const auto& column : view.columns) lines.push_back(column.name + " " + column.type);
    return join(lines, "\n");
}

/// Where columns stand does not matter: those of an installed view keep their places.
std::string fingerprint(const View& view) {
    std::vector<std::string> lines;
    for (const auto& column : view.columns) lines.push_back(column.name + "|" + column.type + "|" + column.expression);
    std::sort(lines.begin(), lines.end());
    return sha256_hex(join(lines, "\n") + "\n" + join(view.sources, "\n"));
}

std::string where_name(const std::string& view) { return " WHERE view_name = " + odbc::literal(view); }

/// The view of ours that may stand on it.
std::string target_of(const std::string& view) { return view + "_target"; }

void append(std::vector<std::string>& to, std::vector<std::string> more) {
    for (auto& text : more) to.push_back(std::move(text));
}

}  // namespace

std::string stands_on(const std::vector<std::string>& dependents, const std::string& view) {
    return join(dependents, ", ") + (dependents.size() == 1 ? " stands on " : " stand on ") + view;
}

std::string InstalledViews::table_ddl(const odbc::Dialect& dialect) {
    const std::string text = dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    return "CREATE TABLE " + record_table + " (view_name " + dialect.key_text_type() +
           " NOT NULL PRIMARY KEY, column_types " + text + ", fingerprint " + text + ", grants " + text + ")";
}

InstalledViews::InstalledViews(odbc::Connection& connection) : m_connection(connection) {
    for (auto& name : texts(connection.dialect().relation_names_query())) m_names.insert(std::move(name));
    if (!m_names.contains(record_table)) return;
    auto rows = connection.once("SELECT view_name, column_types, fingerprint, grants FROM " + record_table);
    rows.execute();
    while (rows.fetch()) {
        auto& recorded = m_recorded[rows.text(1).value()];
        const std::string types = rows.text(2).value_or("");
        for (const std::string_view line : split(types, '\n')) {
            const auto space = line.find(' ');
            if (space != std::string_view::npos) recorded.types.emplace(line.substr(0, space), line.substr(space + 1));
        }
        recorded.fingerprint = rows.text(3).value_or("");
        recorded.grants = rows.text(4).value_or("");
    }
}

std::vector<std::string> InstalledViews::texts(const std::string& query, const std::string& parameter) {
    auto rows = m_connection.once(query);
    if (!parameter.empty()) rows.bind(1, parameter);
    rows.execute();
    std::vector<std::string> found;
    while (rows.fetch()) found.push_back(rows.text(1).value_or(""));
    return found;
}

bool InstalledViews::ours(const std::string& dependent, const std::string& view) const {
    // Databases of older versions have no record of the views that carry figures to a target year.
    return m_recorded.contains(dependent) || dependent == target_of(view);
}

std::vector<std::string> InstalledViews::dependents(const std::string& view) {
    std::vector<std::string> others;
    if (!holds(view)) return others;
    for (auto& name : texts(m_connection.dialect().dependents_query(), view)) {
        if (ours(name, view)) {
            append(others, dependents(name));
        } else {
            others.push_back(std::move(name));
        }
    }
    return others;
}

ViewChange InstalledViews::removal(const std::string& view, bool comes_back) {
    ViewChange change;
    const bool any = m_connection.dialect().view_replacement() == odbc::ViewReplacement::any;
    if (any && comes_back) {
        // It need not go: the statement that makes it again takes its place and leaves its rights.
        change.dependents = dependents(view);
        if (change.dependents.empty()) {
            m_names.erase(view);
            m_recorded.erase(view);
        }
        return change;
    }
    // While its record stands, a removal that was killed comes to the same statements again.
    if (!holds(view) && (comes_back || !m_recorded.contains(view))) return change;
    change.dependents = dependents(view);
    if (!change.dependents.empty()) return change;
    auto own = texts(m_connection.dialect().dependents_query(), view);
    if (own.empty() && m_recorded.contains(target_of(view))) own.push_back(target_of(view));
    for (const auto& name : own) {
        auto with = removal(name, comes_back);
        append(change.statements, std::move(with.statements));
        append(change.removed, std::move(with.removed));
    }
    std::vector<std::string> grants;
    if (comes_back) {
        if (const std::string query = m_connection.dialect().grants_query(); !query.empty())
            grants = texts(query, view);
        change.statements.push_back("DELETE FROM " + record_table + where_name(view));
    } else {
        change.removed.push_back(view);
    }
    if (!grants.empty()) {
        // One of ours that stands on it is made again by another room, in a transaction of its own.
        change.statements.push_back("INSERT INTO " + record_table +
                                    " (view_name, column_types, fingerprint, grants) VALUES (" + odbc::literal(view) +
                                    ", '', '', " + odbc::literal(join(grants, "\n")) + ")");
    }
    change.statements.push_back("DROP VIEW IF EXISTS " + odbc::quoted(view));
    m_names.erase(view);
    m_recorded[view] = {{}, "", join(grants, "\n")};
    return change;
}

ViewChange InstalledViews::made_anew(const View& view) {
    ViewChange change = removal(view.name, true);
    if (!change.dependents.empty()) return change;
    const std::string text = odbc::quoted(view.name) + " AS " + select(view, declared_order(view));
    // In the same words whether a killed change had come to it or not.
    const bool any = m_connection.dialect().view_replacement() == odbc::ViewReplacement::any;
    change.statements.push_back((any ? "CREATE OR REPLACE VIEW " : "CREATE VIEW ") + text);
    if (const auto known = m_recorded.find(view.name); known != m_recorded.end() && !known->second.grants.empty()) {
        for (const std::string_view grant : split(known->second.grants, '\n')) change.statements.emplace_back(grant);
    }
    return change;
}

ViewChange InstalledViews::change(const View& view) {
    if (!holds(view.name)) return made_anew(view);
    const auto known = m_recorded.find(view.name);
    if (known != m_recorded.end() && known->second.fingerprint == fingerprint(view)) return {};

    std::vector<const ViewColumn*> columns;
    bool takes_away = false;
    for (const auto& name : texts(m_connection.dialect().column_names_query(), view.name)) {
        const auto column = std::find_if(view.columns.begin(), view.columns.end(),
                                         [&name](const ViewColumn& wanted) { return wanted.name == name; });
        const bool there = column != view.columns.end();
        const std::string was = known != m_recorded.end() && known->second.types.contains(name)
                                    ? known->second.types.at(name)
                                    : std::string();
        takes_away = takes_away || !there || (!was.empty() && was != column->type);
        if (there) columns.push_back(&*column);
    }
    for (const auto& column : view.columns) {
        if (std::find(columns.begin(), columns.end(), &column) == columns.end()) columns.push_back(&column);
    }
    ViewChange change;
    if (takes_away) {
        change.dependents = dependents(view.name);
        if (!change.dependents.empty()) return change;
    }
    const std::string text = odbc::quoted(view.name) + " AS " + select(view, columns);
    switch (m_connection.dialect().view_replacement()) {
        case odbc::ViewReplacement::none:
            change.statements = {"DROP VIEW " + odbc::quoted(view.name), "CREATE VIEW " + text};
            return change;
        case odbc::ViewReplacement::appends:
            if (takes_away) return made_anew(view);
            break;
        case odbc::ViewReplacement::any: break;
    }
    change.statements = {"CREATE OR REPLACE VIEW " + text};
    return change;
}

void InstalledViews::forget(odbc::Connection& connection, const std::vector<std::string>& views) {
    for (const auto& view : views) connection.execute("DELETE FROM " + record_table + where_name(view));
}

void InstalledViews::record(odbc::Connection& connection, const View& view) {
    connection.prepare("DELETE FROM " + record_table + " WHERE view_name = ?").bind(1, view.name).execute();
    connection
        .prepare("INSERT INTO " + record_table + " (view_name, column_types, fingerprint, grants) VALUES (?, ?, ?, '')")
        .bind(1, view.name)
        .bind(2, types_text(view))
        .bind(3, fingerprint(view))
        .execute();
}

}  // namespace tilsig::ledger
