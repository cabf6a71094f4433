// Recognises numbers that identify a person, so that they can be refused where none belongs.
#pragma once

#include <string_view>

namespace tilsig::check {

/// True when the 11 digits can be a fødselsnummer, D-number, H-number or synthetic number: a day (also + 40), a month
/// (also
/// + 40, + 65, + 80) and check digits that are right under the rule of 1964 or the one of 2032 (remainder of the first
/// check digit 0 to 3). The individual number is not looked at: from 2032 it no longer tells the century. Source:
/// DOMAIN 2.1.
[[nodiscard]] bool is_national_number(std::string_view eleven_digits) noexcept;

/// True when the 12 digits are a DUF number: a year from 1980 to 2099 and a right check number. Source: DOMAIN 2.2.
[[nodiscard]] bool is_duf_number(std::string_view twelve_digits) noexcept;

/// True when the text holds such a number: a whole run of digits, also written in groups with blanks, hyphens, points
/// or slashes between them. A longer run of digits that merely contains one is not taken for it.
[[nodiscard]] bool holds_identifier(std::string_view text) noexcept;

}  // namespace tilsig::check
