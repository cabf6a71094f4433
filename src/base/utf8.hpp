// One character of UTF-8 at a time; inside the room only. Inline: it is asked for every letter æ of a delivery.
#pragma once

#include <cstddef>
#include <string_view>

namespace tilsig {

/// Length of the well-formed UTF-8 sequence at `at`, or 0. Table 3-7 of the Unicode standard: no overlong forms, no
/// surrogates.
[[nodiscard]] inline std::size_t sequence_length(std::string_view s, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const auto continues = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char lead = byte(at);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!continues(at + 1) || !continues(at + 2)) return 0;
        const unsigned char second = byte(at + 1);
        if (lead == 0xE0 && second < 0xA0) return 0;
        if (lead == 0xED && second > 0x9F) return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return 0;
        const unsigned char second = byte(at + 1);
        if (lead == 0xF0 && second < 0x90) return 0;
        if (lead == 0xF4 && second > 0x8F) return 0;
        return 4;
    }
    return 0;
}
/// The character that a well-formed sequence stands for.
[[nodiscard]] char32_t character_of(std::string_view sequence) noexcept;

}  // namespace tilsig
