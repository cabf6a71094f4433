#include "alert/house_hours.hpp"

#include <cstdio>

namespace tilsig::alert {

using calendar::LocalDay;
using std::chrono::days;

namespace {

LocalDay monday_of(LocalDay day) { return day - (std::chrono::weekday(day) - std::chrono::Monday); }

Instant at(const SendingHours& hours, LocalDay day, const std::string& time) {
    return hours.next_at(time, hours.zone().begin_of(day) - std::chrono::seconds(1));
}

DirectorateWeek week_of(const SendingHours& hours, const config::Mail& mail, LocalDay monday) {
    const auto& to = *mail.to_directorate;
    const LocalDay day = hours.working_days().this_or_next(monday + (to.on - std::chrono::Monday));
    return {at(hours, day, to.at), monday};
}

}  // namespace

Instant operator_hour(const SendingHours& hours, const config::Mail& mail, Instant now) {
    return at(hours, hours.day(now), mail.to_operator->at);
}

std::optional<DirectorateWeek> directorate_week(const SendingHours& hours, const config::Mail& mail, Instant now) {
    const LocalDay monday = monday_of(hours.day(now));
    for (const LocalDay week : {monday, monday - days(7)})
        if (const auto found = week_of(hours, mail, week); found.at <= now) return found;
    return std::nullopt;
}

Instant directorate_next(const SendingHours& hours, const config::Mail& mail, Instant now) {
    LocalDay monday = monday_of(hours.day(now)) - days(7);
    while (week_of(hours, mail, monday).at <= now) monday += days(7);
    return week_of(hours, mail, monday).at;
}

std::string iso_week(LocalDay monday) {
    const std::chrono::year year = std::chrono::year_month_day{monday + days(3)}.year();
    const LocalDay first =
        monday_of(LocalDay{std::chrono::year_month_day{year, std::chrono::January, std::chrono::day(4)}});
    char text[24];
    std::snprintf(text, sizeof text, "%04d-W%02d", static_cast<int>(year),
                  static_cast<int>((monday - first).count() / 7 + 1));
    return text;
}

}  // namespace tilsig::alert
