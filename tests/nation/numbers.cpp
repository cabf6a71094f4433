#include "numbers.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace nation {

namespace {

/// The eleven digits of nine, or nothing where a check digit would be 10.
std::optional<std::uint64_t> checked(std::uint64_t nine) {
    std::array<int, 10> digits{};
    std::uint64_t rest = nine;
    for (std::size_t at = 9; at-- > 0; rest /= 10) digits[at] = static_cast<int>(rest % 10);
    constexpr std::array<int, 9> first{3, 7, 6, 1, 8, 9, 4, 5, 2};
    constexpr std::array<int, 10> second{5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (std::size_t at = 0; at < first.size(); ++at) sum += first[at] * digits[at];
    digits[9] = (11 - sum % 11) % 11;
    if (digits[9] == 10) return std::nullopt;
    sum = 0;
    for (std::size_t at = 0; at < second.size(); ++at) sum += second[at] * digits[at];
    const int last = (11 - sum % 11) % 11;
    if (last == 10) return std::nullopt;
    return (nine * 10 + static_cast<std::uint64_t>(digits[9])) * 10 + static_cast<std::uint64_t>(last);
}

}  // namespace

std::uint64_t Numbers::dated(Day birth, bool woman, int wish, int day_offset) {
    for (Day day = birth;; ++day) {  // a crowded day leaves the next one: the date in a number is no proof of birth
        const Civil at = civil(day);
        const int low = at.year >= 2000 ? 500 : 0;
        for (int tried = 0; tried < 250; ++tried) {
            const int individual = low + 2 * ((wish + tried) % 250) + (woman ? 0 : 1);
            const auto nine = static_cast<std::uint64_t>(
                ((at.day + day_offset) * 10000 + (at.month + 80) * 100 + at.year % 100) * 1000LL + individual);
            const auto number = checked(nine);
            if (number && m_given.insert(*number).second) return *number;
        }
    }
}

std::uint64_t Numbers::duf(int year) {
    const int serial = m_serials.at(static_cast<std::size_t>(year - 1980))++;
    if (serial > 99999) throw std::runtime_error("a year has 100000 synthetic DUF numbers, and --scale asks for more");
    const auto ten = static_cast<std::uint64_t>(year) * 1000000 + 900000 + static_cast<std::uint64_t>(serial);
    constexpr std::array<int, 10> weights{5, 7, 2, 3, 6, 4, 2, 3, 6, 4};  // from the last digit to the first
    std::uint64_t rest = ten;
    int sum = 0;
    for (const int weight : weights) {
        sum += weight * static_cast<int>(rest % 10);
        rest /= 10;
    }
    return ten * 100 + static_cast<std::uint64_t>(sum % 11);
}

std::uint64_t organisation_number(int serial) {
    constexpr std::array<int, 8> weights{2, 3, 4, 5, 6, 7, 2, 3};  // from the last digit to the first
    for (int at = serial;; ++at) {
        std::uint64_t rest = 31090000ULL + static_cast<std::uint64_t>(at) * 7;
        const std::uint64_t eight = rest;
        int sum = 0;
        for (const int weight : weights) {
            sum += weight * static_cast<int>(rest % 10);
            rest /= 10;
        }
        const int check = (11 - sum % 11) % 11;
        if (check != 10) return eight * 10 + static_cast<std::uint64_t>(check);
    }
}

void put_digits(std::string& out, std::uint64_t value, int width) {
    char digits[20];
    for (int at = width - 1; at >= 0; --at, value /= 10) digits[at] = static_cast<char>('0' + value % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

}  // namespace nation
