#include "decode/xlsx_values.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace tilsig::decode {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

void append_utf8(std::string& text, unsigned code) {
    if (code < 0x80U) {
        text += static_cast<char>(code);
    } else if (code < 0x800U) {
        text += static_cast<char>(0xC0U | code >> 6U);
        text += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        text += static_cast<char>(0xE0U | code >> 12U);
        text += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
        text += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

/// The character of `_xHHHH_`, if it begins here and stands for one.
std::optional<unsigned> escape_at(std::string_view text) noexcept {
    if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return std::nullopt;
    unsigned code = 0;
    for (const char c : text.substr(2, 4)) {
        const char lower = static_cast<char>(c | 0x20);
        if (!is_digit(c) && (lower < 'a' || lower > 'f')) return std::nullopt;
        code = code * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : lower - 'a' + 10);
    }
    if (code == 0 || (code >= 0xD800U && code < 0xE000U)) return std::nullopt;
    return code;
}

}  // namespace

std::optional<CellName> parse_cell_name(std::string_view text) noexcept {
    CellName name;
    std::size_t at = 0;
    for (; at < text.size() && text[at] >= 'A' && text[at] <= 'Z'; ++at) {
        name.column = name.column * 26 + static_cast<std::uint32_t>(text[at] - 'A' + 1);
        if (name.column > sheet_columns) return std::nullopt;
    }
    const auto row = parse_count(text.substr(at));
    if (at == 0 || !row || *row == 0 || *row > sheet_rows) return std::nullopt;
    name.row = *row;
    return name;
}

std::string cell_name(std::uint64_t row, std::uint32_t column) {
    std::string letters;
    for (std::uint32_t rest = column; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters + std::to_string(row);
}

std::optional<std::uint64_t> parse_count(std::string_view text) noexcept {
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

std::optional<std::string> plain_number(std::string_view text) {
    const bool minus = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    std::string digits;
    std::int64_t point = 0;  // digits before the decimal point
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) digits += text[at];
    point = static_cast<std::int64_t>(digits.size());
    if (at < text.size() && text[at] == '.')
        for (++at; at < text.size() && is_digit(text[at]); ++at) digits += text[at];
    if (digits.empty()) return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        const bool down = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        const auto exponent = parse_count(text.substr(at));
        if (!exponent || *exponent > 400) return std::nullopt;
        point += down ? -static_cast<std::int64_t>(*exponent) : static_cast<std::int64_t>(*exponent);
        at = text.size();
    }
    if (at != text.size()) return std::nullopt;
    // Zeros that say nothing, in front and behind the point.
    const std::size_t leading = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, leading);
    point -= static_cast<std::int64_t>(leading);
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    if (digits.empty()) return "0";
    constexpr std::int64_t most = 60;
    if (point > most || point < -most || digits.size() > static_cast<std::size_t>(most)) return std::nullopt;
    std::string plain = minus ? "-" : "";
    if (point <= 0) {
        plain += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else if (static_cast<std::size_t>(point) >= digits.size()) {
        plain += digits + std::string(static_cast<std::size_t>(point) - digits.size(), '0');
    } else {
        plain +=
            digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
    }
    return plain;
}

std::optional<std::string> serial_date(std::string_view plain, bool from_1904, std::string_view pattern) {
    using namespace std::chrono;
    const auto serial = parse_count(plain);
    if (!serial || *serial > 3'000'000 || (!from_1904 && (*serial == 0 || *serial == 60))) return std::nullopt;
    // Lotus took 1900 for a leap year, and everybody after it: days after the one that never was are one too high.
    const sys_days epoch = from_1904 ? sys_days{year{1904} / January / 1}
                                     : sys_days{year{1899} / December / 31} - days{*serial > 60 ? 1 : 0};
    const year_month_day date{epoch + days{static_cast<int>(*serial)}};
    if (static_cast<int>(date.year()) > 9999) return std::nullopt;
    std::string text;
    for (std::size_t at = 0; at < pattern.size();) {
        const char letter = pattern[at];
        const std::size_t end = std::min(pattern.find_first_not_of(letter, at), pattern.size());
        const std::size_t width = end - at;
        unsigned value = 0;
        if (letter == 'y') value = static_cast<unsigned>(static_cast<int>(date.year()));
        if (letter == 'M') value = static_cast<unsigned>(date.month());
        if (letter == 'd') value = static_cast<unsigned>(date.day());
        if (letter == 'y' || letter == 'M' || letter == 'd') {
            const std::string digits = "000" + std::to_string(value);
            text += digits.substr(digits.size() - width);
        } else {
            text += pattern.substr(at, width);
        }
        at = end;
    }
    return text;
}

bool is_date_format(std::uint64_t id) noexcept {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

bool is_date_format(std::string_view code) noexcept {
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '"') at = std::min(code.find('"', at + 1), code.size());
        if (c == '[') at = std::min(code.find(']', at), code.size());
        if (c == '\\' || c == '_' || c == '*') ++at;
        const char lower = static_cast<char>(c | 0x20);
        if (lower == 'y' || lower == 'm' || lower == 'd' || lower == 'h' || lower == 's') return true;
    }
    return false;
}

void unescape(std::string& text) {
    std::size_t at = text.find("_x");
    if (at == std::string::npos) return;
    std::string plain = text.substr(0, at);
    while (at < text.size()) {
        const auto code = escape_at(std::string_view(text).substr(at));
        if (code) {
            append_utf8(plain, *code);
            at += 7;
        } else {
            plain += text[at++];
        }
    }
    text = std::move(plain);
}

}  // namespace tilsig::decode
