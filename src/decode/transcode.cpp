#include "decode/transcode.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.hpp"

namespace tilsig::decode {

namespace {

constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

/// Windows-1252 0x80..0x9F; 0 where the encoding has no character.
constexpr std::array<char16_t, 32> windows_1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char* put(char* out, char32_t character) noexcept {
    if (character < 0x80) {
        *out++ = static_cast<char>(character);
    } else if (character < 0x800) {
        *out++ = static_cast<char>(0xC0U | (character >> 6U));
        *out++ = static_cast<char>(0x80U | (character & 0x3FU));
    } else {
        *out++ = static_cast<char>(0xE0U | (character >> 12U));
        *out++ = static_cast<char>(0x80U | ((character >> 6U) & 0x3FU));
        *out++ = static_cast<char>(0x80U | (character & 0x3FU));
    }
    return out;
}

/// The character of a byte from 0x80 on, 0 when the encoding has none. ISO-8859-1 proper has control characters in
/// 0x80..0x9F, but in text they are always a sign of Windows-1252.
char32_t character_of(catalog::Encoding encoding, unsigned char byte) noexcept {
    if (byte >= 0xA0) return byte;
    return encoding == catalog::Encoding::windows_1252 ? windows_1252[byte - 0x80U] : 0;
}

/// Bytes from 0x80 on, eight at a time: this runs over every byte of a delivery.
std::size_t count_high(std::string_view bytes) noexcept {
    std::size_t count = 0;
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        // Multiplied by 01 01 .. the eight bits add up in the top byte; std::popcount is a call where no processor is
        // named.
        count += ((word & high_bits) >> 7U) * 0x0101010101010101U >> 56U;
    }
    for (; at < bytes.size(); ++at) count += static_cast<unsigned char>(bytes[at]) >> 7U;
    return count;
}

Transcoded from_single_byte(catalog::Encoding encoding, std::string_view raw, std::size_t high, model::Arena& arena) {
    char* const begin =
        arena.allocate(raw.size() + 2 * high);  // three bytes are enough for every character of both encodings
    char* out = begin;
    std::size_t at = 0;
    while (at < raw.size()) {
        while (at + 8 <= raw.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, raw.data() + at, 8);
            if ((word & high_bits) != 0) break;
            std::memcpy(out, &word, 8);
            out += 8;
            at += 8;
        }
        // The mixed word (or the rest) byte by byte, so that a word with one letter does not end the fast path for
        // good.
        const std::size_t stop = std::min(raw.size(), at + 8);
        for (; at < stop; ++at) {
            const auto byte = static_cast<unsigned char>(raw[at]);
            if (byte < 0x80) {
                *out++ = raw[at];
                continue;
            }
            const char32_t character = character_of(encoding, byte);
            if (character == 0) return {{}, at, false};
            out = put(out, character);
        }
    }
    return {{begin, static_cast<std::size_t>(out - begin)}, std::nullopt, false};
}

}  // namespace

bool is_ascii(std::string_view bytes) noexcept { return count_high(bytes) == 0; }

Transcoded to_utf8(catalog::Encoding encoding, std::string_view raw, model::Arena& arena) {
    const std::size_t high = count_high(raw);
    if (high == 0) return {arena.store(raw), std::nullopt, true};
    if (encoding != catalog::Encoding::utf8) return from_single_byte(encoding, raw, high, arena);
    const std::size_t invalid = find_invalid_utf8(raw);
    if (invalid != std::string_view::npos) return {{}, invalid, false};
    return {arena.store(raw), std::nullopt, false};
}

std::size_t find_unreadable(catalog::Encoding encoding, std::string_view raw, std::size_t from) {
    if (encoding == catalog::Encoding::utf8) {
        const std::size_t at = find_invalid_utf8(raw.substr(from));
        return at == std::string_view::npos ? at : from + at;
    }
    const auto lacks = [encoding](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 && character_of(encoding, byte) == 0;
    };
    const auto found = std::find_if(raw.begin() + static_cast<std::ptrdiff_t>(from), raw.end(), lacks);
    return found == raw.end() ? std::string_view::npos : static_cast<std::size_t>(found - raw.begin());
}

const char* encoding_name(catalog::Encoding encoding) noexcept {
    switch (encoding) {
        case catalog::Encoding::utf8: return "UTF-8";
        case catalog::Encoding::iso_8859_1: return "ISO-8859-1";
        case catalog::Encoding::windows_1252: return "Windows-1252";
        case catalog::Encoding::utf16: return "UTF-16";
        case catalog::Encoding::utf16le: return "UTF-16LE";
        case catalog::Encoding::utf16be: return "UTF-16BE";
    }
    return "UTF-8";
}

std::string encoding_message(catalog::Encoding encoding, unsigned char byte) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text = "byte 0x";
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
    text += std::string(" is not ") + encoding_name(encoding);
    switch (encoding) {
        case catalog::Encoding::utf8:
            return text + "; if the sender writes ISO-8859-1 or Windows-1252, declare it in the layout";
        case catalog::Encoding::iso_8859_1:
            return text + " text; it is probably Windows-1252: declare `encoding: windows-1252`";
        case catalog::Encoding::windows_1252: return text + "; the sender's encoding is another one";
        default: break;  // turned into UTF-8 before
    }
    return text;
}

}  // namespace tilsig::decode
