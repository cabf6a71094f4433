// Sees when somebody sets the wall clock.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace tilsig::daemon {

/// Compares the wall clock with time since boot, which also goes on while the machine sleeps: what the two do not have
/// in common was set. A wall clock that goes ten years ahead would make a year of nights due, or skipped; so nothing
/// new is begun for a while after a large step forward, until somebody has seen it or it is set back. Smaller steps
/// change nothing here: what is due is what the clock says, and no instant runs twice.
class ClockWatch {
public:
    using Boot = std::chrono::nanoseconds;

    static constexpr std::chrono::hours bearable{25};  ///< a step forward that nobody is asked about
    static constexpr std::chrono::minutes hold{10};

    /// Called once a turn. How far the clock was set since the last call, when it was: small corrections (ntp) are not
    /// told.
    [[nodiscard]] std::optional<std::chrono::seconds> look(Instant wall, Boot since_boot);
    /// A step that nothing is begun after, until somebody has seen it.
    [[nodiscard]] static bool is_far_ahead(std::chrono::seconds step) noexcept { return step > bearable; }
    /// No night is to be begun yet.
    [[nodiscard]] bool holds(Boot since_boot) const { return m_hold_until && since_boot < *m_hold_until; }

private:
    std::optional<Instant> m_wall;
    Boot m_boot{};
    std::optional<Boot> m_hold_until;
};

/// CLOCK_BOOTTIME.
[[nodiscard]] ClockWatch::Boot time_since_boot();

}  // namespace tilsig::daemon
