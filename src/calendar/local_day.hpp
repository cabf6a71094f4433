// The day in Norway of a moment in UTC.
#pragma once

#include "base/clock.hpp"

namespace tilsig::calendar {

/// The calendar day in Europe/Oslo at that moment: what deadlines, periods and dates mean.
[[nodiscard]] Day local_day(Instant moment);

/// The same for many moments: remembers the stretch between two changes of the clock, so that a column of a year's
/// moments costs three look-ups. Not for several threads.
class LocalDays {
public:
    [[nodiscard]] Day of(Instant moment);

private:
    std::chrono::sys_seconds m_begin{}, m_end{};  ///< where m_offset holds; nothing at first
    std::chrono::seconds m_offset{};
};

}  // namespace tilsig::calendar
