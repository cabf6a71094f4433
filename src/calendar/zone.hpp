// A time zone of the IANA database: wall time to moments and back, with what happens when clocks change.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace date {
class time_zone;
}

namespace tilsig::calendar {

/// What a clock on the wall shows, to the minute. Only a Zone turns it into a moment.
using LocalTime = std::chrono::local_time<std::chrono::minutes>;
using LocalDay = std::chrono::local_days;

/// The moments at which a wall clock shows one time: one of them usually, none in the hour that spring leaves out, two
/// in the hour that autumn repeats.
struct Moments {
    std::optional<Instant> first;
    std::optional<Instant> second;  ///< after `first`; only in a repeated hour
    /// In a gap: the first moment after it, when the clock has been moved.
    std::optional<Instant> after_gap;
};

/// A change of the clock.
struct ClockChange {
    Instant at;
    std::chrono::minutes before, after;  ///< ahead of UTC
};

/// Cheap to copy; the zone itself lives as long as the process.
class Zone {
public:
    /// Error(configuration) for a name that the zone database does not have, with the remedy.
    [[nodiscard]] static Zone named(const std::string& name);

    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] Moments moments(LocalTime local) const;
    /// Seconds are cut off.
    [[nodiscard]] LocalTime local(Instant instant) const;
    [[nodiscard]] LocalDay local_day(Instant instant) const {
        return std::chrono::floor<std::chrono::days>(local(instant));
    }
    /// The moment at which a day of this zone begins, whatever the clock then shows.
    [[nodiscard]] Instant begin_of(LocalDay day) const;
    /// The first change of the offset from UTC after `after`, looking `years` ahead.
    [[nodiscard]] std::optional<ClockChange> next_change(Instant after, int years = 2) const;
    /// `2026-11-29 03:00 +01:00`
    [[nodiscard]] std::string text(Instant instant) const;

private:
    explicit Zone(const date::time_zone& zone) : m_zone(&zone) {}
    const date::time_zone* m_zone;
};

}  // namespace tilsig::calendar
