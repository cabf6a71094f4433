// What rules over sets ask of the warehouse.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/batch.hpp"

namespace tilsig::sets {

/// Current rows of declared tables. Whoever implements it says which database they are of.
class LoadedTables {
public:
    virtual ~LoadedTables() = default;
    struct Query {
        std::string table;
        std::vector<std::string> columns;  ///< wanted, as canonical text; rows are looked up by the first of them
        bool of_other_units = false;       ///< leaves out what the unit that asks has loaded itself
    };
    /// False when the table holds no row, or is not there: nothing can be said by comparing with it.
    [[nodiscard]] virtual bool holds_rows(const std::string& table) = 0;
    /// All rows of which the first column is one of `values` (each once, none null), in batches with the columns of the
    /// query and without numbers. A few queries for all values, none per value.
    virtual void find(const Query& query, const std::vector<std::string_view>& values,
                      const std::function<void(model::Batch& rows)>& take) = 0;
};

}  // namespace tilsig::sets
