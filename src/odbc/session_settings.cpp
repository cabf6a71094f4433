#include "odbc/session_settings.hpp"

namespace tilsig::odbc {

namespace {

std::string milliseconds(std::chrono::seconds seconds) {
    return std::to_string(std::chrono::milliseconds(seconds).count());
}

void require(bool good, const char* setting) {
    if (good) return;
    throw Error(ErrorKind::database, std::string("SQLite did not take over the setting ") + setting)
        .remedy("run again when no other program has the warehouse open; it must lie on a local file system")
        .retry(Retry::later);
}

/// The driver hands mistakes in its connection string to nobody, so every setting that a promise rests on is read back.
void prepare_sqlite(Connection& connection, const Dsn& dsn) {
    // SQLite's own busy handler, in place of the driver's.
    connection.execute("PRAGMA busy_timeout = " + milliseconds(dsn.lock_timeout));
    connection.execute("PRAGMA cache_size = -24576");            // 24 MiB; it all counts as our memory
    connection.execute("PRAGMA temp_store = FILE");              // sorts and temporary tables may be larger than memory
    connection.execute("PRAGMA journal_size_limit = 67108864");  // the log shrinks again after a large load
    require(connection.query_text("PRAGMA journal_mode") == "wal", "journal_mode = WAL");
    require(connection.query_integer("PRAGMA synchronous") == 2, "synchronous = FULL");
    require(connection.query_integer("PRAGMA foreign_keys") == 1, "foreign_keys = ON");
}

void prepare_postgresql(Connection& connection, const Dsn& dsn) {
    // One round trip. An acknowledged commit must be on disk: a server or role that says otherwise is overruled for us.
    const auto encoding = connection.query_text(
        "SELECT current_setting('server_encoding'), set_config('statement_timeout', '" +
        milliseconds(dsn.statement_timeout) +
        "', false), "
        "set_config('lock_timeout', '" +
        milliseconds(dsn.lock_timeout) +
        "', false), "
        "set_config('idle_in_transaction_session_timeout', '" +
        milliseconds(dsn.idle_transaction_timeout) +
        "', false), "
        "set_config('TimeZone', 'UTC', false), set_config('standard_conforming_strings', 'on', false), "
        "CASE WHEN current_setting('synchronous_commit') = 'off' "
        "THEN set_config('synchronous_commit', 'on', false) END");
    if (encoding == "UTF8") return;
    throw Error(ErrorKind::configuration, "the PostgreSQL database has encoding " + encoding.value_or("unknown") +
                                              ", which does not hold every name")
        .remedy("make a database with `CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0` and load into that one");
}

void prepare_mariadb(Connection& connection, const Target& target, const Dsn& dsn) {
    const std::string lock_seconds = std::to_string(dsn.lock_timeout.count());
    // The driver refuses SET NAMES; its own CHARSET has set the rest. derived_merge off: an UPDATE may read its own
    // table through a subquery only where that is computed first, and a look-up written once for each distinct code
    // must not be pulled into the join and run once for each row.
    connection.execute(
        "SET collation_connection = 'utf8mb4_nopad_bin', sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,"
        "NO_BACKSLASH_ESCAPES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION', "
        "time_zone = '+00:00', default_storage_engine = 'InnoDB', tx_isolation = 'READ-COMMITTED', sql_auto_is_null = "
        "0, optimizer_switch = 'derived_merge=off', innodb_lock_wait_timeout = " +
        lock_seconds + ", lock_wait_timeout = " + lock_seconds +
        ", max_statement_time = " + std::to_string(dsn.statement_timeout.count()) +
        ", idle_transaction_timeout = " + std::to_string(dsn.idle_transaction_timeout.count()));
    // Only an administrator can change this one, and no session can.
    if (connection.query_integer("SELECT @@global.innodb_flush_log_at_trx_commit") != 1) {
        throw Error(ErrorKind::configuration,
                    "the MariaDB server acknowledges commits that are not on disk: innodb_flush_log_at_trx_commit is "
                    "not 1")
            .remedy("set innodb_flush_log_at_trx_commit = 1 in the server's configuration");
    }
    const bool must_encrypt = target.ssl_mode == "require" || target.ssl_mode == "verify-full";
    if (must_encrypt && connection
                            .query_text("SELECT variable_value FROM information_schema.session_status WHERE "
                                        "variable_name = 'SSL_CIPHER'")
                            .value_or("")
                            .empty()) {
        throw Error(ErrorKind::configuration, "the connection to the MariaDB server is not encrypted")
            .remedy("switch TLS on in the server, or take SSLmode out of the connection string");
    }
}

}  // namespace

void prepare_session(Connection& connection, const Target& target, const Dsn& dsn) {
    switch (target.engine) {
        case Engine::sqlite: return prepare_sqlite(connection, dsn);
        case Engine::postgresql: return prepare_postgresql(connection, dsn);
        case Engine::mariadb: return prepare_mariadb(connection, target, dsn);
    }
}

}  // namespace tilsig::odbc
