// Inside the room only: arithmetic on texts of digits.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tilsig::identifiers {

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr bool only_digits(std::string_view text) noexcept {
    for (const char c : text) {
        if (!is_digit(c)) return false;
    }
    return true;
}

[[nodiscard]] constexpr int two(std::string_view digits, std::size_t at) noexcept {
    return (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}

template <std::size_t N>
[[nodiscard]] constexpr int weighted(std::string_view digits, const std::array<int, N>& weights) noexcept {
    int sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum += (digits[i] - '0') * weights[i];
    return sum;
}

/// What the first check digit leaves: 0 by the rule of 1964, 0 to 3 by that of 2032.
[[nodiscard]] constexpr int first_remainder(std::string_view d) noexcept {
    return (weighted(d, std::array{3, 7, 6, 1, 8, 9, 4, 5, 2}) + d[9] - '0') % 11;
}
/// What the second leaves: 0 by both.
[[nodiscard]] constexpr int second_remainder(std::string_view d) noexcept {
    return (weighted(d, std::array{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}) + d[10] - '0') % 11;
}
[[nodiscard]] constexpr bool duf_checks(std::string_view d) noexcept {
    return weighted(d, std::array{4, 6, 3, 2, 4, 6, 3, 2, 7, 5}) % 11 == two(d, 10);
}

/// The month without what marks it as synthetic (+ 80, + 65, + 40).
[[nodiscard]] constexpr int plain_month(int month) noexcept {
    for (const int offset : {80, 65, 40}) {
        if (month > offset) return month - offset;
    }
    return month;
}

/// A day of the calendar; `leap` when February has 29 days.
[[nodiscard]] constexpr bool is_day(int day, int month, bool leap) noexcept {
    constexpr std::array<int, 13> days{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return false;
    return day <= days[static_cast<std::size_t>(month)] + (month == 2 && leap ? 1 : 0);
}

}  // namespace tilsig::identifiers
