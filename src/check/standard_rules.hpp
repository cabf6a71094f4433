// The program's own codes: what each means, how severe it is, what it does, and how to say it in three languages.
#pragma once

#include <span>
#include <string_view>

#include "model/finding.hpp"

namespace tilsig::check {

/// One code of the program itself (SYS-..., MAP-...). Texts hold no values; what differs per delivery (a count, a line)
/// stands in the finding.
struct RuleText {
    std::string_view code;
    model::Severity severity;
    model::Action action;
    std::string_view nb, nn, en;              ///< what is wrong
    std::string_view fix_nb, fix_nn, fix_en;  ///< what to do about it
};

/// The entry of a code of the program, or nullptr for any other. For receipts, digests and `tilsig rules`.
[[nodiscard]] const RuleText* standard_rule(std::string_view code) noexcept;
/// All of them, in code order.
[[nodiscard]] std::span<const RuleText> standard_rules() noexcept;

namespace code {
inline constexpr std::string_view required = "SYS-F001";
inline constexpr std::string_view wrong_type = "SYS-F002";
inline constexpr std::string_view too_long = "SYS-F003";
inline constexpr std::string_view invisible = "SYS-F004";
inline constexpr std::string_view lost_zero = "SYS-F005";
inline constexpr std::string_view empty_key = "SYS-K001";
inline constexpr std::string_view empty_delivery = "SYS-A001";
inline constexpr std::string_view too_few = "SYS-A002";
inline constexpr std::string_view shrunken = "SYS-A003";
inline constexpr std::string_view not_as_announced = "SYS-A004";
inline constexpr std::string_view nothing_reported = "SYS-A005";  ///< although there was something before
inline constexpr std::string_view foreign_slice = "SYS-A006";     ///< of an owner for whom the sender may not deliver
inline constexpr std::string_view waits_for_older = "SYS-A007";   ///< a delta behind one that is held
inline constexpr std::string_view retracted_again = "SYS-A008";
}  // namespace code

}  // namespace tilsig::check
