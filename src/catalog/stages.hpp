// What the records of a feed look like at each stage of their way: the one place that names and orders the columns.
#pragma once

#include "catalog/contract.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::catalog {

/// Behind `decode`: the fields as texts. A decoder has columns of its own order, found by their names.
[[nodiscard]] model::StageSchema decoded_stage(const Contract& contract);

/// Behind `check`, and what record rules and filters see: the fields in the contract's order, each of its type; behind
/// them a column `<field>_missing` for each field with missing-markers, in the same order.
[[nodiscard]] model::StageSchema checked_stage(const Contract& contract);

/// Behind `protect`: `in` without the numbers of persons, and behind its columns the integer that takes their place.
/// `in` itself when the contract's records are about nobody.
[[nodiscard]] model::StageSchema protected_stage(model::StageSchema in, const Contract& contract);

/// What a mapping sees: the checked stage, protected.
[[nodiscard]] model::StageSchema mapped_stage(const Contract& contract);

/// The column that says why a value of this field is missing.
[[nodiscard]] std::string reason_column(const std::string& field);

}  // namespace tilsig::catalog
