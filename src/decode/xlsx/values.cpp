#include "decode/xlsx/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "model/date_form.hpp"

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

constexpr std::uint64_t day_milliseconds = 86'400'000;

struct Serial {
    std::uint64_t days = 0;
    std::uint64_t milliseconds = 0;
};

/// Days and their fraction; a double holds no more than thousandths of a second of it.
std::optional<Serial> parse_serial(std::string_view plain) noexcept {
    const std::size_t point = std::min(plain.find('.'), plain.size());
    const auto days = parse_count(plain.substr(0, point));
    if (!days || *days > 3'000'000) return std::nullopt;
    Serial serial{*days, 0};
    if (point == plain.size()) return serial;
    double fraction = 0;
    const auto [end, error] = std::from_chars(plain.data() + point, plain.data() + plain.size(), fraction);
    if (error != std::errc{} || end != plain.data() + plain.size()) return std::nullopt;
    serial.milliseconds = static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(day_milliseconds)));
    if (serial.milliseconds == day_milliseconds) return Serial{serial.days + 1, 0};
    return serial;
}

std::optional<std::chrono::year_month_day> day_of_serial(std::uint64_t serial, bool from_1904) {
    using namespace std::chrono;
    if (!from_1904 && (serial == 0 || serial == 60)) return std::nullopt;
    // Lotus took 1900 for a leap year, and everybody after it: days after the one that never was are one too high.
    const sys_days epoch = from_1904 ? sys_days{year{1904} / January / 1}
                                     : sys_days{year{1899} / December / 31} - days{serial > 60 ? 1 : 0};
    const year_month_day date{epoch + days{static_cast<int>(serial)}};
    if (static_cast<int>(date.year()) > 9999) return std::nullopt;
    return date;
}

std::string write_day(const std::chrono::year_month_day& date, std::string_view form) {
    return model::write_date_form(
        form, {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())});
}

std::string filled(std::uint64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

/// `hh:mm`, and seconds and thousandths where there are any.
std::string write_time(std::uint64_t milliseconds) {
    const std::uint64_t seconds = milliseconds / 1000;
    std::string text = filled(seconds / 3600, 2) + ":" + filled(seconds / 60 % 60, 2);
    if (milliseconds % 60'000 != 0) text += ":" + filled(seconds % 60, 2);
    if (milliseconds % 1000 != 0) text += "." + filled(milliseconds % 1000, 3);
    return text;
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

std::string shortest_number(std::string_view plain) {
    constexpr std::ptrdiff_t exact_digits = 15;
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (std::count_if(plain.begin(), plain.end(), is_digit) <= exact_digits || error != std::errc{} ||
        plain.find('.') == std::string_view::npos)
        return std::string(plain);
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string_view text(digits.data(), static_cast<std::size_t>(written.ptr - digits.data()));
    return plain_number(text).value_or(std::string(plain));
}

std::optional<std::string> serial_date(std::string_view plain, bool from_1904, std::string_view pattern) {
    const auto serial = parse_serial(plain);
    const auto date = serial && serial->milliseconds == 0 ? day_of_serial(serial->days, from_1904) : std::nullopt;
    return date ? std::optional(write_day(*date, pattern)) : std::nullopt;
}

std::optional<std::string> serial_moment(std::string_view plain, bool from_1904) {
    const auto serial = parse_serial(plain);
    const auto date = serial ? day_of_serial(serial->days, from_1904) : std::nullopt;
    if (!date) return std::nullopt;
    std::string time = write_time(serial->milliseconds);
    if (time.size() == 5) time += ":00";
    return write_day(*date, "yyyy-MM-dd") + "T" + time;
}

std::optional<std::string> serial_span(std::string_view plain) {
    const auto serial = parse_serial(plain);
    if (!serial) return std::nullopt;
    return write_time(serial->days * day_milliseconds + serial->milliseconds);
}

NumberStyle number_style(std::uint64_t id) noexcept {
    if (id == 9 || id == 10) return NumberStyle::percent;
    if (id == 46) return NumberStyle::elapsed;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56)
        return NumberStyle::time;
    const bool date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return date ? NumberStyle::date : NumberStyle::plain;
}

NumberStyle number_style(std::string_view code) noexcept {
    bool day = false;
    bool month_or_minute = false;
    bool time = false;
    bool percent = false;
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == ';') break;  // formats of negative numbers and of texts
        if (c == '"') at = std::min(code.find('"', at + 1), code.size());
        if (c == '[') {
            const std::size_t end = std::min(code.find(']', at), code.size());
            const std::string_view inside = code.substr(at + 1, end - at - 1);
            if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos)
                return NumberStyle::elapsed;
            at = end;
        }
        if (c == '\\' || c == '_' || c == '*') ++at;
        percent = percent || c == '%';
        const char lower = static_cast<char>(c | 0x20);
        day = day || lower == 'y' || lower == 'd';
        month_or_minute = month_or_minute || lower == 'm';
        time = time || lower == 'h' || lower == 's';
    }
    if (day || (month_or_minute && !time)) return NumberStyle::date;
    if (time) return NumberStyle::time;
    return percent ? NumberStyle::percent : NumberStyle::plain;
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
