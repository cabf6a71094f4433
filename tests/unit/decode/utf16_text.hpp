// UTF-8 texts of tests in UTF-16.
#pragma once

#include <string>

namespace tilsig::decode::testing {

inline std::string utf16_of(const std::string& utf8, bool little) {
    std::string made;
    const auto put = [&](unsigned unit) {
        const char low = static_cast<char>(unit & 0xFFU), high = static_cast<char>(unit >> 8U);
        made += little ? low : high;
        made += little ? high : low;
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        unsigned character = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            character = character << 6U | (static_cast<unsigned char>(utf8[at + i]) & 0x3FU);
        at += length;
        if (character < 0x10000U) {
            put(character);
            continue;
        }
        put(0xD800U + ((character - 0x10000U) >> 10U));
        put(0xDC00U + ((character - 0x10000U) & 0x3FFU));
    }
    return made;
}

}  // namespace tilsig::decode::testing
