// What a sender must know before the first file: what a file is of, where it goes, what it is called, when it is due.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.hpp"

namespace tilsig::answers {

/// Sentences in the language of `words`, which are those of descriptions: what the schedule, the source and the layouts
/// of the feed declare, and nothing about what they leave open.
[[nodiscard]] std::vector<std::string> delivery_terms(const catalog::Catalog& catalog,
                                                      const catalog::Contract& contract, const words::Words& words);

/// Whether records are told apart by the person, beside the fields that the key of the contract names.
[[nodiscard]] bool person_is_key(const catalog::Catalog& catalog, const catalog::Contract& contract);

}  // namespace tilsig::answers
