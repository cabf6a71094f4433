// The ways in which sources write numbers, dates and "nothing", and which of them a text fits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/value.hpp"

namespace tilsig::propose {

struct Form {
    model::Type type = model::Type::text;
    model::ValueFormat format;
};

/// All forms that are tried; the order is that of preference where several fit every value.
[[nodiscard]] const std::vector<Form>& forms();
/// The text is written in this form. Decimals with any number of digits fit: how many there are decides the scale.
[[nodiscard]] bool fits(const Form& form, std::string_view text);
/// Like 1 234 or integer, for evidence.
[[nodiscard]] std::string described(const Form& form);

/// The reason that a marker in place of a value stands for; "" when it is none. Markers count only in columns whose
/// other values are numbers or dates.
[[nodiscard]] std::string_view missing_reason(std::string_view text);
/// A short text that is no marker everywhere, but may be one among figures: n.a., x, a dash of its own, up to four
/// signs. Other words are none: they may be a name.
[[nodiscard]] bool may_stand_in(std::string_view text);
/// What it stands for; "" when statistics offices do not agree or do not use it.
[[nodiscard]] std::string_view stand_in_reason(std::string_view text);
/// I alt, Hele landet, Total: the word in lower case, when the text is one for the sum of the other records; else "".
[[nodiscard]] std::string_view sum_word(std::string_view text);
/// Errors that a spreadsheet leaves in a cell; each is a marker too.
[[nodiscard]] const std::vector<std::string>& spreadsheet_errors();

/// A whole text that fits any form or is a marker: data, and no name of a column.
[[nodiscard]] bool looks_like_value(std::string_view text);
/// Digits with a sign, marks between groups of three, a decimal part, an exponent, a per cent sign: a figure to people,
/// also in ways that no form reads (no-break spaces, U+2212).
[[nodiscard]] bool looks_like_figure(std::string_view text);
/// yyyy between 1900 and 2100.
[[nodiscard]] bool is_year(std::string_view text);
/// Nothing but digits, at least one.
[[nodiscard]] bool is_digits(std::string_view text);

}  // namespace tilsig::propose
