#include "calendar/window.hpp"

#include <cstdio>

#include "base/error.hpp"

namespace tilsig::calendar {

using std::chrono::minutes;

namespace {

std::string clock_text(minutes of_day) {
    char text[16];
    const int count = static_cast<int>(of_day.count());
    std::snprintf(text, sizeof text, "%02d:%02d", count / 60, count % 60);
    return text;
}

}  // namespace

minutes parse_time_of_day(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const bool formed = text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
    if (!formed || number(0) > 23 || number(3) > 59)
        throw Error(ErrorKind::configuration, "'" + std::string(text) + "' is not a time of day")
            .remedy("write it like \"02:00\"");
    return minutes{number(0) * 60 + number(3)};
}

DailyWindow DailyWindow::parse(std::string_view text) {
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorKind::configuration, "window '" + std::string(text) + "' " + why);
    };
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) throw refuse("has no end").remedy("write it like \"22:00-06:00\"");
    minutes opens{0}, closes{0};
    try {
        opens = parse_time_of_day(text.substr(0, dash));
        closes = parse_time_of_day(text.substr(dash + 1));
    } catch (const Error& error) {
        throw refuse("cannot be read: " + error.message()).remedy("write it like \"22:00-06:00\"");
    }
    if (opens == closes) throw refuse("begins and ends at one time").remedy("leave it out when every hour is allowed");
    return {opens, closes};
}

bool DailyWindow::contains(Instant instant, const Zone& zone) const {
    const LocalTime local = zone.local(instant);
    const minutes now = local - std::chrono::floor<std::chrono::days>(local);
    if (m_opens < m_closes) return m_opens <= now && now < m_closes;
    return now >= m_opens || now < m_closes;
}

Instant DailyWindow::this_or_next_opening(Instant instant, const Zone& zone) const {
    if (contains(instant, zone)) return instant;
    // Two days behind each other never both lose their window to a change of the clock.
    for (LocalDay day = zone.local_day(instant);; day += std::chrono::days{1}) {
        const Moments at = zone.moments(LocalTime{day} + m_opens);
        const Instant opening = at.first ? *at.first : *at.after_gap;
        if (opening > instant && contains(opening, zone)) return opening;
        if (at.second && *at.second > instant) return *at.second;
    }
}

std::string DailyWindow::text() const { return clock_text(m_opens) + "-" + clock_text(m_closes); }

}  // namespace tilsig::calendar
