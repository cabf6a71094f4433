// What a database keeps of deleted rows, taken away.
#pragma once

#include <string>
#include <vector>

#include "odbc/odbc.hpp"

namespace tilsig::odbc {

/// After rows of these tables were deleted for good: SQLite writes the whole file anew and empties its log, since
/// deleted rows stay in free pages of both; PostgreSQL removes the dead rows of the tables; MariaDB purges its own. Not
/// inside a transaction. Error(database), to be tried again, while somebody who reads keeps old pages alive.
void scrub(Connection& connection, const std::vector<std::string>& tables);

}  // namespace tilsig::odbc
