#include "position.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace tilsig::odbc_query {

namespace {

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_number(std::string_view text) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    return all_digits(text) && text.size() <= 18;
}

int number(std::string_view digits) noexcept {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool is_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2)))
        return false;
    const std::chrono::year_month_day day{std::chrono::year(number(text.substr(0, 4))),
                                          std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                                          std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
    return day.ok();
}

bool is_time(std::string_view text) noexcept {
    if (text.size() < 8 || text[2] != ':' || text[5] != ':') return false;
    if (!all_digits(text.substr(0, 2)) || !all_digits(text.substr(3, 2)) || !all_digits(text.substr(6, 2)))
        return false;
    if (number(text.substr(0, 2)) > 23 || number(text.substr(3, 2)) > 59 || number(text.substr(6, 2)) > 60)
        return false;
    return text.size() == 8 || (text.size() <= 18 && text[8] == '.' && all_digits(text.substr(9)));
}

std::chrono::sys_days day_of(std::string_view text) {
    return std::chrono::year_month_day{std::chrono::year(number(text.substr(0, 4))),
                                       std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                                       std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
}

std::string text_of(std::chrono::sys_days day) {
    const std::chrono::year_month_day date{day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace

bool is_position(std::string_view text) noexcept {
    if (is_number(text) || is_date(text)) return true;
    return text.size() > 11 && is_date(text.substr(0, 10)) && (text[10] == ' ' || text[10] == 'T') &&
           is_time(text.substr(11));
}

std::string later(std::string a, std::string_view b) {
    if (a.empty()) return std::string(b);
    if (is_number(a) && is_number(b)) return std::stoll(a) < std::stoll(std::string(b)) ? std::string(b) : a;
    return a < b ? std::string(b) : a;
}

std::string earlier(const std::string& position, long long overlap) {
    using namespace std::chrono;
    if (is_number(position)) return std::to_string(std::stoll(position) - overlap);
    constexpr long long day_seconds = 86400;
    if (position.size() == 10) return text_of(day_of(position) - days((overlap + day_seconds - 1) / day_seconds));
    const sys_seconds moment = sys_seconds(day_of(position)) + hours(number(position.substr(11, 2))) +
                               minutes(number(position.substr(14, 2))) + seconds(number(position.substr(17, 2))) -
                               seconds(overlap);
    const auto day = floor<days>(moment);
    const hh_mm_ss clock{moment - day};
    char text[16];
    std::snprintf(text, sizeof text, "%c%02d:%02d:%02d", position[10], static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text_of(day) + text;
}

}  // namespace tilsig::odbc_query
