// Recorded state against data: refuses to go on where they disagree, and says how to repair.
#include "ledger/ledger.hpp"
#include "ledger/seal.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::ledger {

namespace {

const std::string restore =
    "restore the newest good backup of the whole database, or start an empty one; `tilsig replay --landed` then loads "
    "what "
    "the landing zone holds and the database does not know";
constexpr int markers_checked = 1000;  // the newest; older ones were checked on earlier days

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorKind::state, what).remedy(restore); }

void verify_file(odbc::Connection& connection) {
    auto lines = connection.once(connection.dialect().integrity_query());
    lines.execute();
    std::string first;
    while (lines.fetch()) {
        if (first.empty()) first = lines.text(1).value_or("");
    }
    if (first != "ok") refuse("the database is damaged");
}

void verify_seals(odbc::Connection& connection) {
    {
        auto rows = connection.once("SELECT unit_id, position, seal FROM ops_cursor");
        rows.execute();
        while (rows.fetch()) {
            const std::int64_t unit = rows.integer(1).value();
            if (rows.text(3) != cursor_seal(unit, rows.text(2).value_or("")))
                refuse("the cursor of unit " + std::to_string(unit) + " is damaged");
        }
    }
    auto rows = connection.once("SELECT load_seq, run_id, loaded_at, seal FROM ops_load ORDER BY load_seq DESC LIMIT " +
                                std::to_string(markers_checked));
    rows.execute();
    while (rows.fetch()) {
        const std::int64_t load_seq = rows.integer(1).value();
        if (rows.text(4) != marker_seal(load_seq, rows.integer(2).value(), rows.text(3).value_or(""))) {
            refuse("the marker of load " + std::to_string(load_seq) + " is damaged");
        }
    }
}

void verify_table(odbc::Connection& connection, const std::string& table, std::int64_t last_load,
                  std::int64_t last_delivery) {
    if (!connection.query_integer(connection.dialect().table_exists_query(), {table})) return;
    // One walk over the table for both: it is most of what a large warehouse costs at the start.
    auto newest =
        connection.once("SELECT coalesce(max(load_seq), 0), coalesce(max(delivery_id), 0) FROM " + odbc::quoted(table));
    newest.execute();
    newest.fetch();
    const std::int64_t load = newest.integer(1).value();
    const std::int64_t delivery = newest.integer(2).value();
    newest.close_cursor();
    if (load > last_load) {
        refuse("table " + table + " holds rows of load " + std::to_string(load) + ", but the ledger ends with load " +
               std::to_string(last_load));
    }
    if (delivery > last_delivery) {
        refuse("table " + table + " holds rows of delivery " + std::to_string(delivery) +
               ", but the ledger ends with delivery " + std::to_string(last_delivery));
    }
}

}  // namespace

void Ledger::verify(const std::vector<std::string>& tables, Verified extent) {
    odbc::Transaction snapshot(m_connection, odbc::Transaction::Mode::read);
    if (extent == Verified::every_row) verify_file(m_connection);
    for (const char* table :
         {"ops_unit",     "ops_delivery",      "ops_run",          "ops_step",         "ops_run_rows",
          "ops_run_rule", "ops_rejected",      "ops_hold",         "ops_cursor",       "ops_load",
          "ops_night",    "ops_audit",         "ops_receipt",      "ops_slot",         "ops_pause",
          "ops_run_note", "ops_installation",  "ops_lease",        "ops_arrival",      "ops_notice",
          "ops_letter",   "ops_letter_count",  "ops_contact",      "ops_alert_pause",  "ops_rule_count",
          "ops_erasure",  "ops_erasure_count", "ops_person_alias", "ops_key_rotation", "ops_figure"}) {
        if (!m_connection.query_integer(m_connection.dialect().table_exists_query(), {table}))
            refuse(std::string("table ") + table + " is missing");
    }
    verify_seals(m_connection);
    // The database keeps these true while it is whole; it is asked again because it may not be.
    if (m_connection.query_integer(
            "SELECT count(*) FROM ops_load l WHERE NOT EXISTS (SELECT 1 FROM ops_run r WHERE r.id = l.run_id)") != 0) {
        refuse("the ledger holds a load without its run");
    }
    if (m_connection.query_integer("SELECT count(*) FROM ops_run r WHERE r.load_seq IS NOT NULL AND NOT EXISTS (SELECT "
                                   "1 FROM ops_load l WHERE "
                                   "l.load_seq = r.load_seq AND l.run_id = r.id)") != 0) {
        refuse("the ledger holds a loaded run without its marker");
    }
    const std::int64_t last_load = m_connection.query_integer("SELECT max(load_seq) FROM ops_load").value_or(0);
    const std::int64_t last_delivery = m_connection.query_integer("SELECT max(id) FROM ops_delivery").value_or(0);
    for (const std::string& table : extent == Verified::every_row ? tables : std::vector<std::string>{}) {
        verify_table(m_connection, table, last_load, last_delivery);
        verify_table(m_connection, table + "_history", last_load, last_delivery);
    }
    snapshot.roll_back();
}

}  // namespace tilsig::ledger
