#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace tilsig {

namespace {

/// Length of the well-formed UTF-8 sequence at `at`, or 0. Table 3-7 of the Unicode standard: no overlong forms, no
/// surrogates.
std::size_t sequence_length(std::string_view s, std::size_t at) noexcept {
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

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view bytes) noexcept {
    std::size_t at = 0;
    while (at < bytes.size()) {
        // Eight ASCII bytes at a time: real feeds are mostly ASCII, and this runs over every byte of a delivery.
        while (at + 8 <= bytes.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, 8);
            if ((word & 0x8080808080808080ULL) != 0) break;
            at += 8;
        }
        if (at >= bytes.size()) break;
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

bool is_sha256_hex(std::string_view text) noexcept {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return text.substr(0, 0);
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const auto& part : parts) {
        if (&part != &parts.front()) out += separator;
        out += part;
    }
    return out;
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ' ');
    return digits;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t best_distance = word.size() / 3 + 2;
    for (const auto& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string json_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 8);
    std::size_t at = 0;
    const auto escape = [&out](unsigned code) {
        char buffer[8];
        std::snprintf(buffer, sizeof buffer, "\\u%04x", code);
        out += buffer;
    };
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = sequence_length(text, at);
        if (length == 0) {
            out += "\\ufffd";
            ++at;
            continue;
        }
        const std::string_view sequence = text.substr(at, length);
        at += length;
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += static_cast<char>(byte);
        } else if (byte < 0x20 || byte == 0x7F) {
            escape(byte);
        } else if (length == 2 && byte == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0) {
            escape(static_cast<unsigned char>(sequence[1]));  // C1 controls, U+0085 among them, drive terminals
        } else if (sequence == "\u2028") {
            out += "\\u2028";
        } else if (sequence == "\u2029") {
            out += "\\u2029";
        } else {
            out += sequence;
        }
    }
    return out;
}

std::string without_long_numbers(std::string_view text) {
    // Blanks and hyphens between digits do not break a run: "010100 12345" is still an identifier.
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_digit(text[at])) {
            out += text[at++];
            continue;
        }
        std::size_t end = at;
        std::size_t digits = 0;
        std::size_t last_digit = at;
        while (end < text.size() && (is_digit(text[end]) || ((text[end] == ' ' || text[end] == '-') &&
                                                             end + 1 < text.size() && is_digit(text[end + 1])))) {
            if (is_digit(text[end])) {
                ++digits;
                last_digit = end;
            }
            ++end;
        }
        // Dates and times (2026-11-22) are eight digits with hyphens: they are needed in logs and are no identifier.
        const std::string_view run = text.substr(at, last_digit + 1 - at);
        const bool date = run.size() == 10 && run[4] == '-' && run[7] == '-' && digits == 8;
        if (digits >= 8 && !date) {
            out += '#';
        } else {
            out += run;
        }
        at = last_digit + 1;
    }
    return out;
}

std::string display_name(std::string_view raw, std::size_t max) {
    std::string out;
    std::size_t at = 0;
    while (at < raw.size() && out.size() < max) {
        const std::size_t length = sequence_length(raw, at);
        const auto byte = static_cast<unsigned char>(raw[at]);
        const bool c1 = length == 2 && byte == 0xC2 && static_cast<unsigned char>(raw[at + 1]) < 0xA0;
        const bool separator = raw.substr(at, length) == "\u2028" || raw.substr(at, length) == "\u2029";
        if (length == 0 || byte < 0x20 || byte == 0x7F || c1 || separator) {
            out += '?';
        } else {
            out += raw.substr(at, length);
        }
        at += std::max<std::size_t>(length, 1);
    }
    return without_long_numbers(out);
}

}  // namespace tilsig
