// Numbers as people, spreadsheets and statistics programs write them -> sign, digits, mark, digits.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "model/value.hpp"

namespace tilsig::model {

/// Length of the blank at the front of UTF-8 text: U+0020, or the no-break, figure, thin and narrow blanks that are
/// written between thousands and before units; 0 when there is none.
[[nodiscard]] std::size_t number_blank(std::string_view text) noexcept;

/// A quick look: whether write_plain could make another number of it.
[[nodiscard]] bool has_marks(std::string_view raw, const ValueFormat& format) noexcept;

/// `1,24E+11`: how spreadsheets show a number of which they have dropped digits.
[[nodiscard]] bool looks_rounded(std::string_view raw) noexcept;

struct PlainNumber {
    std::array<char, 64> digits;  // not cleared: every character is written before it is read
    std::size_t size = 0;

    [[nodiscard]] std::string_view text() const noexcept { return {digits.data(), size}; }
    bool put(char c) noexcept {
        if (size == digits.size()) return false;
        digits[size++] = c;
        return true;
    }
};

/// Takes away the unit and the marks between thousands, writes U+2212 as `-`, and moves the decimal mark by the
/// exponent. False when `raw` is not written by the format; what it leaves is still to be read as a number.
[[nodiscard]] bool write_plain(std::string_view raw, const ValueFormat& format, PlainNumber& plain) noexcept;

}  // namespace tilsig::model
