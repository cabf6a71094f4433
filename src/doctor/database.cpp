// The warehouse's database: reached, complete, ours, with all the rights that a night needs.
#include <algorithm>
#include <fstream>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/database_rights.hpp"
#include "doctor/folder_facts.hpp"
#include "ledger/installation.hpp"
#include "ledger/ledger.hpp"
#include "odbc/connection_string.hpp"
#include "odbc/dialect.hpp"
#include "session/installation_file.hpp"
#include "session/load_witness.hpp"

namespace tilsig::doctor {

namespace {

using namespace std::chrono_literals;

/// Nobody waits longer here, whatever the nights are allowed.
odbc::Dsn with_own_limits(odbc::Dsn dsn) {
    dsn.connect_timeout = std::min<std::chrono::seconds>(dsn.connect_timeout, 5s);
    dsn.statement_timeout = std::min<std::chrono::seconds>(dsn.statement_timeout, 5s);
    dsn.lock_timeout = std::min<std::chrono::seconds>(dsn.lock_timeout, 2s);
    return dsn;
}

/// What a file tells before anybody opens it; false when there is nothing to open yet.
bool look_at_file(Remarks& remarks, const std::string& file, const std::filesystem::path& landing) {
    const auto facts = facts_of(file);
    if (!facts && session::InstallationFile(landing).known_id().empty()) {
        remarks.push_back(good("SQLite: " + file + " is not there yet; the first night makes it"));
        return false;
    }
    if (!facts) {
        remarks.push_back(bad(ErrorKind::database, file + ": is not there, and this installation has loaded into one",
                              "correct `warehouse.connection_string`, or put the file back from its backup"));
        return false;
    }
    if ((facts->mode & 0077U) != 0)
        remarks.push_back(warning(file + ": other accounts may read or write it (mode " + mode_text(facts->mode) + ")",
                                  "`chmod 600` it and give BI a copy: SQLite has no rights of its own"));
    // Two bytes of the header say how it is written; opening the file would change them.
    std::ifstream in(file, std::ios::binary);
    char header[20]{};
    in.read(header, sizeof header);
    if (in.gcount() == sizeof header && (header[18] != 2 || header[19] != 2))
        remarks.push_back(
            warning(file + ": does not keep a write-ahead log, so readers and a load keep each other waiting",
                    "find out which program changed that; the next night sets it again"));
    if (in.gcount() == 0) remarks.push_back(good("SQLite: " + file + " is empty; the first night fills it"));
    return in.gcount() > 0;
}

/// As its administrators write it: drivers pad the parts of a version with zeros, make three of two, or say their own.
std::string server_version(odbc::Connection& connection) {
    const auto ask = [&] {
        switch (connection.dialect().engine()) {
            case odbc::Engine::sqlite: return "SELECT sqlite_version()";
            case odbc::Engine::postgresql: return "SHOW server_version";
            case odbc::Engine::mariadb: break;
        }
        return "SELECT version()";
    };
    return connection.query_text(ask()).value_or("");
}

void look_at_server_clock(Remarks& remarks, odbc::Connection& connection, Clock& clock) {
    if (connection.dialect().engine() == odbc::Engine::sqlite) return;
    const auto told = connection.query_text("SELECT " + connection.dialect().server_moment(0ms));
    const auto apart = std::chrono::duration_cast<std::chrono::seconds>(parse_instant(told.value()) - clock.now());
    if (apart > -30s && apart < 30s) return;
    remarks.push_back(
        warning("the clock of the database's server is " +
                    (std::chrono::abs(apart) < 2min ? std::to_string(std::chrono::abs(apart).count()) + " s"
                                                    : answers::age_text(std::chrono::abs(apart))) +
                    (apart.count() < 0 ? " behind" : " ahead of") + " ours",
                "let both follow the same time service: leases are counted by the server's, nights by ours"));
}

void look_at_structure(Remarks& remarks, odbc::Connection& connection, const Installation& here) {
    ledger::Ledger ledger(connection, here.clock);
    const auto pending = ledger.pending_ddl();  // throws when a newer program made it
    auto exists = connection.once(connection.dialect().table_exists_query());
    exists.bind(1, std::string_view("ops_migration")).execute();
    if (!exists.fetch()) {
        remarks.push_back(good("no tables yet: the first night makes them"));
        return;
    }
    if (!pending.empty()) {
        remarks.push_back(warning(counted(pending.size(), "change") + " of the ledger's structure " +
                                      (pending.size() == 1 ? "waits" : "wait") + " for the next night",
                                  "take a backup before it: an older program refuses the database afterwards"));
        return;
    }
    const session::InstallationFile file(here.places.landing);
    const auto bound = ledger::Installation(connection, here.clock).bound_id().value_or("");
    const auto own = file.known_id();
    if (!bound.empty() && bound != own)
        remarks.push_back(
            bad(ErrorKind::state,
                "the database belongs to installation " + bound + ", and " + file.path().string() +
                    (own.empty() ? " is not there" : " is installation " + own),
                "name the right database or data folder; after a move on purpose `tilsig installation adopt "
                "--reason WHY`"));
    session::LoadWitness(here.places.landing).require_not_older(ledger, Logger::silent());
}

}  // namespace

Remarks look_at_database(const Installation& here) {
    Remarks remarks;
    const auto target = odbc::parse_connection_string(here.settings.warehouse.connection_string);
    const bool file = target.engine == odbc::Engine::sqlite;
    if (file && !look_at_file(remarks, target.database, here.places.landing)) return remarks;
    const auto begun = here.clock.steady();
    auto connection = odbc::Connection::open(with_own_limits(here.dsn()), "tilsig-doctor");
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(here.clock.steady() - begun);
    const auto facts = connection.facts();
    const auto& warehouse = here.settings.warehouse;
    remarks.push_back(good(facts.server + " " + server_version(connection) + " through " + facts.driver + " " +
                           facts.driver_version + (file ? ": " + target.database : " at " + target.server) +
                           ", answered within " + std::to_string(std::max<std::int64_t>(took.count(), 1)) +
                           " ms, holds all of Unicode; statements may take " +
                           std::to_string(warehouse.statement_timeout.count()) + " s, silence in a transaction " +
                           std::to_string(warehouse.idle_transaction_timeout.count()) + " s"));
    look_at_rights(remarks, connection);
    look_at_server_clock(remarks, connection, here.clock);
    try {
        look_at_structure(remarks, connection, here);
    } catch (const Error& error) {
        remarks.push_back(bad(error));
    }
    return remarks;
}

}  // namespace tilsig::doctor
