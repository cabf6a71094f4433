// The finding codes that more rooms than the one that finds them must know: what is shown of a finding depends on them.
#pragma once

#include "model/rule_code.hpp"

namespace tilsig::rules::code {

// One line here, one entry in mappings/system; a test holds them together.
inline constexpr model::RuleCode wrong_type =
    "SYS-F002";                                          ///< found by `check`; the form that the field has explains it
inline constexpr model::RuleCode too_long = "SYS-F003";  ///< found by `check`; so does its length
inline constexpr model::RuleCode key_conflict = "SYS-U001";  ///< found by `load`; about all fields of the key

}  // namespace tilsig::rules::code
