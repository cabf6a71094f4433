// What the tests of transactions have in common: a table of rows, a table of markers, a witness that is not the
// patient.
#pragma once

#include <cstdint>
#include <string>

#include "odbc/odbc.hpp"

namespace tilsig::odbc {

constexpr auto write = Transaction::Mode::write;

inline Dsn dsn_for(const std::string& connection_string) {
    Dsn dsn;
    dsn.connection_string = connection_string;
    dsn.lock_timeout = std::chrono::seconds(1);
    return dsn;
}

inline void make_table(Connection& connection) {
    connection.execute("CREATE TABLE t (k bigint PRIMARY KEY)");
    connection.execute("CREATE TABLE marker (run bigint PRIMARY KEY)");
}

/// Counted over a connection of its own.
inline std::int64_t count(const std::string& connection_string, const char* table = "t") {
    Connection witness = Connection::open(dsn_for(connection_string), "witness");
    return witness.query_integer(std::string("SELECT count(*) FROM ") + table).value();
}

}  // namespace tilsig::odbc
