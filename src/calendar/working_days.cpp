#include "calendar/working_days.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace tilsig::calendar {

namespace {

using std::chrono::days;
using std::chrono::year;

LocalDay on(year year, unsigned month, unsigned day) {
    return LocalDay{std::chrono::year_month_day{year, std::chrono::month{month}, std::chrono::day{day}}};
}

}  // namespace

LocalDay easter_sunday(year year) {
    const int y = static_cast<int>(year);
    const int a = y % 19;
    const int b = y / 100;
    const int c = y % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int at = h + l - 7 * m + 114;
    return on(year, static_cast<unsigned>(at / 31), static_cast<unsigned>(at % 31 + 1));
}

std::vector<Holiday> public_holidays(year year) {
    const LocalDay easter = easter_sunday(year);
    std::vector<Holiday> all{{on(year, 1, 1), "første nyttårsdag"},  {easter - days{3}, "skjærtorsdag"},
                             {easter - days{2}, "langfredag"},       {easter, "første påskedag"},
                             {easter + days{1}, "andre påskedag"},   {on(year, 5, 1), "første mai"},
                             {on(year, 5, 17), "grunnlovsdagen"},    {easter + days{39}, "Kristi himmelfartsdag"},
                             {easter + days{49}, "første pinsedag"}, {easter + days{50}, "andre pinsedag"},
                             {on(year, 12, 25), "første juledag"},   {on(year, 12, 26), "andre juledag"}};
    std::stable_sort(all.begin(), all.end(), [](const Holiday& a, const Holiday& b) { return a.day < b.day; });
    return all;
}

bool WorkingDays::is_working(LocalDay day) const {
    const std::chrono::weekday weekday{day};
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday || m_closed.contains(day)) return false;
    const auto holidays = public_holidays(std::chrono::year_month_day{day}.year());
    return std::none_of(holidays.begin(), holidays.end(), [day](const Holiday& each) { return each.day == day; });
}

LocalDay WorkingDays::this_or_next(LocalDay day) const { return is_working(day) ? day : after(day, 1); }

LocalDay WorkingDays::after(LocalDay day, int count) const {
    int idle = 0;
    while (count > 0) {
        day += days{1};
        if (is_working(day)) {
            --count;
            idle = 0;
        } else if (++idle > 730) {
            throw Error(ErrorKind::configuration, "the closed days leave no working day within two years")
                .remedy("take some of them out");
        }
    }
    return day;
}

int WorkingDays::between(LocalDay from, LocalDay to) const {
    int count = 0;
    for (LocalDay day = from + days{1}; day <= to; day += days{1}) count += is_working(day) ? 1 : 0;
    return count;
}

}  // namespace tilsig::calendar
