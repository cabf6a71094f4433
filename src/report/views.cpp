#include "report/views.hpp"

#include <algorithm>
#include <iterator>

#include "base/hash.hpp"
#include "ledger/views.hpp"
#include "model/table.hpp"
#include "odbc/dialect.hpp"
#include "odbc/write.hpp"
#include "report/arrival_view.hpp"
#include "report/figure_view.hpp"

namespace tilsig::report {

namespace {

/// Raised when the rows below are made in another way, so that they are written again.
constexpr const char* rows_version = "5";

std::string base_name(const model::Table& table) { return table.name.substr(table.name.find('_') + 1); }

const char* kind_word(model::TableKind kind) {
    switch (kind) {
        case model::TableKind::dimension: return "dimension";
        case model::TableKind::fact: return "fact";
        case model::TableKind::bridge: return "bridge";
    }
    return "fact";
}

/// Everything the rows of dictionary and feeds are made from; equal text means there is nothing to write.
std::string fingerprint(const catalog::Catalog& catalog, const std::set<std::string>& refused) {
    std::string text = rows_version;
    for (const auto& table : refused) text += "\nnot " + table;
    for (const auto& table : catalog.model.tables) {
        text += "\n" + table.name + "|" + table.title_nb + "|" + table.title_en;
        for (const auto& column : table.columns) {
            text += "\n  " + column.name + "|" + model::to_string(column.type) + "|" + std::to_string(column.scale) +
                    "|" + column.title_nb + "|" + column.title_en + "|" + column.unit + "|" +
                    model::to_string(column.privacy) + "|" + (column.nullable ? "null" : "");
        }
    }
    for (const auto& [feed, mapping] : catalog.mappings) {
        const auto& contract = catalog.contract(feed);
        text += "\n" + feed + ">" + mapping.target + "|" + contract.title_nb + "|" + contract.title_en;
    }
    return sha256_hex(text);
}

void make_tables(odbc::Connection& connection) {
    const auto& dialect = connection.dialect();
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string key = " " + dialect.key_text_type();
    connection.execute("CREATE TABLE IF NOT EXISTS rpt_dictionary (table_name" + key + " NOT NULL, column_name" + key +
                       " NOT NULL, position bigint NOT NULL, kind" + text + " NOT NULL, type" + text +
                       " NOT NULL, unit" + text + " NOT NULL, privacy" + text + " NOT NULL, title_nb" + text +
                       " NOT NULL, title_en" + text + " NOT NULL, PRIMARY KEY (table_name, column_name))");
    connection.execute("CREATE TABLE IF NOT EXISTS rpt_feed (feed" + key + " NOT NULL PRIMARY KEY, table_name" + text +
                       " NOT NULL, title_nb" + text + " NOT NULL, title_en" + text + " NOT NULL, fingerprint" + text +
                       " NOT NULL)");
}

/// Views over the program's own account, which no declaration describes.
void describe_own(odbc::Connection& connection) {
    auto insert = connection.prepare(
        "INSERT INTO rpt_dictionary (table_name, column_name, position, kind, type, unit, privacy, title_nb, title_en) "
        "VALUES (?, ?, ?, 'account', ?, ?, ?, ?, ?)");
    const auto add = [&](std::string_view view, std::string_view column, std::int64_t position, std::string_view type,
                         std::string_view unit, std::string_view privacy, std::string_view nb, std::string_view en) {
        insert.bind(1, view).bind(2, column).bind(3, position).bind(4, type);
        insert.bind(5, unit).bind(6, privacy).bind(7, nb).bind(8, en).execute();
    };
    const auto describe = [&](std::string_view view, std::string_view nb, std::string_view en, model::Privacy privacy,
                              const std::vector<DescribedColumn>& columns) {
        add(view, "", 0, "table", "", "", nb, en);
        std::int64_t position = 0;
        for (const auto& column : columns)
            add(view, column.name, ++position, model::to_string(column.type), column.unit, model::to_string(privacy),
                column.title_nb, column.title_en);
    };
    describe(arrival_view_name, arrival_title_nb, arrival_title_en, model::Privacy::internal, arrival_columns());
    describe(figure_view_name, figure_title_nb, figure_title_en, model::Privacy::internal, figure_columns());
}

void fill_dictionary(odbc::Connection& connection, const catalog::Catalog& catalog,
                     const std::set<std::string>& refused) {
    std::string others;
    for (const auto& table : catalog.model.tables) {
        if (refused.contains(table.name))
            others += (others.empty() ? " WHERE table_name NOT IN (" : ", ") + odbc::literal("rpt_" + base_name(table));
    }
    connection.execute("DELETE FROM rpt_dictionary" + (others.empty() ? others : others + ")"));
    describe_own(connection);
    auto insert = connection.prepare(
        "INSERT INTO rpt_dictionary (table_name, column_name, position, kind, type, unit, privacy, title_nb, title_en) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& table : catalog.model.tables) {
        if (refused.contains(table.name)) continue;
        const std::string view = "rpt_" + base_name(table);
        // The row of the table itself has an empty column name: one dictionary answers "what is this table" too.
        insert.bind(1, view)
            .bind(2, std::string_view(""))
            .bind(3, std::int64_t{0})
            .bind(4, std::string_view(kind_word(table.kind)));
        insert.bind(5, std::string_view("table"))
            .bind(6, std::string_view(""))
            .bind(7, std::string_view(""))
            .bind(8, table.title_nb)
            .bind(9, table.title_en);
        insert.execute();
        std::int64_t position = 0;
        for (const auto& column : table.columns) {
            insert.bind(1, view)
                .bind(2, column.name)
                .bind(3, ++position)
                .bind(4, std::string_view(kind_word(table.kind)));
            insert.bind(5, std::string_view(model::to_string(column.type)))
                .bind(6, column.unit)
                .bind(7, model::to_string(column.privacy));
            insert.bind(8, column.title_nb).bind(9, column.title_en);
            insert.execute();
        }
    }
}

void fill_feeds(odbc::Connection& connection, const catalog::Catalog& catalog, const std::string& print) {
    connection.execute("DELETE FROM rpt_feed");
    auto insert = connection.prepare(
        "INSERT INTO rpt_feed (feed, table_name, title_nb, title_en, fingerprint) VALUES (?, ?, ?, ?, ?)");
    for (const auto& [feed, mapping] : catalog.mappings) {
        if (catalog.model.is_draft(mapping.target)) continue;  // there is no such table
        const auto& contract = catalog.contract(feed);
        insert.bind(1, feed)
            .bind(2, "rpt_" + base_name(*catalog.model.find(mapping.target)))
            .bind(3, contract.title_nb)
            .bind(4, contract.title_en);
        insert.bind(5, print);
        insert.execute();
    }
}

ledger::View freshness() {
    const std::string of_feed = " JOIN ops_unit u ON u.id = d.unit_id WHERE u.feed = f.feed";
    const std::string newest =
        " FROM ops_run_rows x JOIN ops_run r ON r.id = x.run_id JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
        "f.feed AND r.id = (SELECT max(n.id) FROM ops_run n JOIN ops_run_rows y ON y.run_id = n.id WHERE n.unit_id = "
        "u.id AND n.outcome IN ('loaded', 'nothing_new'))";
    ledger::View view;
    view.name = "rpt_freshness";
    view.columns = {
        {"feed", "f.feed", "text"},
        {"table_name", "f.table_name", "text"},
        {"units", "(SELECT count(*) FROM ops_unit u WHERE u.feed = f.feed)", "number"},
        {"complete_through", "(SELECT max(d.received_at) FROM ops_delivery d" + of_feed + " AND d.state = 'loaded')",
         "text"},
        {"changed_at", "(SELECT max(l.loaded_at) FROM ops_load l JOIN ops_run d ON d.id = l.run_id" + of_feed + ")",
         "text"},
        {"held_senders",
         "(SELECT count(DISTINCT u.sender) FROM ops_hold h JOIN ops_delivery d ON d.id = h.delivery_id" + of_feed +
             " AND h.state = 'held')",
         "number"},
        {"stale_units",
         "(SELECT count(*) FROM ops_unit u WHERE u.feed = f.feed AND EXISTS (SELECT 1 FROM ops_run r WHERE r.unit_id "
         "= u.id AND r.outcome IN ('failed', 'late', 'rejected') AND r.id = (SELECT max(n.id) FROM ops_run n WHERE "
         "n.unit_id = u.id)))",
         "number"},
        // Of each unit the run that loaded last: what it left open stays so until the next one.
        {"rows_not_closed", "(SELECT coalesce(sum(x.kept), 0)" + newest + ")", "number"},
        {"not_closed_for_rejected",
         "(SELECT coalesce(sum(CASE WHEN x.kept > 0 THEN r.rejected ELSE 0 END), 0)" + newest + ")", "number"}};
    view.sources = {"rpt_feed f"};
    return view;
}

/// The fact by the municipalities of each target year; where a split has no declared key target_code is null and
/// refusal says why, so that nothing is apportioned and sums still show what could not be placed.
ledger::View by_target(const model::Table& fact) {
    ledger::View view;
    const std::string base = "rpt_" + base_name(fact);
    view.name = base + "_target";
    for (const char* name : {"target_year", "target_code", "refusal"})
        view.columns.push_back({name, "t." + odbc::quoted(name), name});
    for (const auto& column : fact.columns) {
        view.columns.push_back({column.name, "f." + odbc::quoted(column.name),
                                std::string(model::to_string(column.type)) + "(" + std::to_string(column.length) + "," +
                                    std::to_string(column.scale) + ")"});
    }
    view.sources = {odbc::quoted(base) +
                    " f JOIN rpt_municipality_target t ON t.municipality_code = f.municipality_code AND t.valid_from = "
                    "(SELECT max(v.valid_from) FROM rpt_municipality_target v WHERE v.municipality_code = "
                    "f.municipality_code AND v.target_year = t.target_year)"};
    return view;
}

std::vector<ledger::View> wanted_views(const odbc::Dialect& dialect, const catalog::Catalog& catalog,
                                       const std::set<std::string>& refused) {
    const std::string bridge = "bridge_municipality_target";
    std::vector<ledger::View> views{freshness(), arrival_view(dialect), figure_view(dialect)};
    if (catalog.model.find(bridge) == nullptr || refused.contains(bridge)) return views;
    for (const auto& table : catalog.model.tables) {
        if (table.kind == model::TableKind::fact && table.find("municipality_code") != nullptr &&
            !refused.contains(table.name))
            views.push_back(by_target(table));
    }
    return views;
}

struct Changes {
    std::vector<std::string> statements;
    std::vector<ledger::View> views;
};

/// A view that other people's views keep from changing stays as it is; `tilsig plan` names them with its table.
Changes changed_views(odbc::Connection& connection, const catalog::Catalog& catalog,
                      const std::set<std::string>& refused) {
    ledger::InstalledViews installed(connection);
    Changes changes;
    for (auto& view : wanted_views(connection.dialect(), catalog, refused)) {
        auto change = installed.change(view);
        if (change.statements.empty()) continue;
        std::ranges::move(change.statements, std::back_inserter(changes.statements));
        changes.views.push_back(std::move(view));
    }
    return changes;
}

void publish_rows(odbc::Connection& connection, const catalog::Catalog& catalog, const std::set<std::string>& refused) {
    const bool there = connection.query_integer(connection.dialect().table_exists_query(), {"rpt_feed"}).has_value();
    const std::string print = fingerprint(catalog, refused);
    if (there && connection.query_text("SELECT min(fingerprint) FROM rpt_feed") == print) return;
    // Where DDL is no part of a transaction it comes first: the fingerprint among the rows says that all of it is done.
    const bool together = connection.dialect().transactional_ddl();
    if (!there && !together) make_tables(connection);
    odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
    if (!there && together) make_tables(connection);
    fill_dictionary(connection, catalog, refused);
    fill_feeds(connection, catalog, print);
    odbc::commit(transaction);
}

}  // namespace

void publish_views(odbc::Connection& connection, const catalog::Catalog& catalog,
                   const std::set<std::string>& refused) {
    publish_rows(connection, catalog, refused);
    const Changes changes = changed_views(connection, catalog, refused);
    if (changes.statements.empty()) return;
    const auto make = [&] {
        for (const auto& statement : changes.statements) connection.execute(statement);
    };
    // Where DDL commits by itself a view that is made again after a kill is the same.
    const bool together = connection.dialect().transactional_ddl();
    if (!together) make();
    odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
    if (together) make();
    for (const auto& view : changes.views) ledger::InstalledViews::record(connection, view);
    odbc::commit(transaction);
}

std::vector<std::string> pending_views(odbc::Connection& connection, const catalog::Catalog& catalog,
                                       const std::set<std::string>& refused) {
    return changed_views(connection, catalog, refused).statements;
}

}  // namespace tilsig::report
