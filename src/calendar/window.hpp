// The hours of the day in which something is allowed, on the clocks of a zone.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "calendar/zone.hpp"

namespace tilsig::calendar {

/// `22:00-06:00`: open from its first minute until just before its last one, every day; over midnight when it ends
/// before it begins.
class DailyWindow {
public:
    /// Error(configuration) with the remedy, also for one that is never or always open.
    [[nodiscard]] static DailyWindow parse(std::string_view text);

    [[nodiscard]] bool contains(Instant instant, const Zone& zone) const;
    /// `instant` itself when the window is open then, else the moment at which it opens next. An opening that spring
    /// leaves out is the first moment after the gap, when the window is still open then.
    [[nodiscard]] Instant this_or_next_opening(Instant instant, const Zone& zone) const;
    /// As it was written.
    [[nodiscard]] std::string text() const;

private:
    DailyWindow(std::chrono::minutes opens, std::chrono::minutes closes) : m_opens(opens), m_closes(closes) {}
    std::chrono::minutes m_opens, m_closes;  ///< since midnight
};

/// `02:30` as minutes since midnight. Error(configuration) with the remedy.
[[nodiscard]] std::chrono::minutes parse_time_of_day(std::string_view text);

}  // namespace tilsig::calendar
