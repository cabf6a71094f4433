// When something is due again: a cron expression on the wall clocks of a zone, across clock changes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "calendar/cron.hpp"
#include "calendar/zone.hpp"

namespace tilsig::calendar {

/// A wall time that the spring change leaves out.
enum class Gap {
    run_after,  ///< due at the first moment after the gap; a nightly job must not lose its night
    skip
};
/// A wall time that the autumn change brings twice.
enum class Overlap { first, second, both };

/// Pure: the same question has the same answer, whatever the time is now. Two instants that fall on one moment are one.
class Recurrence {
public:
    Recurrence(Cron cron, Zone zone, Gap gap = Gap::run_after, Overlap overlap = Overlap::first)
        : m_cron(std::move(cron)), m_zone(zone), m_gap(gap), m_overlap(overlap) {}

    /// The first instant after `after` (never `after` itself); nothing when a policy leaves none within ten years.
    /// A job by interval (open hour) runs in both passes of a repeated hour, whatever the policy: it counts time, not
    /// clocks.
    [[nodiscard]] std::optional<Instant> next(Instant after) const;
    /// The instants in (after, until], at most `cap` of them, the earliest first.
    [[nodiscard]] std::vector<Instant> between(Instant after, Instant until, std::size_t cap) const;

    /// The last instant not after `until`; nothing when there is none in the ten years before.
    [[nodiscard]] std::optional<Instant> latest(Instant until) const;
    /// The instants of one local day, ascending and once each. In a zone that skips a midnight some lie in the next
    /// day.
    [[nodiscard]] std::vector<Instant> of_day(LocalDay day) const;

    [[nodiscard]] const Cron& cron() const noexcept { return m_cron; }
    [[nodiscard]] const Zone& zone() const noexcept { return m_zone; }

private:
    Cron m_cron;
    Zone m_zone;
    Gap m_gap;
    Overlap m_overlap;
};

}  // namespace tilsig::calendar
