// The finding codes of this room.
#pragma once

#include "model/rule_code.hpp"
#include "rules/codes.hpp"

namespace tilsig::check::code {

// One line here, one entry in mappings/system; a test holds them together.
inline constexpr model::RuleCode required = "SYS-F001";
using rules::code::too_long;
using rules::code::wrong_type;
inline constexpr model::RuleCode invisible = "SYS-F004";    ///< an invisible character inside a value that is compared
inline constexpr model::RuleCode no_such_day = "SYS-F006";  ///< written as a date is, and no day of the calendar
inline constexpr model::RuleCode lost_zero = "SYS-F005";    ///< once per rule and delivery
inline constexpr model::RuleCode empty_key = "SYS-K001";
inline constexpr model::RuleCode empty_delivery = "SYS-A001";
inline constexpr model::RuleCode too_few = "SYS-A002";
inline constexpr model::RuleCode shrunken = "SYS-A003";
inline constexpr model::RuleCode nothing_reported = "SYS-A005";  ///< although there was something before
inline constexpr model::RuleCode foreign_slice = "SYS-A006";     ///< of an owner for whom the sender may not deliver
inline constexpr model::RuleCode waits_for_older = "SYS-A007";   ///< a delta behind one that is held
inline constexpr model::RuleCode retracted_again = "SYS-A008";   ///< content that was taken back here
inline constexpr model::RuleCode wrong_period = "SYS-A009";  ///< most records are about another period than the unit
inline constexpr model::RuleCode older_period = "SYS-A010";  ///< newer periods of the same rows were loaded before
inline constexpr model::RuleCode other_than_changes = "SYS-A011";  ///< the whole is not what its changes have said
inline constexpr model::RuleCode other_period = "SYS-R001";        ///< one of them is
inline constexpr model::RuleCode not_as_announced = "SYS-A004";    ///< found by `run` in the proof of the fetch

}  // namespace tilsig::check::code
