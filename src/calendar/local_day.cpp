#include "calendar/local_day.hpp"

#include <date/tz.h>

namespace tilsig::calendar {

namespace {

using std::chrono::sys_seconds;

constexpr sys_seconds last_known = std::chrono::sys_days{std::chrono::year{2037} / 1 / 1};
constexpr std::chrono::days same_again{28 * 365 + 7};

}  // namespace

Day LocalDays::of(Instant moment) {
    auto second = std::chrono::floor<std::chrono::seconds>(moment);
    std::chrono::days later{0};
    if (second >= last_known) {
        later = ((second - last_known) / same_again + 1) * same_again;
        second -= later;
    }
    if (second < m_begin || second >= m_end) {
        static const date::time_zone* const zone = date::locate_zone("Europe/Oslo");
        const auto info = zone->get_info(second);
        m_begin = info.begin;
        m_end = info.end;
        m_offset = info.offset;
    }
    return std::chrono::floor<std::chrono::days>(second + m_offset) + later;
}

Day local_day(Instant moment) { return LocalDays().of(moment); }

}  // namespace tilsig::calendar
