#include "check/identifiers.hpp"

#include <array>
#include <cstddef>

namespace tilsig::check {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text, std::size_t size) noexcept {
    if (text.size() != size) return false;
    for (const char c : text) {
        if (!is_digit(c)) return false;
    }
    return true;
}

int two(std::string_view digits, std::size_t at) noexcept { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); }

template <std::size_t N>
int weighted(std::string_view digits, const std::array<int, N>& weights) noexcept {
    int sum = 0;
    for (std::size_t i = 0; i < N; ++i) sum += (digits[i] - '0') * weights[i];
    return sum;
}

bool possible_date(int day, int month, int year) noexcept {
    if (day > 40) day -= 40;  // D-number
    for (const int offset : {80, 65, 40}) {
        if (month > offset) {
            month -= offset;
            break;
        }
    }
    static constexpr std::array<int, 13> days{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || day > days[static_cast<std::size_t>(month)]) return false;
    // The century is not known; of 1900 and 2000 the latter was a leap year, so 00 passes.
    return day != 29 || month != 2 || year % 4 == 0;
}

/// What may stand between the groups of a number that people write in groups.
std::size_t separator_length(std::string_view text, std::size_t at) noexcept {
    const char c = text[at];
    if (c == ' ' || c == '-' || c == '.' || c == '/') return 1;
    return text.substr(at).starts_with("\xC2\xA0") ? 2 : 0;  // no-break space
}

bool identifies(std::string_view digits) noexcept { return is_national_number(digits) || is_duf_number(digits); }

}  // namespace

bool is_national_number(std::string_view eleven_digits) noexcept {
    static constexpr std::array<int, 9> first{3, 7, 6, 1, 8, 9, 4, 5, 2};
    static constexpr std::array<int, 10> second{5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    const std::string_view d = eleven_digits;
    if (!all_digits(d, 11)) return false;
    if ((weighted(d, first) + d[9] - '0') % 11 > 3) return false;
    if ((weighted(d, second) + d[10] - '0') % 11 != 0) return false;
    return possible_date(two(d, 0), two(d, 2), two(d, 4));
}

bool is_duf_number(std::string_view twelve_digits) noexcept {
    static constexpr std::array<int, 10> weights{4, 6, 3, 2, 4, 6, 3, 2, 7, 5};
    const std::string_view d = twelve_digits;
    if (!all_digits(d, 12)) return false;
    const int year = two(d, 0) * 100 + two(d, 2);
    return year >= 1980 && year <= 2099 && weighted(d, weights) % 11 == two(d, 10);
}

bool holds_identifier(std::string_view text) noexcept {
    constexpr std::size_t longest = 12;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        // From the start of each run of digits: take further runs while the number can still be one, and look after
        // each.
        std::array<char, longest> digits{};
        std::size_t count = 0;
        bool fits = true;
        std::size_t end = at;
        while (fits && end < text.size()) {
            for (; end < text.size() && is_digit(text[end]); ++end) {
                if (count == longest) {
                    fits = false;
                    break;
                }
                digits[count++] = text[end];
            }
            if (fits && identifies({digits.data(), count})) return true;
            if (!fits || end == text.size()) break;
            const std::size_t gap = separator_length(text, end);
            if (gap == 0 || end + gap >= text.size() || !is_digit(text[end + gap])) break;
            end += gap;
        }
        while (at < text.size() && is_digit(text[at])) ++at;
    }
    return false;
}

}  // namespace tilsig::check
