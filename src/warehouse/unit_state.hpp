// What the database says about a unit's share of a table: who touched it last, how many rows it owns, which keys are
// free.
#pragma once

#include <cstdint>
#include <string>

#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

struct UnitState {
    std::int64_t next_key = 1;     ///< next free surrogate of the table
    std::int64_t changed_seq = 0;  ///< last load that changed the table, by whatever unit
    std::int64_t touched_seq = 0;  ///< last load that changed a row of this unit; 0: none ever did
    std::string touch_token;       ///< drawn by that load
    std::int64_t row_count = 0;    ///< current rows that the unit owns
};

/// One query. Error(state) when the table was never migrated.
[[nodiscard]] UnitState read_unit_state(odbc::Connection& connection, const std::string& table, std::int64_t unit_id);

/// Inside the loading transaction: `rows` more (or fewer) rows of the unit, touched by `load_seq` under `token`.
void touch_unit(odbc::Connection& connection, const std::string& table, std::int64_t unit_id, std::int64_t load_seq,
                const std::string& token, std::int64_t rows);
/// Inside the loading transaction: the table was changed; `next_key` is free from now on.
void touch_table(odbc::Connection& connection, const std::string& table, std::int64_t load_seq, std::int64_t next_key);
/// Inside the loading transaction: which load of which delivery changed the table, and how. `kind` is load or retract.
void record_table_load(odbc::Connection& connection, const std::string& table, std::int64_t load_seq,
                       const std::string& kind, std::int64_t unit_id, std::int64_t delivery_id, std::uint64_t fresh,
                       std::uint64_t updated, std::uint64_t closed);

/// 32 random hexadecimal digits.
[[nodiscard]] std::string new_touch_token();

/// Executes a statement that must change exactly `expected` rows; Error(internal) otherwise, which poisons the load.
void execute_counted(odbc::Connection& connection, const std::string& sql, std::uint64_t expected, const char* what);
/// Executes a statement and returns how many rows it changed, asked in the way that can be trusted on this engine.
std::uint64_t execute_counting(odbc::Connection& connection, const std::string& sql);

}  // namespace tilsig::warehouse
