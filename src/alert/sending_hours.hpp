// When senders are written to: within a window of the day, on Norwegian working days.
#pragma once

#include <chrono>
#include <string_view>

#include "calendar/window.hpp"
#include "calendar/working_days.hpp"
#include "calendar/zone.hpp"
#include "config/mail.hpp"

namespace tilsig::alert {

/// On the clocks of Europe/Oslo. Outside these hours nothing is lost: it waits.
class SendingHours {
public:
    explicit SendingHours(const config::Mail& mail);

    [[nodiscard]] bool open(Instant instant) const;
    /// `instant` itself when letters may leave then, else the moment at which they may again.
    [[nodiscard]] Instant this_or_next_opening(Instant instant) const;
    /// The next moment after `instant` at which a clock shows `time` (`HH:MM`).
    [[nodiscard]] Instant next_at(std::string_view time, Instant instant) const;
    /// Time between the two without days on which nobody is written to: what a mail server may take to answer.
    [[nodiscard]] std::chrono::seconds open_time(Instant from, Instant to) const;
    [[nodiscard]] calendar::LocalDay day(Instant instant) const { return m_zone.local_day(instant); }
    [[nodiscard]] const calendar::WorkingDays& working_days() const noexcept { return m_days; }
    [[nodiscard]] const calendar::Zone& zone() const noexcept { return m_zone; }

private:
    calendar::Zone m_zone;
    calendar::DailyWindow m_window;
    calendar::WorkingDays m_days;
};

}  // namespace tilsig::alert
