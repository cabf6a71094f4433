// How the current rows of two tables of the same shape differ: a shadow table and the table it stands for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// Rows by business key. The first table's rows are equal + different + only_first, the second's equal + different +
/// only_second.
struct Comparison {
    using Keys = std::vector<std::vector<std::string>>;
    std::int64_t equal = 0;
    std::int64_t different = 0;  ///< the same key, another value in some column
    std::int64_t only_first = 0;
    std::int64_t only_second = 0;
    std::map<std::string, std::int64_t>
        by_column;  ///< of those that are different: rows in which this column is; none is left out
    Keys different_keys, only_first_keys,
        only_second_keys;  ///< the first of each in the order of the key, canonical text
};

/// Compares the declared columns in the database; null equals null. `second` has the columns and the key of `first`,
/// both are migrated. At most `most` keys of each kind. Reads only.
[[nodiscard]] Comparison compare_tables(odbc::Connection& connection, const model::Table& first,
                                        const model::Table& second, int most);

}  // namespace tilsig::warehouse
