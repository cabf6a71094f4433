// Rows about some persons, counted and taken away.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// A table and its column that holds person ids.
struct PersonColumn {
    const model::Table* table = nullptr;
    std::string column;
};

struct PersonRows {
    std::uint64_t current = 0;
    std::uint64_t history = 0;
    std::vector<std::int64_t> units;  ///< that own the current ones, ascending
    [[nodiscard]] bool empty() const noexcept { return current + history == 0; }
};

/// `column IN (1, 2)` for these ids; false for none of them.
[[nodiscard]] std::string about(const PersonColumn& where, const std::vector<std::int64_t>& ids);

/// Nothing where the table was not made yet.
[[nodiscard]] PersonRows count_person_rows(odbc::Connection& connection, const PersonColumn& where,
                                           const std::vector<std::int64_t>& ids);
/// Removes them for good, with every version of them; what is left of a unit counts as touched, so that no snapshot of
/// before is believed. Inside the caller's transaction, under the load lock.
PersonRows erase_person_rows(odbc::Connection& connection, const PersonColumn& where,
                             const std::vector<std::int64_t>& ids);

}  // namespace tilsig::warehouse
