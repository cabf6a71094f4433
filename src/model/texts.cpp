#include "model/texts.hpp"

#include <algorithm>
#include <cstring>

namespace tilsig::model {

namespace {

unsigned char byte(char c) noexcept { return static_cast<unsigned char>(c); }

/// Changes the case of one UTF-8 text of the same length: U+00C0..U+00DE and U+00E0..U+00FE differ in one bit of their
/// second byte (after 0xC3); the multiplication and division signs stand among them and are no letters.
std::string_view change_case(std::string_view text, char first, unsigned char first_latin, Arena& arena) {
    const auto changes = [&](std::size_t i) {
        const char c = text[i];
        if (c >= first && c < first + 26) return true;
        return i > 0 && byte(text[i - 1]) == 0xC3 && byte(c) >= first_latin && byte(c) <= first_latin + 0x1E &&
               byte(c) != first_latin + 0x17;
    };
    std::size_t at = 0;
    while (at < text.size() && !changes(at)) ++at;
    if (at == text.size()) return text;
    char* out = arena.allocate(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
        out[i] = changes(i) ? static_cast<char>(byte(text[i]) ^ 0x20U) : text[i];
    return {out, text.size()};
}

/// Length of the blank that starts here; 0 when it is none.
std::size_t blank_length(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r') return 1;
    if (text.starts_with("\xC2\xA0")) return 2;      // no-break space
    if (text.starts_with("\xE2\x80\xAF")) return 3;  // narrow no-break space, in numbers and dates of newer systems
    return 0;
}

/// Nearly every name is as it should be: its only blanks are single spaces inside. A byte that may begin another blank
/// is left to the closer look.
bool is_trimmed(std::string_view text) noexcept {
    char before = ' ';
    for (const char c : text) {
        if (c == '\t' || c == '\n' || c == '\r' || c == '\xC2' || c == '\xE2' || (c == ' ' && before == ' '))
            return false;
        before = c;
    }
    return before != ' ';
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (byte(c) & 0xC0U) != 0x80U; }));
}

std::string_view pad_left(std::string_view text, std::size_t width, char fill, Arena& arena) {
    const std::size_t characters = count_characters(text);
    if (characters >= width) return text;
    const std::size_t missing = width - characters;
    char* out = arena.allocate(missing + text.size());
    std::memset(out, fill, missing);
    if (!text.empty()) std::memcpy(out + missing, text.data(), text.size());
    return {out, missing + text.size()};
}

std::string_view to_upper(std::string_view text, Arena& arena) { return change_case(text, 'a', 0xA0, arena); }
std::string_view to_lower(std::string_view text, Arena& arena) { return change_case(text, 'A', 0x80, arena); }

std::string_view trim_name(std::string_view text, Arena& arena) {
    if (is_trimmed(text)) return text;
    // First without copying: most names are clean. `out` stays null until a blank has to be changed.
    char* out = nullptr;
    std::size_t size = 0;
    std::string_view rest = text;
    while (const std::size_t blank = blank_length(rest)) rest.remove_prefix(blank);
    const std::string_view start = rest;
    bool pending = false;
    const auto put = [&](char c) {
        // Still the same bytes as in the input? Then there is nothing to write yet.
        if (out == nullptr && start[size] != c) {
            out = arena.allocate(start.size());
            std::memcpy(out, start.data(), size);
        }
        if (out != nullptr) out[size] = c;
        ++size;
    };
    while (!rest.empty()) {
        if (const std::size_t blank = blank_length(rest)) {
            pending = true;
            rest.remove_prefix(blank);
            continue;
        }
        if (pending) put(' ');
        pending = false;
        put(rest.front());
        rest.remove_prefix(1);
    }
    if (size == 0) return Column::null;
    return {out == nullptr ? start.data() : out, size};
}

}  // namespace tilsig::model
