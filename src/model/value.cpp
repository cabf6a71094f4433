#include "model/value.hpp"

#include <array>
#include <limits>

#include "model/date_form.hpp"
#include "model/moment.hpp"
#include "model/number_form.hpp"

namespace tilsig::model {

namespace {

constexpr std::array<std::pair<std::string_view, Type>, 7> type_words{{{"text", Type::text},
                                                                       {"code", Type::code},
                                                                       {"integer", Type::integer},
                                                                       {"decimal", Type::decimal},
                                                                       {"date", Type::date},
                                                                       {"boolean", Type::boolean},
                                                                       {"timestamp", Type::timestamp}}};

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Appends decimal digits to a 64-bit number; false on overflow.
bool push_digit(std::uint64_t& number, char digit) noexcept {
    constexpr std::uint64_t limit = (static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) - 9) / 10;
    if (number > limit) return false;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return true;
}

/// Writes sign, integer digits and `scale` fraction digits; the canonical text of integers (scale 0) and decimals.
Parsed write_number(bool negative, std::uint64_t unscaled, int scale, char* buffer) noexcept {
    char digits[24];
    int count = 0;
    std::uint64_t rest = unscaled;
    do {
        digits[count++] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0 || count <= scale);
    char* at = buffer;
    const bool minus = negative && unscaled != 0;  // one zero only: "-0" and "0" are the same value
    if (minus) *at++ = '-';
    while (count > 0) {
        *at++ = digits[--count];
        if (count == scale && scale > 0) *at++ = '.';
    }
    const auto number =
        static_cast<std::int64_t>(minus ? 0 - unscaled : unscaled);  // modulo 2^64: the least number too
    return {std::string_view(buffer, static_cast<std::size_t>(at - buffer)), number};
}

/// Sign, digits, mark, digits: nearly every number.
std::optional<Parsed> parse_plain(const ValueFormat& format, std::string_view raw, int scale, char* buffer) noexcept {
    bool negative = false;
    if (!raw.empty() && (raw[0] == '-' || raw[0] == '+')) {
        negative = raw[0] == '-';
        raw.remove_prefix(1);
    }
    std::uint64_t number = 0;
    std::size_t at = 0;
    for (; at < raw.size() && is_digit(raw[at]); ++at) {
        if (!push_digit(number, raw[at])) return std::nullopt;
    }
    if (at == 0) return std::nullopt;  // ".5" and "" are not numbers here: a digit in front of the mark is required
    int fraction = 0;
    bool beyond = false;
    bool up = false;
    if (at < raw.size()) {
        if (raw[at] != format.decimal_mark || at + 1 == raw.size()) return std::nullopt;
        for (++at; at < raw.size(); ++at) {
            if (!is_digit(raw[at])) return std::nullopt;
            if (fraction == scale) {
                if (!format.round) {
                    if (raw[at] != '0') return std::nullopt;  // digits would be lost
                } else if (!beyond) {
                    up = raw[at] >= '5';
                    beyond = true;
                }
                continue;
            }
            if (!push_digit(number, raw[at])) return std::nullopt;
            ++fraction;
        }
    }
    for (; fraction < scale; ++fraction) {
        if (!push_digit(number, '0')) return std::nullopt;
    }
    if (up) ++number;  // push_digit left room: it refuses what is above the largest signed number
    return write_number(negative, number, scale, buffer);
}

std::optional<Parsed> parse_number(const ValueFormat& format, std::string_view raw, int scale, char* buffer) noexcept {
    std::optional<Parsed> parsed;
    const bool bare = format.strip.empty();
    if (bare) parsed = parse_plain(format, raw, scale, buffer);
    if (parsed || (bare && !has_marks(raw, format))) return parsed;
    PlainNumber plain;
    if (write_plain(raw, format, plain)) parsed = parse_plain(format, plain.text(), scale, buffer);
    return parsed;
}

/// Year, month and day at fixed places of ten characters. Nearly every date is written in one of two ways, and reading
/// a pattern letter by letter for each cell was a tenth of a pass.
std::optional<DateParts> read_ten(std::string_view raw, char mark, std::size_t year, std::size_t month,
                                  std::size_t day) noexcept {
    const std::size_t first_mark = year == 0 ? 4 : 2;
    const std::size_t second_mark = year == 0 ? 7 : 5;
    if (raw.size() != 10 || raw[first_mark] != mark || raw[second_mark] != mark) return std::nullopt;
    bool digits = true;
    const auto digit = [&](std::size_t at) {
        const unsigned value = static_cast<unsigned char>(raw[at]) - static_cast<unsigned>('0');
        digits = digits && value <= 9;
        return value;
    };
    DateParts parts;
    parts.year = static_cast<int>(digit(year) * 1000 + digit(year + 1) * 100 + digit(year + 2) * 10 + digit(year + 3));
    parts.month = digit(month) * 10 + digit(month + 1);
    parts.day = digit(day) * 10 + digit(day + 1);
    return digits ? std::optional(parts) : std::nullopt;
}

std::optional<DateParts> read_iso_date(std::string_view raw) noexcept { return read_ten(raw, '-', 0, 5, 8); }

/// Forms whose every letter is one digit of a day, month or year; nothing for the others, which are read by their
/// pieces.
std::optional<DateParts> read_letters(std::string_view form, int pivot_year, std::string_view raw) noexcept {
    DateParts parts{0, 0, 0};
    int year_digits = 0, month_digits = 0, day_digits = 0;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char p = form[i];
        if (p != 'y' && p != 'M' && p != 'd') {
            if (raw[i] != p || p == '\'' || p == 'q') return std::nullopt;
            continue;
        }
        if (!is_digit(raw[i])) return std::nullopt;
        const unsigned digit = static_cast<unsigned>(raw[i] - '0');
        if (p == 'y') {
            parts.year = parts.year * 10 + static_cast<int>(digit);
            ++year_digits;
        } else if (p == 'M') {
            parts.month = parts.month * 10 + digit;
            ++month_digits;
        } else {
            parts.day = parts.day * 10 + digit;
            ++day_digits;
        }
    }
    if (year_digits > 4) return std::nullopt;  // a school year
    if (year_digits == 2) parts.year += parts.year < pivot_year ? 2000 : 1900;
    if (month_digits == 0) parts.month = 1;
    if (day_digits == 0) parts.day = 1;
    return parts;
}

std::optional<DateParts> read_date(const ValueFormat& format, std::string_view raw) noexcept {
    const std::string& form = format.date;
    if (raw.size() == form.size()) {
        if (form == "dd.MM.yyyy") return read_ten(raw, '.', 6, 3, 0);
        if (form == "yyyy-MM-dd") return read_iso_date(raw);
        if (const auto parts = read_letters(form, format.pivot_year, raw)) return parts;
    }
    return read_date_form(form, format.pivot_year, raw);
}

/// A year before is a slip: `0208`, or a day and a year that changed places. MariaDB's dates begin here too.
constexpr int first_year = 1000;

/// Days since 1970-01-01; nothing when the calendar has no such day.
std::optional<std::int64_t> days_of(const std::optional<DateParts>& parts) noexcept {
    if (!parts || parts->year < first_year || parts->year > 9999) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{parts->year}, std::chrono::month{parts->month},
                                          std::chrono::day{parts->day}};
    if (!ymd.ok()) return std::nullopt;
    return std::chrono::sys_days{ymd}.time_since_epoch().count();
}

std::string_view write_date(const DateParts& date, char* buffer) noexcept {
    char* at = buffer;
    const auto put = [&at](unsigned number, unsigned divisor) {
        for (; divisor > 0; divisor /= 10) *at++ = static_cast<char>('0' + number / divisor % 10);
    };
    put(static_cast<unsigned>(date.year), 1000);
    *at++ = '-';
    put(date.month, 10);
    *at++ = '-';
    put(date.day, 10);
    return {buffer, 10};
}

std::string_view write_date(std::int64_t days, char* buffer) noexcept {
    const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{days}}};
    return write_date(
        DateParts{static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())},
        buffer);
}

std::optional<Parsed> parse_date(const ValueFormat& format, std::string_view raw, char* buffer) noexcept {
    const auto parts = read_date(format, raw);
    const auto days = days_of(parts);
    if (!days) return std::nullopt;
    return Parsed{write_date(*parts, buffer), *days};
}

/// `.ffffffZ`
void write_micros(std::int64_t micros, char* at) noexcept {
    at[0] = '.';
    for (int i = 6; i >= 1; --i, micros /= 10) at[i] = static_cast<char>('0' + micros % 10);
    at[7] = 'Z';
}

std::optional<Parsed> parse_timestamp(const ValueFormat& format, std::string_view raw, char* buffer) noexcept {
    const auto moment = parse_moment(raw, format.zone);
    if (!moment) return std::nullopt;
    const std::string_view text = canonical_text(Type::timestamp, 0, *moment, buffer);
    if (text.empty()) return std::nullopt;  // an offset has moved it out of the years 1 to 9999
    return Parsed{text, *moment};
}

std::optional<Parsed> parse_boolean(std::string_view raw) noexcept {
    // As people, spreadsheets and programs in Norwegian and English write them.
    for (const std::string_view yes : {"1", "true", "TRUE", "True", "ja", "Ja", "JA", "J", "SANN", "Sann", "sann"}) {
        if (raw == yes) return Parsed{"1", 1};
    }
    for (const std::string_view no :
         {"0", "false", "FALSE", "False", "nei", "Nei", "NEI", "N", "USANN", "Usann", "usann"}) {
        if (raw == no) return Parsed{"0", 0};
    }
    return std::nullopt;
}

}  // namespace

const char* to_string(Type type) noexcept {
    for (const auto& [word, candidate] : type_words) {
        if (candidate == type) return word.data();
    }
    return "text";
}

std::optional<Type> parse_type(std::string_view word) noexcept {
    for (const auto& [candidate, type] : type_words) {
        if (candidate == word) return type;
    }
    return std::nullopt;
}

std::string_view canonical_text(Type type, int scale, std::int64_t number, char* buffer) noexcept {
    constexpr std::int64_t first_day = -354285, last_day = 2932896;  // 1000-01-01 and 9999-12-31
    switch (type) {
        case Type::text:
        case Type::code: return {};
        case Type::boolean: return number != 0 ? "1" : "0";
        case Type::integer:
        case Type::decimal: {
            const auto bits = static_cast<std::uint64_t>(number);
            return write_number(number < 0, number < 0 ? 0 - bits : bits, type == Type::integer ? 0 : scale, buffer)
                .text;
        }
        case Type::date:
            if (number < first_day || number > last_day) return {};
            return write_date(number, buffer);
        case Type::timestamp: break;
    }
    constexpr std::int64_t micros_a_day = 86400LL * 1000000;
    std::int64_t day = number / micros_a_day;
    if (number % micros_a_day < 0) --day;
    if (day < first_day || day > last_day) return {};
    (void)write_date(day, buffer);
    const std::int64_t micros = number - day * micros_a_day;
    const std::int64_t seconds = micros / 1000000;
    const std::int64_t parts[] = {seconds / 3600, seconds / 60 % 60, seconds % 60};
    char* at = buffer + 10;
    for (int i = 0; i < 3; ++i) {
        *at++ = i == 0 ? 'T' : ':';
        *at++ = static_cast<char>('0' + parts[i] / 10);
        *at++ = static_cast<char>('0' + parts[i] % 10);
    }
    write_micros(micros % 1000000, at);
    return {buffer, 27};
}

std::optional<std::int64_t> parse_iso_date(std::string_view text) noexcept { return days_of(read_iso_date(text)); }

std::optional<Parsed> parse_value(Type type, const ValueFormat& format, std::string_view raw, char* buffer) noexcept {
    switch (type) {
        case Type::text:
        case Type::code: return Parsed{raw, 0};
        case Type::integer: return parse_number(format, raw, 0, buffer);
        case Type::decimal: return parse_number(format, raw, format.scale, buffer);
        case Type::date: return parse_date(format, raw, buffer);
        case Type::boolean: return parse_boolean(raw);
        case Type::timestamp: return parse_timestamp(format, raw, buffer);
    }
    return std::nullopt;
}

}  // namespace tilsig::model
