#include "report/views.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "model/table.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::report {

namespace {

/// Raised when the SQL below changes, so that installed views are made again.
constexpr const char* views_version = "2";

std::string base_name(const model::Table& table) { return table.name.substr(table.name.find('_') + 1); }

const char* kind_word(model::TableKind kind) {
    switch (kind) {
        case model::TableKind::dimension: return "dimension";
        case model::TableKind::fact: return "fact";
        case model::TableKind::bridge: return "bridge";
    }
    return "fact";
}

/// Everything the views and the dictionary are made from; equal text means there is nothing to do.
std::string fingerprint(const catalog::Catalog& catalog) {
    std::string text = views_version;
    for (const auto& table : catalog.model.tables) {
        text += "\n" + table.name + "|" + table.title_nb + "|" + table.title_en;
        for (const auto& column : table.columns) {
            text += "\n  " + column.name + "|" + model::to_string(column.type) + "|" + std::to_string(column.scale) +
                    "|" + column.title_nb + "|" + column.title_en + "|" + column.unit + "|" + column.privacy + "|" +
                    (column.nullable ? "null" : "");
        }
    }
    for (const auto& [feed, mapping] : catalog.mappings) text += "\n" + feed + ">" + mapping.target;
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

void fill_dictionary(odbc::Connection& connection, const catalog::Catalog& catalog) {
    connection.execute("DELETE FROM rpt_dictionary");
    auto insert = connection.prepare(
        "INSERT INTO rpt_dictionary (table_name, column_name, position, kind, type, unit, privacy, title_nb, title_en) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& table : catalog.model.tables) {
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
                .bind(7, column.privacy);
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

std::string freshness_sql() {
    const std::string of_feed = " JOIN ops_unit u ON u.id = d.unit_id WHERE u.feed = f.feed";
    const std::string newest =
        " FROM ops_run_rows x JOIN ops_run r ON r.id = x.run_id JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
        "f.feed AND r.id = (SELECT max(n.id) FROM ops_run n JOIN ops_run_rows y ON y.run_id = n.id WHERE n.unit_id = "
        "u.id AND "
        "n.outcome IN ('loaded', 'nothing_new'))";
    return "CREATE VIEW rpt_freshness AS SELECT f.feed, f.table_name, "
           "(SELECT count(*) FROM ops_unit u WHERE u.feed = f.feed) AS units, "
           "(SELECT max(d.received_at) FROM ops_delivery d" +
           of_feed +
           " AND d.state = 'loaded') AS complete_through, "
           "(SELECT max(l.loaded_at) FROM ops_load l JOIN ops_run d ON d.id = l.run_id" +
           of_feed +
           ") AS changed_at, "
           "(SELECT count(DISTINCT u.sender) FROM ops_hold h JOIN ops_delivery d ON d.id = h.delivery_id" +
           of_feed +
           " AND h.state = 'held') AS held_senders, "
           "(SELECT count(*) FROM ops_unit u WHERE u.feed = f.feed AND EXISTS (SELECT 1 FROM ops_run r WHERE r.unit_id "
           "= u.id AND r.outcome IN "
           "('failed', 'late', 'rejected') AND r.id = (SELECT max(n.id) FROM ops_run n WHERE n.unit_id = u.id))) AS "
           "stale_units, "
           // Of each unit the run that loaded last: what it left open stays so until the next one.
           "(SELECT coalesce(sum(x.kept), 0)" +
           newest +
           ") AS rows_not_closed, "
           "(SELECT coalesce(sum(CASE WHEN x.kept > 0 THEN r.rejected ELSE 0 END), 0)" +
           newest +
           ") AS not_closed_for_rejected "
           "FROM rpt_feed f";
}

/// The fact by the municipalities of each target year; where a split has no declared key target_code is null and
/// refusal says why, so that nothing is apportioned and sums still show what could not be placed.
std::string target_sql(const model::Table& fact) {
    std::string columns;
    for (const auto& column : fact.columns) columns += ", f." + odbc::quoted(column.name);
    const std::string base = "rpt_" + base_name(fact);
    return "CREATE VIEW " + odbc::quoted(base + "_target") + " AS SELECT t.target_year, t.target_code, t.refusal" +
           columns + " FROM " + odbc::quoted(base) +
           " f JOIN rpt_municipality_target t ON t.municipality_code = f.municipality_code AND t.valid_from = "
           "(SELECT max(v.valid_from) FROM rpt_municipality_target v WHERE v.municipality_code = f.municipality_code "
           "AND v.target_year = t.target_year)";
}

bool has_target_view(const catalog::Catalog& catalog, const model::Table& table) {
    return catalog.model.find("bridge_municipality_target") != nullptr && table.kind == model::TableKind::fact &&
           table.find("municipality_code") != nullptr;
}

void drop_views(odbc::Connection& connection, const catalog::Catalog& catalog) {
    connection.execute("DROP VIEW IF EXISTS rpt_freshness");
    for (const auto& table : catalog.model.tables) {
        if (has_target_view(catalog, table))
            connection.execute("DROP VIEW IF EXISTS " + odbc::quoted("rpt_" + base_name(table) + "_target"));
    }
}

void make_views(odbc::Connection& connection, const catalog::Catalog& catalog) {
    drop_views(connection, catalog);
    connection.execute(freshness_sql());
    for (const auto& table : catalog.model.tables) {
        if (has_target_view(catalog, table)) connection.execute(target_sql(table));
    }
}

bool up_to_date(odbc::Connection& connection, const std::string& print) {
    if (!connection.query_integer(connection.dialect().table_exists_query(), {"rpt_feed"})) return false;
    return connection.query_text("SELECT min(fingerprint) FROM rpt_feed") == print;
}

void commit(odbc::Transaction& transaction) {
    if (transaction.commit() != odbc::TransactionEnd::committed) {
        throw Error(ErrorKind::database, "the answer to the COMMIT of the BI views was lost").retry(Retry::later);
    }
}

}  // namespace

void withdraw_changed_views(odbc::Connection& connection, const catalog::Catalog& catalog) {
    if (!connection.query_integer(connection.dialect().table_exists_query(), {"rpt_feed"})) return;
    if (up_to_date(connection, fingerprint(catalog))) return;
    {
        odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
        // Without its rows the next publish_views() knows that there is work to do, also when it is another process.
        connection.execute("DELETE FROM rpt_feed");
        if (connection.dialect().transactional_ddl()) drop_views(connection, catalog);
        commit(transaction);
    }
    if (!connection.dialect().transactional_ddl()) drop_views(connection, catalog);
}

void publish_views(odbc::Connection& connection, const catalog::Catalog& catalog) {
    const std::string print = fingerprint(catalog);
    if (up_to_date(connection, print)) return;
    const auto structure = [&] {
        make_tables(connection);
        make_views(connection, catalog);
    };
    // Where DDL is no part of a transaction it comes first: the fingerprint among the rows says that all of it is done.
    if (!connection.dialect().transactional_ddl()) structure();
    odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
    if (connection.dialect().transactional_ddl()) structure();
    fill_dictionary(connection, catalog);
    fill_feeds(connection, catalog, print);
    commit(transaction);
}

}  // namespace tilsig::report
