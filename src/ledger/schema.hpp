// The parts the ledger's migrations are written in. Only the files of this room include it.
#pragma once

#include <vector>

#include "ledger/migrations.hpp"

namespace tilsig::ledger {

/// Numbers 7 and on: what nights, the schedule and the daemon need.
[[nodiscard]] std::vector<Migration> night_migrations(const odbc::Dialect& dialect);

/// Numbers 10 and on: what letters need.
[[nodiscard]] std::vector<Migration> outbox_migrations(const odbc::Dialect& dialect);

/// Number 11: who works in a night, and for what.
[[nodiscard]] std::vector<Migration> holder_migrations(const odbc::Dialect& dialect);

/// Numbers 12 and 15: persons.
[[nodiscard]] std::vector<Migration> link_migrations(const odbc::Dialect& dialect);

/// Number 13: what rules came to (rule_counts.cpp).
[[nodiscard]] std::vector<Migration> rule_count_migrations(const odbc::Dialect& dialect);

/// Number 14: erasures of persons.
[[nodiscard]] std::vector<Migration> erasure_migrations(const odbc::Dialect& dialect);

/// Number 16: rotations of the issue key (issue_key.cpp).
[[nodiscard]] std::vector<Migration> issue_key_migrations(const odbc::Dialect& dialect);

/// Number 17: figures (figure_rows.cpp).
[[nodiscard]] std::vector<Migration> figure_migrations(const odbc::Dialect& dialect);

/// Of the migration that makes ops_slot; its row in ops_migration is locked by whoever records slots.
inline constexpr std::int64_t slot_migration = 7;

}  // namespace tilsig::ledger
