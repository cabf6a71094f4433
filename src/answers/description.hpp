// A contract in words: what a sender gets, and what the tester of a case system works from.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

namespace tilsig::answers {

/// Markdown in nb, nn or en, made from nothing but the declarations: layouts, fields with titles and forms, codes,
/// rules with what to do, an example. Called by `tilsig describe`.
[[nodiscard]] std::string contract_description(const catalog::Catalog& catalog, const catalog::Contract& contract,
                                               std::string_view language);

}  // namespace tilsig::answers
