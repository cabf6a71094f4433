// How each engine works with warehouse tables where SQL text alone does not say it: one kit per engine, chosen in one
// place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// The schema (PostgreSQL), attached database (SQLite) or name prefix (MariaDB) of staging: apart, so that BI
/// catalogues do not show it or show it last.
inline constexpr std::string_view stage_schema = "tilsig_stage";
/// Loads of one table at the same time, each with permanent staging tables of its own, where the engine has such.
inline constexpr int staging_slots = 8;

class EngineKit {
public:
    virtual ~EngineKit() = default;

    /// Type of a surrogate that the loader counts up itself (SQLite: the row id, so that rows lie in this order).
    [[nodiscard]] virtual std::string surrogate_type() const { return "bigint"; }
    /// How many rows the last statement changed, asked in the way that can be trusted on this engine; `reported` is
    /// what the driver said.
    [[nodiscard]] virtual std::uint64_t changed_rows(odbc::Connection& connection, std::int64_t reported) const;
    /// Executes a CREATE INDEX over a table that may be large.
    virtual void build_index(odbc::Connection& connection, const std::string& create) const;
    /// Every day of the calendar into dim_date, which is empty.
    virtual void fill_calendar(odbc::Connection& connection) const = 0;

    /// Once per database, before the first staging.
    [[nodiscard]] virtual std::vector<std::string> staging_schema() const { return {}; }
    /// Quoted name of a permanent staging table: `suffix` is empty for the rows, "_delta" for the classified delta.
    /// Error(internal) where the engine has none.
    [[nodiscard]] virtual std::string staging_table(const model::Table& table, int slot, std::string_view suffix) const;
    /// Statements that drop the permanent staging tables of a table whose columns change; they are made anew when
    /// needed.
    [[nodiscard]] virtual std::vector<std::string> drop_staging(const model::Table&) const { return {}; }
};

[[nodiscard]] const EngineKit& sqlite_kit();
[[nodiscard]] const EngineKit& postgresql_kit();
[[nodiscard]] const EngineKit& mariadb_kit();
[[nodiscard]] const EngineKit& kit_of(const odbc::Dialect& dialect);

}  // namespace tilsig::warehouse
