// What connectors make addresses of: encoding, and the marks that stand for the unit.
#pragma once

#include <string>
#include <string_view>

#include "spi/options.hpp"

namespace tilsig::spi {

/// Percent-encodes everything that is not an unreserved character (RFC 3986), byte by byte.
[[nodiscard]] inline std::string encode_for_url(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        if (plain.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4U], digits[byte & 0x0FU]};
    }
    return result;
}

/// The pattern with `{period}` and `{sender}` replaced by these texts, which are not looked at again.
[[nodiscard]] inline std::string fill_in(std::string_view pattern, std::string_view sender, std::string_view period) {
    std::string result(pattern);
    const auto replace = [&](std::string_view mark, std::string_view value) {
        for (auto at = result.find(mark); at != std::string::npos; at = result.find(mark, at + value.size())) {
            result.replace(at, mark.size(), value);
        }
    };
    replace("{period}", period);
    replace("{sender}", sender);
    return result;
}

}  // namespace tilsig::spi
