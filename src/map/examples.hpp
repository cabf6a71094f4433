// The `tests:` of a mapping: one record each, which goes the way of all records. The steps are of other rooms, so
// somebody above carries it: example_record() -> the steps of a pass -> prove_example().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "config/lints.hpp"
#include "map/context.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"

namespace tilsig::map {

/// One raw record as a decoder would give it: columns are the contract's fields in contract order, those not given are
/// null, an empty text is an empty cell. Its place is record 1 of line 1.
[[nodiscard]] model::Batch example_record(const catalog::Contract& contract, const catalog::Mapping::Example& example);

/// What stands for the unit: `$period` (2026), `$sender` (the source) and `$received_at` where the example does not
/// give them.
[[nodiscard]] MapContext example_context(const catalog::Contract& contract, const catalog::Mapping::Example& example);

/// What became of an example's record.
struct ExampleResult {
    model::Disposition disposition = model::Disposition::accepted;
    std::vector<model::Finding> findings{};
    std::map<std::string, std::uint64_t> filtered_by_reason{};
    std::map<std::string, std::optional<std::string>> row{};  ///< column -> canonical text; empty: it became no row
};

/// Compares with what the example expects; each difference is a lint at the example's place that shows both values
/// (examples are ours, never a person's).
void prove_example(const catalog::Mapping::Example& example, const ExampleResult& result, config::Lints& lints);

}  // namespace tilsig::map
