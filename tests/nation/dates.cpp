#include "dates.hpp"

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace nation {

namespace {

constexpr int kTableFrom = 1900;
constexpr int kTableTo = 2040;

Civil computed(Day day) {
    const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
    return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
            static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

}  // namespace

Day day_of(int year, int month, int day) {
    return static_cast<Day>(std::chrono::sys_days{std::chrono::year{year} / month / day}.time_since_epoch().count());
}

Civil civil(Day day) {
    static const Day first = day_of(kTableFrom, 1, 1);
    static const std::vector<Civil> table = [] {
        std::vector<Civil> made;
        for (Day each = first; each < day_of(kTableTo, 1, 1); ++each) made.push_back(computed(each));
        return made;
    }();
    const auto at = static_cast<std::size_t>(day - first);
    return day >= first && at < table.size() ? table[at] : computed(day);
}

Day day_of(const std::string& text) {
    int year = 0;
    int month = 0;
    int day = 0;
    int read = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &read) != 3 ||
        static_cast<std::size_t>(read) != text.size() || iso(day_of(year, month, day)) != text)
        throw std::invalid_argument("'" + text + "' is no day like 2008-03-05");
    return day_of(year, month, day);
}

Day first_of_month(Day day) { return day - civil(day).day + 1; }

Day add_months(Day day, int months) {
    const Civil at = civil(day);
    const int count = at.year * 12 + at.month - 1 + months;
    return day_of(count / 12, count % 12 + 1, 1);
}

int weekday(Day day) {
    const int since_monday = (day + 3) % 7;  // 1970-01-01 was a Thursday
    return (since_monday + 7) % 7 + 1;
}

void put_number(std::string& out, int value, int width) {
    char digits[12];
    for (int at = width - 1; at >= 0; --at, value /= 10) digits[at] = static_cast<char>('0' + value % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

void put_iso(std::string& out, Day day) {
    const Civil at = civil(day);
    put_number(out, at.year, 4);
    out += '-';
    put_number(out, at.month, 2);
    out += '-';
    put_number(out, at.day, 2);
}

void put_dotted(std::string& out, Day day) {
    const Civil at = civil(day);
    put_number(out, at.day, 2);
    out += '.';
    put_number(out, at.month, 2);
    out += '.';
    put_number(out, at.year, 4);
}

void put_short(std::string& out, Day day) {
    const Civil at = civil(day);
    put_number(out, at.day, 2);
    put_number(out, at.month, 2);
    put_number(out, at.year % 100, 2);
}

void put_long(std::string& out, Day day) {
    const Civil at = civil(day);
    put_number(out, at.day, 2);
    put_number(out, at.month, 2);
    put_number(out, at.year, 4);
}

void put_month(std::string& out, Day day) {
    const Civil at = civil(day);
    put_number(out, at.year, 4);
    put_number(out, at.month, 2);
}

std::string iso(Day day) {
    std::string text;
    put_iso(text, day);
    return text;
}

std::string iso_month(Day day) { return iso(day).substr(0, 7); }

}  // namespace nation
