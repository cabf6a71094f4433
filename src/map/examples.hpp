// The `tests:` of a mapping: one record each, through the real checker and the real mapper. The checker is another
// room's, so a run carries the record between: example_record() -> Checker -> prove_example().
#pragma once

#include <vector>

#include "catalog/catalog.hpp"
#include "config/lints.hpp"
#include "map/mapper.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"

namespace tilsig::map {

/// One raw record as a decoder would give it: columns are the contract's fields in contract order, those not given are
/// null, an empty text is an empty cell. Its place is record 1 of line 1.
[[nodiscard]] model::Batch example_record(const catalog::Contract& contract, const catalog::Mapping::Example& example);

/// What stands for the unit: `$period` (2026), `$sender` (the source) and `$received_at` where the example does not
/// give them.
[[nodiscard]] MapContext example_context(const catalog::Contract& contract, const catalog::Mapping::Example& example);

/// Maps the checked record and compares with what the example expects; each difference is a lint at the example's place
/// that shows both values (examples are ours, never a person's). `dispositions` and `findings` are the checker's.
void prove_example(const catalog::Mapping& mapping, const catalog::Mapping::Example& example,
                   const catalog::Contract& contract, const catalog::Catalog& catalog, const model::Batch& checked,
                   std::vector<model::Disposition> dispositions, std::vector<model::Finding> findings,
                   config::Lints& lints);

}  // namespace tilsig::map
