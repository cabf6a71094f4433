// Rows that no delivery brings and no unit owns: special members and the days of the calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/table.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::warehouse {

/// `(surrogate, cells..., reference keys, own columns)` as SQL.
[[nodiscard]] std::string unowned_row(const odbc::Dialect& dialect, const model::Table& table, std::int64_t surrogate,
                                      const std::vector<std::optional<std::string>>& cells);

/// The loader's own columns of such a row, as canonical text; null is NULL.
inline constexpr std::string_view unowned[] = {"0", {}, "1970-01-01T00:00:00.000000Z", "0", "0", "0"};

}  // namespace tilsig::warehouse
