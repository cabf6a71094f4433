#include "config/scalar_place.hpp"

#include <algorithm>

namespace tilsig::config {

namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Bytes of an escape in double quotes that begins at `at`: \n, \x41, \u00e5, \U0001F600.
std::size_t escape_length(std::string_view source, std::size_t at) noexcept {
    const char kind = at + 1 < source.size() ? source[at + 1] : '\0';
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    return std::min(2 + digits, source.size() - at);
}

/// Bytes of the UTF-8 character that begins with `lead`.
std::size_t character_length(char lead) noexcept {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

std::size_t source_of_byte(std::string_view source, std::size_t start, std::string_view value,
                           std::size_t offset) noexcept {
    if (start >= source.size()) return start;
    const char style = source[start];
    const bool quoted = style == '"' || style == '\'';
    std::size_t at = start + (quoted ? 1 : 0);
    if (style == '|' || style == '>') at = std::min(source.find('\n', start), source.size() - 1) + 1;
    // Blanks of both sides are passed over: line breaks, folds and indentation differ in nothing else.
    std::size_t end = at;
    for (std::size_t i = 0; i < value.size();) {
        if (is_blank(value[i])) {
            ++i;
            continue;
        }
        while (at < source.size()) {
            if (is_blank(source[at])) {
                ++at;
            } else if (style == '"' && source[at] == '\\' && at + 1 < source.size() &&
                       std::string_view("ntr \t\n_NLP").find(source[at + 1]) != std::string_view::npos) {
                at += 2;  // an escaped blank or line break
            } else {
                break;
            }
        }
        if (i >= offset) return std::min(at, source.size());
        std::size_t taken = 1, read = 1;
        if (style == '"' && at < source.size() && source[at] == '\\') {
            taken = escape_length(source, at);
            read = character_length(value[i]);
        } else if (style == '\'' && value[i] == '\'') {
            taken = 2;
        }
        if (offset < i + read) return std::min(at, source.size());
        at = std::min(at + taken, source.size());
        i += read;
        end = at;
    }
    return end;
}

}  // namespace tilsig::config
