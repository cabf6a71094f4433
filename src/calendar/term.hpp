// How long somebody has: some hours, or some working days.
#pragma once

#include <string>
#include <string_view>

#include "calendar/working_days.hpp"
#include "calendar/zone.hpp"

namespace tilsig::calendar {

/// `30m`, `4h`, `2d` count time; `10wd` counts working days of the zone and ends with the last of them.
class Term {
public:
    /// Error(configuration) with the remedy. Nothing below one minute or above 400 days is a term.
    [[nodiscard]] static Term parse(std::string_view text);

    /// The first moment at which it is too late.
    [[nodiscard]] Instant ends(Instant begin, const Zone& zone, const WorkingDays& working) const;
    /// As it was written.
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

private:
    Term() = default;

    std::string m_text;
    std::chrono::minutes m_time{0};
    int m_working_days = 0;  ///< 0: the time counts
};

}  // namespace tilsig::calendar
