#include "base/printable.hpp"

#include <cstdio>

#include "base/utf8.hpp"

namespace tilsig {

namespace {

/// `write` puts down what stands for a hidden character (or for a byte that is none: second argument true).
template <typename Write>
std::string without_hidden(std::string_view text, bool keeps_lines, const Write& write) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text, at);
        const std::string_view sequence = text.substr(at, length == 0 ? 1 : length);
        at += sequence.size();
        if (length == 0) {
            write(out, static_cast<unsigned char>(sequence.front()), true);
        } else if (const char32_t character = character_of(sequence);
                   is_hidden(character) && !(keeps_lines && character == U'\n')) {
            write(out, static_cast<unsigned>(character), false);
        } else {
            out += sequence;
        }
    }
    return out;
}

void write_number(std::string& out, unsigned number, bool is_byte) {
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, is_byte ? "<0x%02X>" : "<U+%04X>", number);
    out += buffer;
}

}  // namespace

char32_t character_of(std::string_view sequence) noexcept {
    const auto lead = static_cast<unsigned char>(sequence.front());
    if (lead < 0x80) return lead;
    char32_t character = lead & (0xFFU >> (sequence.size() + 1));
    for (const char next : sequence.substr(1))
        character = (character << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
    return character;
}

bool is_hidden(char32_t c) noexcept {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool bidirectional = c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const bool zero_width = (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
    return separator || bidirectional || zero_width;
}

std::string printable(std::string_view text) { return without_hidden(text, false, write_number); }
std::string printable_lines(std::string_view text) { return without_hidden(text, true, write_number); }

std::string printable_json(std::string_view document) {
    return without_hidden(document, true, [](std::string& out, unsigned number, bool) {
        char buffer[8];
        std::snprintf(buffer, sizeof buffer, "\\u%04x", number & 0xFFFFU);
        out += buffer;
    });
}

}  // namespace tilsig
