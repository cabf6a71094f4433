// The finding codes of this room.
#pragma once

#include "model/rule_code.hpp"
#include "rules/codes.hpp"

namespace tilsig::load::code {

// One line here, one entry in mappings/system; a test holds them together.
using rules::code::key_conflict;
inline constexpr model::RuleCode refused_row = "SYS-U002";  ///< a row that the database or its types do not take

}  // namespace tilsig::load::code
