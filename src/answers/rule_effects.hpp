// The rules of a contract for whoever delivers by it: grouped by what happens to the record, the gravest first.
#pragma once

#include <string>

#include "catalog/contract.hpp"
#include "words/word_book.hpp"

namespace tilsig::answers {

/// As Markdown: a heading per effect, below it its rules with what is wrong, how to repair it and when many of them
/// hold the delivery. Rules that run in shadow are left out; empty when there are no others.
[[nodiscard]] std::string rules_by_effect(const catalog::Contract& contract, const words::Words& words);

}  // namespace tilsig::answers
