// The finding codes of this room.
#pragma once

#include "model/rule_code.hpp"

namespace tilsig::load::code {

// One line here, one entry in mappings/system; a test holds them together.
inline constexpr model::RuleCode key_conflict = "SYS-U001";  ///< records with one key and different rows
inline constexpr model::RuleCode refused_row = "SYS-U002";   ///< a row that the database or its types do not take

}  // namespace tilsig::load::code
