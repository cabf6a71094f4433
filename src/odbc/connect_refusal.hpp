// Why no connection came about: server out of reach, user refused, database unknown. Inside the room only.
#pragma once

#include <string>

#include "odbc/odbc.hpp"

namespace tilsig::odbc {

/// What the operator must look at, from what the driver said while connecting. The PostgreSQL driver gives one SQLSTATE
/// (08001) for everything, so its text is asked; in a language other than English it names all three possibilities. The
/// driver's text itself is never shown. Codes: 28P01 (user or password), 3D000 (database), 08001 (out of reach).
[[nodiscard]] DatabaseError connect_refusal(const std::string& activity, const DatabaseError& error, Engine engine);

}  // namespace tilsig::odbc
