// Inside the room only: the rows of a table as they were known after a load, as SQL.
#pragma once

#include <set>
#include <string>

#include "figures/compute.hpp"

namespace tilsig::figures {

enum class Ids {
    persons,  ///< columns that hold persons give the person that was known then
    as_loaded
};

/// A query for these columns of all rows that were known, each row once. Columns keep their names.
[[nodiscard]] std::string known_rows(const model::Table& table, const std::set<std::string>& columns,
                                     const odbc::Dialect& dialect, KnownAt known, Ids ids = Ids::persons);

}  // namespace tilsig::figures
