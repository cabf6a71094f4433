// A finding told to programs, and the words that tell it to people, the same by every command: code, place, what is
// wrong, what is expected, how to repair it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "model/finding.hpp"

namespace tilsig::answers {

/// Where its words come from.
struct Declarations {
    const rules::RuleBook& rules;
    const catalog::Contract* contract = nullptr;  ///< nothing of a feed that is declared no more
    bool person_in_key = false;  ///< persons tell records apart, beside the fields that the contract names
};
[[nodiscard]] Declarations declarations_of(const catalog::Catalog& catalog, const std::string& feed);

struct RuleWords {
    std::string text, remedy;
};
/// What the rule says of itself; empty for a rule that is declared no more.
[[nodiscard]] RuleWords words_of(model::RuleCode code, const Declarations& declared);

/// Where the finding is, in the sender's own words: `line 2, column "bosatte" (Settled persons)`, `Ark1!D4, ...`; "the
/// delivery" for what has no place.
[[nodiscard]] std::string place_text(const model::Finding& finding, const Declarations& declared);

/// `with line 12, line 40 and 3 more`: the other records of a set; empty for a finding about one record.
[[nodiscard]] std::string others_text(const model::Finding& finding, const Declarations& declared);

/// What a value of the field must look like; empty for codes about something else.
[[nodiscard]] std::string expected_of(const model::Finding& finding, const Declarations& declared);

/// All of it. What the finding itself does not say (words, what is expected, remedy) comes from the rule.
[[nodiscard]] nlohmann::json finding_json(const model::Finding& finding, const Declarations& declared);
[[nodiscard]] nlohmann::json findings_json(const std::vector<model::Finding>& findings, const Declarations& declared);

}  // namespace tilsig::answers
