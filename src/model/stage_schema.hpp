// What a stage hands to the next one: typed columns, in the order in which they stand in its batches.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/privacy.hpp"
#include "model/value.hpp"

namespace tilsig::model {

/// One column of a stage.
struct StageColumn {
    static constexpr std::size_t no_field = SIZE_MAX;

    std::string name;
    Type type = Type::text;
    int scale = 0;  ///< of decimals
    Privacy privacy = Privacy::public_;
    std::size_t field = no_field;  ///< index of the contract's field that it comes from; no_field: made on the way
    bool reason = false;           ///< it does not hold the value of `field` but why that is missing
};

/// The columns of a stage. Position n is the n-th column of each of its batches.
struct StageSchema {
    std::vector<StageColumn> columns;

    /// Position of the column with this name; columns.size() when there is none.
    [[nodiscard]] std::size_t index_of(std::string_view name) const noexcept {
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
        return static_cast<std::size_t>(found - columns.begin());
    }
    /// The column with this name, or null.
    [[nodiscard]] const StageColumn* find(std::string_view name) const noexcept {
        const std::size_t at = index_of(name);
        return at == columns.size() ? nullptr : &columns[at];
    }
    /// Position of the column that says why a value of `field` is missing; columns.size() when none does.
    [[nodiscard]] std::size_t reason_of(std::size_t field) const noexcept {
        const auto found = std::find_if(columns.begin(), columns.end(),
                                        [field](const auto& c) { return c.reason && c.field == field; });
        return static_cast<std::size_t>(found - columns.begin());
    }
};

}  // namespace tilsig::model
