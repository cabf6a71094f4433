// The finding codes of this room.
#pragma once

#include "model/rule_code.hpp"

namespace tilsig::protect::code {

// One line here, one entry in mappings/system; a test holds them together.
inline constexpr model::RuleCode wrong_kind = "SYS-P001";  ///< a synthetic number in production, a real one in a test
inline constexpr model::RuleCode nobody = "SYS-P002";      ///< no number of a person that can be used
inline constexpr model::RuleCode invalid = "SYS-P003";     ///< one of several numbers is not valid
inline constexpr model::RuleCode held_number =
    "SYS-P004";  ///< a number of a person in a field that is for something else
inline constexpr model::RuleCode second_number = "SYS-P005";      ///< the person has another number of this kind
inline constexpr model::RuleCode two_persons = "SYS-P006";        ///< the numbers belong to two persons
inline constexpr model::RuleCode named_by_number = "SYS-P007";    ///< the delivery was sent under a person's number
inline constexpr model::RuleCode protected_address = "SYS-P008";  ///< the person's address is protected

}  // namespace tilsig::protect::code
