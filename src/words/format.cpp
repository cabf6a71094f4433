#include "words/format.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include <date/tz.h>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace tilsig::words {
namespace {

bool english(const Words& words) { return words.language() == "en"; }

/// The number of digits `text`; 0 when it is none.
unsigned number_in(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::string day_of_month(unsigned day, const Words& words) {
    return std::to_string(day) + (english(words) ? " " : ". ");
}

}  // namespace

std::string number_text(std::uint64_t number, const Words& words) {
    const std::string digits = std::to_string(number);
    // Norwegian writes four digits together.
    if (digits.size() <= (english(words) ? 3U : 4U)) return digits;
    const std::string mark = words("group_mark");
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += mark;
        out += digits[i];
    }
    return out;
}

std::string list_text(const std::vector<std::string>& parts, const Words& words) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " " + words("conjunction") + " " : ", ";
        out += parts[i];
    }
    return out;
}

std::string local_time_text(std::string_view instant, const Words& words) {
    const auto local = date::make_zoned(date::locate_zone("Europe/Oslo"), parse_instant(instant)).get_local_time();
    const auto day = date::floor<date::days>(local);
    const date::year_month_day ymd{day};
    const date::hh_mm_ss<std::chrono::minutes> time{date::floor<std::chrono::minutes>(local - day)};
    const auto hour = static_cast<int>(time.hours().count());
    const auto minute = static_cast<int>(time.minutes().count());
    const unsigned month = static_cast<unsigned>(ymd.month());
    std::array<char, 64> text{};
    if (english(words)) {
        std::snprintf(text.data(), text.size(), "%u %s %d, %02d:%02d", static_cast<unsigned>(ymd.day()),
                      words.item("months", month - 1).c_str(), static_cast<int>(ymd.year()), hour, minute);
    } else {
        std::snprintf(text.data(), text.size(), "%02u.%02u.%d kl. %02d.%02d", static_cast<unsigned>(ymd.day()), month,
                      static_cast<int>(ymd.year()), hour, minute);
    }
    return text.data();
}

std::string date_text(std::chrono::year_month_day day, const Words& words) {
    return day_of_month(static_cast<unsigned>(day.day()), words) +
           words.item("months", static_cast<unsigned>(day.month()) - 1) + " " +
           std::to_string(static_cast<int>(day.year()));
}

std::string period_text(std::string_view period, const Words& words) {
    if (period == "all") return words("all_periods");
    const bool month = period.size() >= 7 && period[4] == '-';
    const unsigned number = month ? number_in(period.substr(5, 2)) : 0;
    if (number < 1 || number > 12 || (period.size() != 7 && period.size() != 10)) return std::string(period);
    const std::string named = words.item("months", number - 1) + " " + std::string(period.substr(0, 4));
    return period.size() == 7 ? named : day_of_month(number_in(period.substr(8, 2)), words) + named;
}

std::string sentence(std::string_view text) {
    const std::string_view rest = trim(text);
    return std::string(rest) + (rest.ends_with('.') || rest.ends_with('?') || rest.ends_with('!') ? "" : ".");
}

std::string quoted_text(std::string_view text, const Words& words) {
    return words("quote_open") + std::string(text) + words("quote_close");
}

}  // namespace tilsig::words
