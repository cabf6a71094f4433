// What several table families do in the same way. Only the files of this room include it.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

/// Waits for whoever is loading; lasts as long as the transaction.
void lock_loads(odbc::Connection& connection);
/// The next load sequence, under the load lock.
[[nodiscard]] std::int64_t next_load_seq(odbc::Connection& connection, StatementCache& statements);
/// Open runs whose process died get the outcome that their marker gives them. `of` narrows them down (` AND ..`).
/// Returns how many.
int settle_open_runs(StatementCache& statements, const Clock& clock, const std::string& of);
/// One row of ops_audit.
void write_audit(StatementCache& statements, const Clock& clock, std::string_view who, std::string_view what,
                 std::string_view subject, std::string_view why);

}  // namespace tilsig::ledger
