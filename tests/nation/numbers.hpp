// Synthetic numbers of persons and organisations: month + 80, valid check digits, each handed out once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_set>

#include "dates.hpp"

namespace nation {

class Numbers {
public:
    std::uint64_t fnr(Day birth, bool woman, int wish) { return dated(birth, woman, wish, 0); }
    std::uint64_t dnr(Day birth, bool woman, int wish) { return dated(birth, woman, wish, 40); }
    /// Serials count from 900000 in each year of application.
    std::uint64_t duf(int year);

private:
    std::uint64_t dated(Day birth, bool woman, int wish, int day_offset);

    std::unordered_set<std::uint64_t> m_given;
    std::array<int, 100> m_serials{};
};

/// Nine digits, the first of them 2 or 3: no real unit has such a number.
std::uint64_t organisation_number(int serial);

void put_digits(std::string& out, std::uint64_t value, int width);

}  // namespace nation
