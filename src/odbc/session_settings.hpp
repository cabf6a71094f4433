// What each engine is told right after connecting, and read back where it could have been ignored.
#pragma once

#include "odbc/connection_string.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::odbc {

/// Limits, durability, UTC, and one meaning of text. DatabaseError when the engine refuses; Error(database or
/// configuration) when a setting that a promise rests on is another than it must be.
void prepare_session(Connection& connection, const Target& target, const Dsn& dsn);

}  // namespace tilsig::odbc
