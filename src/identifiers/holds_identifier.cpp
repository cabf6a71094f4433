// Recognises numbers that identify a person in any text, so that they can be refused where none belongs.
#include <array>
#include <cstdint>

#include "identifiers/digits.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::identifiers {

namespace {

/// A sign of text in UTF-8, as far as it matters here.
struct Sign {
    std::uint32_t code = 0;
    std::size_t length = 1;
};

Sign sign_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[at + n]); };
    const auto follows = [&](std::size_t n) { return at + n < text.size() && (byte(n) & 0xC0U) == 0x80U; };
    if (byte(0) < 0x80U) return {byte(0), 1};
    if ((byte(0) & 0xE0U) == 0xC0U && follows(1)) return {(byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU), 2};
    if ((byte(0) & 0xF0U) == 0xE0U && follows(1) && follows(2))
        return {(byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU), 3};
    return {0xFFFDU, 1};
}

/// 0 to 9 of the scripts that keyboards have: Latin, full width, Arabic, Persian, Devanagari. -1: no digit.
int digit_of(std::uint32_t code) noexcept {
    for (const std::uint32_t zero : {0x30U, 0xFF10U, 0x660U, 0x6F0U, 0x966U})
        if (code >= zero && code <= zero + 9) return static_cast<int>(code - zero);
    return -1;
}

/// What may stand between the groups of a number that people write in groups: blanks and dashes of any kind, what
/// nobody sees, points, slashes, underscores, brackets. No comma and no colon: times of day and lists of figures would
/// be taken for numbers of persons, one in a hundred.
bool separates(std::uint32_t code) noexcept {
    switch (code) {
        case ' ':
        case '\t':
        case '-':
        case '.':
        case '/':
        case '_':
        case '(':
        case ')':
        case 0xA0U:
        case 0xADU:
        case 0x2060U:
        case 0x2212U:
        case 0x3000U:
        case 0xFEFFU: return true;
        default: return (code >= 0x2000U && code <= 0x2015U) || (code >= 0x2028U && code <= 0x202FU);
    }
}

/// Bytes of what separates two groups: up to four signs.
std::size_t separator_length(std::string_view text, std::size_t at) noexcept {
    std::size_t length = 0;
    for (int signs = 0; signs < 4 && at + length < text.size(); ++signs) {
        const Sign sign = sign_at(text, at + length);
        if (!separates(sign.code)) break;
        length += sign.length;
    }
    return length;
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
        const Sign begin = sign_at(text, at);
        if (digit_of(begin.code) < 0) {
            at += begin.length;
            continue;
        }
        // From the start of each run of digits: take further runs while the number can still be one, and look after
        // each.
        std::array<char, longest> digits{};
        std::size_t count = 0;
        bool fits = true;
        const bool decimal = (at == 0 || text[at - 1] != '.') && is_decimal(text.substr(at));
        std::size_t end = at;
        std::size_t next = at;  // behind the first run
        while (fits && end < text.size()) {
            for (int digit = 0; end < text.size();) {
                const Sign sign = sign_at(text, end);
                digit = digit_of(sign.code);
                if (digit < 0) break;
                if (fits && count == longest) fits = false;
                if (fits) digits[count++] = static_cast<char>('0' + digit);
                end += sign.length;
            }
            if (next == at) next = end;
            if (fits && identifies({digits.data(), count})) return true;
            if (!fits || end == text.size() || (text[end] == '.' && decimal)) break;
            const std::size_t gap = separator_length(text, end);
            if (gap == 0 || end + gap >= text.size() || digit_of(sign_at(text, end + gap).code) < 0) break;
            end += gap;
        }
        at = next;
    }
    return false;
}

}  // namespace tilsig::identifiers
