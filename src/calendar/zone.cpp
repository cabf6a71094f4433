#include "calendar/zone.hpp"

#include <date/tz.h>

#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::calendar {

using std::chrono::minutes;
using std::chrono::seconds;

namespace {

date::local_seconds plain(LocalTime local) { return date::local_seconds{seconds{local.time_since_epoch()}}; }

minutes offset_of(const date::sys_info& info) { return std::chrono::floor<minutes>(info.offset); }

}  // namespace

Zone Zone::named(const std::string& name) {
    for (const auto& zone : date::get_tzdb().zones) {
        if (zone.name() == name) return Zone(zone);
    }
    std::vector<std::string> known;
    for (const auto& zone : date::get_tzdb().zones) known.push_back(zone.name());
    const std::string near = nearest(name, known);
    throw Error(ErrorKind::configuration, "there is no time zone '" + name + "'")
        .remedy(near.empty() ? "use a name of the IANA database, for example Europe/Oslo"
                             : "did you mean " + near + "?");
}

const std::string& Zone::name() const noexcept { return m_zone->name(); }

Moments Zone::moments(LocalTime local) const {
    const auto wanted = plain(local);
    const date::local_info info = m_zone->get_info(wanted);
    const auto at_offset = [&](const date::sys_info& part) {
        return Instant{seconds{wanted.time_since_epoch() - part.offset}};
    };
    Moments found;
    if (info.result == date::local_info::nonexistent) {
        found.after_gap = Instant{info.first.end.time_since_epoch()};
        return found;
    }
    found.first = at_offset(info.first);
    if (info.result == date::local_info::ambiguous) found.second = at_offset(info.second);
    return found;
}

LocalTime Zone::local(Instant instant) const {
    const auto at = std::chrono::floor<seconds>(instant);
    const auto info = m_zone->get_info(date::sys_seconds{at.time_since_epoch()});
    return LocalTime{std::chrono::floor<minutes>(at.time_since_epoch() + info.offset)};
}

Instant Zone::begin_of(LocalDay day) const {
    const Moments found = moments(LocalTime{day});
    return found.first ? *found.first : *found.after_gap;
}

std::optional<ClockChange> Zone::next_change(Instant after, int years) const {
    auto at = date::sys_seconds{std::chrono::floor<seconds>(after).time_since_epoch()};
    const auto until = at + std::chrono::days{366 * years};
    auto info = m_zone->get_info(at);
    // A zone may change its name or rule without moving its clocks.
    while (info.end < until) {
        const auto next = m_zone->get_info(info.end);
        if (next.offset != info.offset)
            return ClockChange{Instant{info.end.time_since_epoch()}, offset_of(info), offset_of(next)};
        info = next;
    }
    return std::nullopt;
}

std::string Zone::text(Instant instant) const {
    const LocalTime shown = local(instant);
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(shown)};
    const int minute = static_cast<int>((shown - std::chrono::floor<std::chrono::days>(shown)).count());
    const auto offset =
        offset_of(m_zone->get_info(date::sys_seconds{std::chrono::floor<seconds>(instant).time_since_epoch()}));
    const int ahead = static_cast<int>(offset.count());
    char out[64];
    std::snprintf(out, sizeof out, "%04d-%02u-%02u %02d:%02d %c%02d:%02d", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), minute / 60, minute % 60,
                  ahead < 0 ? '-' : '+', std::abs(ahead) / 60, std::abs(ahead) % 60);
    return out;
}

}  // namespace tilsig::calendar
