// Recognises numbers that identify a person in any text, so that they can be refused where none belongs.
#include "identifiers/digits.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::identifiers {

namespace {

/// What may stand between the groups of a number that people write in groups.
std::size_t separator_length(std::string_view text, std::size_t at) noexcept {
    const char c = text[at];
    if (c == ' ' || c == '-' || c == '.' || c == '/') return 1;
    return text.substr(at).starts_with("\xC2\xA0") ? 2 : 0;  // no-break space
}

/// `text` begins with a number and one point in it, no further group behind: 62.919960022. People who write a point
/// inside a number of a person put it behind the date of birth, so six digits before it are no sign of a measure.
bool is_decimal(std::string_view text) noexcept {
    const auto run = [&](std::size_t at) {
        while (at < text.size() && is_digit(text[at])) ++at;
        return at;
    };
    const std::size_t mark = run(0);
    if (mark == 6 || mark >= text.size() || text[mark] != '.') return false;
    const std::size_t end = run(mark + 1);
    if (end == mark + 1) return false;
    const std::size_t gap = end < text.size() ? separator_length(text, end) : 0;
    return gap == 0 || end + gap >= text.size() || !is_digit(text[end + gap]);
}

bool identifies(std::string_view digits) noexcept { return is_national_number(digits) || is_duf_number(digits); }

}  // namespace

bool is_national_number(std::string_view eleven_digits) noexcept {
    const std::string_view d = eleven_digits;
    if (d.size() != 11 || !only_digits(d)) return false;
    if (first_remainder(d) > 3 || second_remainder(d) != 0) return false;
    const int day = two(d, 0);
    // The century is not known; of 1900 and 2000 the latter was a leap year, so 00 passes.
    return is_day(day > 40 ? day - 40 : day, plain_month(two(d, 2)), two(d, 4) % 4 == 0);
}

bool is_duf_number(std::string_view twelve_digits) noexcept {
    const std::string_view d = twelve_digits;
    if (d.size() != 12 || !only_digits(d)) return false;
    const int year = two(d, 0) * 100 + two(d, 2);
    return year >= 1980 && year <= 2099 && duf_checks(d);
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
        const bool decimal = (at == 0 || text[at - 1] != '.') && is_decimal(text.substr(at));
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
            if (!fits || end == text.size() || (text[end] == '.' && decimal)) break;
            const std::size_t gap = separator_length(text, end);
            if (gap == 0 || end + gap >= text.size() || !is_digit(text[end + gap])) break;
            end += gap;
        }
        while (at < text.size() && is_digit(text[at])) ++at;
    }
    return false;
}

}  // namespace tilsig::identifiers
