// How many rows stand: for those who decide about more of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// Current rows of the table that are the unit's; with `owner`, those of that slice. Reads only.
[[nodiscard]] std::uint64_t count_rows(odbc::Connection& connection, const model::Table& table, std::int64_t unit_id,
                                       const std::optional<std::string>& owner);

/// The same for each slice of the unit; those without an owner under an empty name. One query.
[[nodiscard]] std::map<std::string, std::uint64_t> count_rows_by_owner(odbc::Connection& connection,
                                                                       const model::Table& table, std::int64_t unit_id);

/// Current rows of the unit whose date in `column` lies behind `after` and not behind `until`, both canonical.
[[nodiscard]] std::uint64_t count_rows_between(odbc::Connection& connection, const model::Table& table,
                                               std::int64_t unit_id, const std::string& column,
                                               const std::string& after, const std::string& until);

}  // namespace tilsig::warehouse
