#include "calendar/recurrence.hpp"

#include <algorithm>

namespace tilsig::calendar {

namespace {

using std::chrono::days;

/// Long enough for 29 February on a Monday after a policy has taken one away.
constexpr int years_looked_ahead = 10;  // and back

}  // namespace

std::vector<Instant> Recurrence::of_day(LocalDay day) const {
    std::vector<Instant> instants;
    if (!m_cron.matches(std::chrono::year_month_day{day})) return instants;
    // Between two changes of the clock a day is a beginning and its minutes; ten years are asked for in one breath.
    const Instant begin = m_zone.begin_of(day);
    if (m_zone.begin_of(day + days{1}) - begin == days{1}) {
        instants.reserve(m_cron.minutes_of_day().size());
        for (const int minute : m_cron.minutes_of_day()) instants.push_back(begin + std::chrono::minutes{minute});
        return instants;
    }
    const bool both = m_overlap == Overlap::both || m_cron.repeats_by_interval();
    for (const int minute : m_cron.minutes_of_day()) {
        const Moments at = m_zone.moments(LocalTime{day} + std::chrono::minutes{minute});
        if (!at.first) {
            if (m_gap == Gap::run_after && at.after_gap) instants.push_back(*at.after_gap);
            continue;
        }
        if (!at.second || both || m_overlap == Overlap::first) instants.push_back(*at.first);
        if (at.second && (both || m_overlap == Overlap::second)) instants.push_back(*at.second);
    }
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    return instants;
}

std::optional<Instant> Recurrence::next(Instant after) const {
    // The day before as well: an instant can lie behind the midnight that its own wall time is before.
    LocalDay day = m_zone.local_day(after) - days{1};
    const LocalDay last = day + days{366 * years_looked_ahead};
    for (; day <= last; day += days{1}) {
        const auto instants = of_day(day);
        const auto found = std::upper_bound(instants.begin(), instants.end(), after);
        if (found != instants.end()) return *found;
    }
    return std::nullopt;
}

std::optional<Instant> Recurrence::latest(Instant until) const {
    LocalDay day = m_zone.local_day(until);
    const LocalDay last = day - days{366 * years_looked_ahead};
    for (; day >= last; day -= days{1}) {
        const auto instants = of_day(day);
        const auto behind = std::upper_bound(instants.begin(), instants.end(), until);
        if (behind != instants.begin()) return *(behind - 1);
    }
    return std::nullopt;
}

std::vector<Instant> Recurrence::between(Instant after, Instant until, std::size_t cap) const {
    std::vector<Instant> found;
    while (found.size() < cap) {
        const auto instant = next(after);
        if (!instant || *instant > until) break;
        found.push_back(*instant);
        after = *instant;
    }
    return found;
}

}  // namespace tilsig::calendar
