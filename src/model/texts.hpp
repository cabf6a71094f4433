// What is done to one text by mapping steps and expressions. Results view into the input when nothing changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "model/batch.hpp"

namespace tilsig::model {

/// Characters, that is code points, of well-formed UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;
/// Filled up on the left to `width` characters.
[[nodiscard]] std::string_view pad_left(std::string_view text, std::size_t width, char fill, Arena& arena);
/// a-z and the letters of Latin-1 that have a capital there; everything else stays.
[[nodiscard]] std::string_view to_upper(std::string_view text, Arena& arena);
[[nodiscard]] std::string_view to_lower(std::string_view text, Arena& arena);
/// Blanks (space, tab, line breaks, no-break spaces) at the ends away, runs of them one blank; null when nothing is
/// left.
[[nodiscard]] std::string_view trim_name(std::string_view text, Arena& arena);

/// What stands around a value and is no part of it: whitespace and characters without width.
struct Trimmed {
    std::string_view text;     ///< null when nothing is left
    std::uint8_t changes = 0;  ///< Change bits: what was taken away
};
/// Takes whitespace (of all kinds, no-break spaces too) and invisible characters (controls, zero-width, direction
/// marks, U+FEFF) from both ends of UTF-8 text.
[[nodiscard]] Trimmed trim_ends(std::string_view text) noexcept;
/// The same for U+FEFF alone, which is no character of any text.
[[nodiscard]] Trimmed trim_byte_order_marks(std::string_view text) noexcept;

/// The first character that nobody can see or tell from a space: whitespace other than U+0020, controls, and the
/// characters without width. For values that are compared as keys.
[[nodiscard]] std::optional<char32_t> find_invisible(std::string_view text) noexcept;
/// `U+00A0`.
[[nodiscard]] std::string character_number(char32_t character);

/// Whether trim_ends or find_invisible may have something to say: a space at an end, or a byte that is no printable
/// ASCII. Asked of every code, so eight bytes at a time.
[[nodiscard]] bool looks_odd(std::string_view text) noexcept;
/// Whether the text has a byte beyond ASCII, as every U+FEFF has.
[[nodiscard]] bool beyond_ascii(std::string_view text) noexcept;

namespace words {

inline constexpr std::uint64_t ones = 0x0101010101010101U;
inline constexpr std::uint64_t high = 0x80U * ones;

/// Or-s `test` over the bytes of a text, eight at a time; the last word overlaps the one before it.
template <typename Test>
[[nodiscard]] std::uint64_t any(std::string_view text, const Test& test) noexcept {
    const char* const data = text.data();
    const std::size_t size = text.size();
    const auto eight = [data](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, data + at, 8);
        return word;
    };
    if (size >= 8) {
        std::uint64_t found = test(eight(size - 8));
        for (std::size_t at = 0; at + 8 < size; at += 8) found |= test(eight(at));
        return found;
    }
    if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, data, 4);
        std::memcpy(&last, data + size - 4, 4);
        return test(first | std::uint64_t{last} << 32U);
    }
    if (size == 0) return 0;
    const auto byte = [data](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(data[at])}; };
    constexpr std::uint64_t printable = 0x2121212121000000U;
    return test(byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U | printable);
}

}  // namespace words

inline bool looks_odd(std::string_view text) noexcept {
    if (text.empty()) return false;
    // The sign bit of a byte tells: it is set, or the byte is below a space, or it is 0x7F. Borrows reach only bytes
    // above one that is told anyway.
    const auto test = [](std::uint64_t word) { return (word | (word - 0x20U * words::ones) | (word + words::ones)); };
    return text.front() == ' ' || text.back() == ' ' || (words::any(text, test) & words::high) != 0;
}

inline bool beyond_ascii(std::string_view text) noexcept {
    return (words::any(text, [](std::uint64_t word) { return word; }) & words::high) != 0;
}

}  // namespace tilsig::model
