// Connection strings are parsed, checked and built anew: what reaches the driver manager is bounded and ours.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::odbc {

/// What a configured connection string may say. Nothing else is passed on.
struct Target {
    Engine engine = Engine::sqlite;
    std::string database;  ///< SQLite: the file; the others: the database
    std::string server;    ///< host name or address; PostgreSQL also: folder of the unix socket
    std::string user;
    std::string ssl_mode;  ///< PostgreSQL: disable, allow, prefer, require, verify-ca, verify-full; MariaDB: require,
                           ///< verify-full; empty is the driver's default
    int port = 0;
};

/// Reads "Driver=...;Key=value;...". Allowed drivers: `SQLite3` (key Database), `PostgreSQL Unicode` and `MariaDB
/// Unicode` (keys Server, Port, Database, UID, SSLmode). Error(configuration) for any other driver (code
/// unknown-driver) or key, a DSN, a password, values that are too long or hold a character with a meaning to the driver
/// manager; the message names the key, never the value.
[[nodiscard]] Target parse_connection_string(std::string_view text);

/// The text for SQLDriverConnect: the target and our fixed driver settings, with the password at its end. The result is
/// as secret as the password.
[[nodiscard]] Secret build_connection_string(const Target& target, const Secret& password,
                                             std::chrono::seconds connect_timeout, std::string_view purpose);

}  // namespace tilsig::odbc
