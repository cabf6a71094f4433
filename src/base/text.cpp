#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "base/printable.hpp"
#include "base/utf8.hpp"

namespace tilsig {

namespace {

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

std::string counted(std::uint64_t number, const std::string& one) {
    return grouped(number) + " " + one + (number == 1 ? "" : "s");
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
        } else if (const char32_t character = character_of(sequence); is_hidden(character)) {
            escape(static_cast<unsigned>(character));
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
        if (length == 0 || is_hidden(character_of(raw.substr(at, length)))) {
            out += '?';
        } else {
            out += raw.substr(at, length);
        }
        at += std::max<std::size_t>(length, 1);
    }
    return without_long_numbers(out);
}

}  // namespace tilsig
