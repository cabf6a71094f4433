// Numbered changes of the database, applied once and recorded with a checksum.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "odbc/dialect.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// The code of the Error(state) about a database in which nothing was ever set up.
inline constexpr const char* no_ledger_yet = "no_ledger_yet";

struct Migration {
    std::int64_t number = 0;  ///< 1, 2, 3, ...
    std::string name;
    std::vector<std::string> statements;  ///< DDL, or what may be run twice (structure.hpp)
};

/// The ledger's own, for this dialect, in order. A published one is never edited; a change is a new one at the end.
[[nodiscard]] std::vector<Migration> ledger_migrations(const odbc::Dialect& dialect);

/// Brings the `area` up to the last of `migrations` (structure.hpp says how whole that is), each recorded in
/// ops_migration (area, number, name, checksum, ddl, applied_at). Error(state), with nothing changed, when the database
/// knows a higher number (made by a newer program) or another text under a known number. One query when nothing is to
/// do. Own transaction.
void apply_migrations(odbc::Connection& connection, const Clock& clock, const std::string& area,
                      const std::vector<Migration>& migrations);

/// The statements apply_migrations() would run; Error(state) where it would refuse. Reads only.
[[nodiscard]] std::vector<std::string> pending_statements(odbc::Connection& connection, const std::string& area,
                                                          const std::vector<Migration>& migrations);

/// What apply_migrations() would refuse, or find undone: Error(state). Reads only.
void require_migrations(odbc::Connection& connection, const std::string& area,
                        const std::vector<Migration>& migrations);

/// One row of ops_migration for a change that was made by other means (the warehouse model); the number is the next of
/// the area. Inside the caller's transaction.
void record_migration(odbc::Connection& connection, const Clock& clock, const std::string& area,
                      const std::string& name, const std::string& ddl);

}  // namespace tilsig::ledger
