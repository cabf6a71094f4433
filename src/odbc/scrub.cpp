#include "odbc/scrub.hpp"

#include "odbc/dialect.hpp"

namespace tilsig::odbc {

namespace {

void scrub_sqlite(Connection& connection) {
    connection.execute("VACUUM");
    // The first column says whether somebody was in the way.
    if (connection.query_integer("PRAGMA wal_checkpoint(TRUNCATE)").value_or(1) == 0) return;
    throw Error(ErrorKind::database, "the log of the SQLite file still holds what was deleted: somebody reads it")
        .remedy("run again when no other program has the file open")
        .retry(Retry::later);
}

}  // namespace

void scrub(Connection& connection, const std::vector<std::string>& tables) {
    switch (connection.dialect().engine()) {
        case Engine::sqlite: return scrub_sqlite(connection);
        case Engine::postgresql:
            for (const auto& table : tables) connection.execute("VACUUM " + odbc::quoted(table));
            return;
        case Engine::mariadb: return;
    }
}

}  // namespace tilsig::odbc
