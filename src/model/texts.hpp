// What is done to one text by mapping steps and expressions. Results view into the input when nothing changes.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// Whether an end of the text may be something that trim_ends takes away: one look at two bytes, for every cell.
[[nodiscard]] inline bool ends_look_odd(std::string_view text) noexcept {
    const auto odd = [](char c) { return static_cast<signed char>(c) <= 0x20 || c == 0x7F; };
    return !text.empty() && (odd(text.front()) || odd(text.back()));
}
/// Whether find_invisible has to look: bytes that are not printable ASCII. Without a branch per byte.
[[nodiscard]] inline bool inside_looks_odd(std::string_view text) noexcept {
    bool odd = false;
    for (const char c : text) odd |= static_cast<signed char>(c) < 0x20 || c == 0x7F;
    return odd;
}

}  // namespace tilsig::model
