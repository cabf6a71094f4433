// A finding told to people and to programs, the same by every command: code, place, what is wrong, what is expected,
// how to repair it.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "cli/output.hpp"
#include "model/finding.hpp"

namespace tilsig::cli {

/// Where its words come from.
struct Declarations {
    const rules::RuleBook& rules;
    const catalog::Contract* contract = nullptr;  ///< nothing of a feed that is declared no more
};
[[nodiscard]] Declarations declarations_of(const catalog::Catalog& catalog, const std::string& feed);

/// Where the finding is, in the sender's own words: `line 2, column "bosatte" (Settled persons)`, `Ark1!D4, ...`; "the
/// delivery" for what has no place.
[[nodiscard]] std::string place_text(const model::Finding& finding, const Declarations& declared);

/// All of it for --json. What the finding itself does not say (words, what is expected, remedy) comes from the rule.
[[nodiscard]] nlohmann::json finding_json(const model::Finding& finding, const Declarations& declared);
[[nodiscard]] nlohmann::json findings_json(const std::vector<model::Finding>& findings, const Declarations& declared);

/// Shows findings code by code, each code with its words once and then its places. `findings` of one code stand
/// together. `counts` says how many there are of a code in all; nothing for a code: those that are given.
void show_findings(const Output& output, const std::vector<model::Finding>& findings,
                   const std::map<std::string, std::uint64_t>& counts, const Declarations& declared);

}  // namespace tilsig::cli
