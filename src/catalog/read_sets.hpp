// Inside the room only: the checks of rules over sets.
#pragma once

#include "catalog/readers.hpp"

namespace tilsig::catalog {

/// `node` is what stands behind `unique`, `no_overlap`, `exists` or `total`; fills `rule.check` and `rule.field`.
void read_set_check(const config::Node& node, std::string_view name, Rule& rule, const Contract& contract,
                    Reading& reading);
/// What a rule over sets cannot say; `reader` is the rule's. When all of it was read.
void check_set_rule(config::FieldReader& reader, const Rule& rule);

}  // namespace tilsig::catalog
