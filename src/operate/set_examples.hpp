// Inside the room: the examples of rules over sets, which are deliveries.
#pragma once

#include "catalog/catalog.hpp"
#include "config/lints.hpp"

namespace tilsig::operate {

/// Takes each example of the contract's rules over sets through the steps up to `sets`. Only that rule is there: fields
/// that an example does not name are null and nobody asks for them. What does not come out as expected is a lint.
void run_set_examples(const catalog::Contract& contract, const catalog::Mapping& mapping,
                      const catalog::Catalog& catalog, config::Lints& lints);

}  // namespace tilsig::operate
