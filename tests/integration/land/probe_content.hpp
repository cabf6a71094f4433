// What the probe lands and blanks; shared by the probe and the tests that look at what is left.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "base/hash.hpp"

namespace tilsig {

/// A little more than two chunks, so that inner and last chunks are written.
inline std::string probe_content() {
    std::string bytes;
    for (int line = 0; bytes.size() < 270000; ++line) bytes += "k0101;case-" + std::to_string(line) + ";2008-03-01\n";
    return bytes;
}
inline std::string probe_delivery() { return sha256_hex(probe_content()); }
inline std::pair<std::uint64_t, std::uint32_t> probe_blank() { return {100, 140000}; }
inline std::string probe_blanked() {
    std::string bytes = probe_content();
    const auto [offset, length] = probe_blank();
    for (std::size_t at = offset; at < offset + length; ++at) {
        if (bytes[at] != '\n') bytes[at] = ' ';
    }
    return bytes;
}
/// The claim: printed only after the work is durable.
inline void zone_says(const char* text) { std::printf("%s\n", text); }

}  // namespace tilsig
