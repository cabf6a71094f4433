#include "propose/text_kinds.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "propose/forms.hpp"

namespace tilsig::propose {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `9` is a digit, `#` one or two of them, all else stands for itself.
bool is_like(std::string_view text, std::string_view pattern) {
    std::size_t at = 0;
    for (const char wanted : pattern) {
        if (at >= text.size()) return false;
        if (wanted == '9' || wanted == '#') {
            if (!is_digit(text[at++])) return false;
            if (wanted == '#' && at < text.size() && is_digit(text[at])) ++at;
        } else if (text[at++] != wanted) {
            return false;
        }
    }
    return at == text.size();
}

bool is_like_any(std::string_view text, std::initializer_list<std::string_view> patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](auto pattern) { return is_like(text, pattern); });
}

bool is_month_of_year(std::string_view text) {
    return is_year(text.substr(0, 4)) &&
           is_like_any(text, {"9999M#", "9999-M#", "9999K9", "9999-K9", "9999Q9", "9999-Q9", "9999T9", "9999H9",
                              "9999W99", "9999-W99", "9999U99", "9999-99"}) &&
           !is_like(text, "9999-99-99");
}

bool is_double_year(std::string_view text) {
    if (!is_like_any(text, {"9999/99", "9999-99", "9999/9999", "9999-9999"}) || !is_year(text.substr(0, 4)))
        return false;
    const int second = (text[2] - '0') * 10 + (text[3] - '0') + 1;
    const auto last = text.substr(text.size() - 2);
    return (last[0] - '0') * 10 + (last[1] - '0') == second % 100;
}

bool is_dotted_day(std::string_view text) { return is_like_any(text, {"#.#.9999", "#.#.99"}); }
bool is_slashed_day(std::string_view text) { return is_like_any(text, {"#/#/9999", "#/#/99", "9999/99/99"}); }
bool is_time_of_day(std::string_view text) { return is_like_any(text, {"#:99", "#:99:99"}); }

/// (12), 12-, kr 1 200, 12 b, 1 200,-: figures to people, with something around them.
bool is_dressed_figure(std::string_view text) {
    if (looks_like_figure(text)) return true;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')')
        return looks_like_figure(text.substr(1, text.size() - 2));
    for (const std::string_view before : {"kr ", "kr. ", "NOK ", "<", "~"})
        if (text.starts_with(before)) return looks_like_figure(text.substr(before.size()));
    for (const std::string_view after : {",-", "-", " kr", " kr.", " NOK", "*", " *", " b", " e", " p", " d", " s"})
        if (text.ends_with(after) && looks_like_figure(text.substr(0, text.size() - after.size()))) return true;
    return false;
}

constexpr std::array<TextKind, 6> kinds{
    {{"months, quarters or weeks like 2024M01, 2024K1 or 2024-W05", "", true, is_month_of_year},
     {"years from autumn to summer like 2009/10", "", true, is_double_year},
     {"days like 1.2.2025",
      "no one `date` of a contract reads them all: ask the sender for one form, 2025-02-01 or 01.02.2025", true,
      is_dotted_day},
     {"days like 31/01/2025",
      "no one `date` of a contract reads them all, with the month first as in America none does: ask the sender for "
      "2025-01-31 or 31.01.2025",
      true, is_slashed_day},
     {"times of day", "", false, is_time_of_day},
     {"figures to people",
      "as text they cannot be summed, and no format of a contract reads them as they are: ask the sender for plain "
      "numbers",
      false, is_dressed_figure}}};

}  // namespace

std::span<const TextKind> text_kinds() { return kinds; }

bool is_period(std::string_view text) { return is_month_of_year(text) || is_double_year(text); }

bool is_school_year(std::string_view digits) {
    if (digits.size() != 6 || !is_digits(digits) || !is_year(digits.substr(0, 4))) return false;
    const int year = (digits[2] - '0') * 10 + (digits[3] - '0');
    return (digits[4] - '0') * 10 + (digits[5] - '0') == (year + 1) % 100;
}

}  // namespace tilsig::propose
