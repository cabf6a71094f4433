#include "alert/sending_hours.hpp"

#include <algorithm>
#include <set>

namespace tilsig::alert {

namespace {

using calendar::LocalDay;
using std::chrono::days;

std::set<LocalDay> closed_days(const config::Mail& mail) {
    std::set<LocalDay> closed;
    for (const Day day : mail.closed) closed.insert(LocalDay{day.time_since_epoch()});
    return closed;
}

}  // namespace

SendingHours::SendingHours(const config::Mail& mail)
    : m_zone(calendar::Zone::named("Europe/Oslo")),
      m_window(calendar::DailyWindow::parse(mail.window)),
      m_days(closed_days(mail)) {}

bool SendingHours::open(Instant instant) const {
    return m_days.is_working(day(instant)) && m_window.contains(instant, m_zone);
}

Instant SendingHours::this_or_next_opening(Instant instant) const {
    for (Instant at = m_window.this_or_next_opening(instant, m_zone);;) {
        const LocalDay today = day(at);
        if (m_days.is_working(today)) return at;
        at = m_window.this_or_next_opening(m_zone.begin_of(m_days.this_or_next(today)), m_zone);
    }
}

Instant SendingHours::next_at(std::string_view time, Instant instant) const {
    const auto of_day = calendar::parse_time_of_day(time);
    for (LocalDay at = day(instant);; at += days{1}) {
        const auto moments = m_zone.moments(calendar::LocalTime{at} + of_day);
        const Instant moment = moments.first ? *moments.first : *moments.after_gap;
        if (moment > instant) return moment;
    }
}

std::chrono::seconds SendingHours::open_time(Instant from, Instant to) const {
    const LocalDay first = day(from), last = day(to);
    if (last <= first) return std::chrono::floor<std::chrono::seconds>(to - from);
    const auto passed = (last - first).count();
    const auto closed = days{passed - m_days.between(first, last)};
    return std::max(std::chrono::floor<std::chrono::seconds>(to - from) - closed, std::chrono::seconds{0});
}

}  // namespace tilsig::alert
