#include "model/texts.hpp"

#include <algorithm>
#include <cstring>

namespace tilsig::model {

namespace {

constexpr char32_t byte_order_mark = 0xFEFF;

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

/// One character of well-formed UTF-8, and its length.
struct Decoded {
    char32_t character = 0;
    std::size_t length = 1;
};

Decoded decode_first(std::string_view text) noexcept {
    const unsigned char lead = byte(text[0]);
    const std::size_t length = lead < 0x80U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
    if (length == 1 || length > text.size()) return {lead, 1};
    char32_t character = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) character = character << 6U | (byte(text[i]) & 0x3FU);
    return {character, length};
}

Decoded decode_last(std::string_view text) noexcept {
    std::size_t at = text.size() - 1;
    while (at > 0 && text.size() - at < 4 && (byte(text[at]) & 0xC0U) == 0x80U) --at;
    return decode_first(text.substr(at));
}

bool is_space(char32_t c) noexcept {
    return c == 0x20 || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// Controls, joiners and marks of direction, soft hyphen, variation selectors, tags: nothing of them is seen.
bool has_no_width(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == byte_order_mark || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

std::uint8_t change_of(char32_t c) noexcept {
    if (is_space(c)) return static_cast<std::uint8_t>(Change::whitespace);
    return has_no_width(c) ? static_cast<std::uint8_t>(Change::invisible) : std::uint8_t{0};
}

/// `change` says what a character is taken away as, 0: it stays.
template <typename ChangeOf>
Trimmed trim(std::string_view text, const ChangeOf& change) noexcept {
    Trimmed trimmed{text, 0};
    const auto take = [&](const auto& decode, bool front) {
        while (!trimmed.text.empty()) {
            const Decoded end = decode(trimmed.text);
            const std::uint8_t kind = change(end.character);
            if (kind == 0) return;
            trimmed.changes = static_cast<std::uint8_t>(trimmed.changes | kind);
            front ? trimmed.text.remove_prefix(end.length) : trimmed.text.remove_suffix(end.length);
        }
    };
    take(decode_first, true);
    take(decode_last, false);
    if (trimmed.text.empty()) trimmed.text = Column::null;
    return trimmed;
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

Trimmed trim_ends(std::string_view text) noexcept { return trim(text, change_of); }

Trimmed trim_byte_order_marks(std::string_view text) noexcept {
    return trim(text, [](char32_t c) { return c == byte_order_mark ? change_of(c) : std::uint8_t{0}; });
}

std::optional<char32_t> find_invisible(std::string_view text) noexcept {
    while (!text.empty()) {
        const Decoded first = decode_first(text);
        if (first.character != ' ' && change_of(first.character) != 0) return first.character;
        text.remove_prefix(first.length);
    }
    return std::nullopt;
}

std::string character_number(char32_t character) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (auto rest = static_cast<std::uint32_t>(character); rest > 0 || text.size() < 4; rest >>= 4U)
        text.insert(text.begin(), digits[rest & 0xFU]);
    return "U+" + text;
}

}  // namespace tilsig::model
