// The finding codes of this room: what a mapping can reject a record for.
#pragma once

#include "model/rule_code.hpp"

namespace tilsig::map::code {

// One line here, one entry in mappings/system; a test holds them together.
inline constexpr model::RuleCode unknown_code = "MAP-F001";   ///< `translate` found no code
inline constexpr model::RuleCode missing_value = "MAP-F002";  ///< null for a column that is not nullable
inline constexpr model::RuleCode unfit_value = "MAP-F003";    ///< not of the column's type, or too long
inline constexpr model::RuleCode uncomputable = "MAP-F004";   ///< an expression divides by zero or leaves its range

}  // namespace tilsig::map::code
