// What the account may do in the database, asked of the database's own catalog: nothing is tried.
#pragma once

#include "doctor/check.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::doctor {

/// Rights and settings of the server that a night needs; nothing where all is well, and nothing on SQLite.
void look_at_rights(Remarks& remarks, odbc::Connection& connection);

}  // namespace tilsig::doctor
