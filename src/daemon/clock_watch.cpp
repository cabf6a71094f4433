#include "daemon/clock_watch.hpp"

#include <ctime>

namespace tilsig::daemon {

std::optional<std::chrono::seconds> ClockWatch::look(Instant wall, Boot since_boot) {
    constexpr std::chrono::seconds correction{2};
    std::optional<std::chrono::seconds> step;
    if (m_wall) {
        const auto expected = *m_wall + std::chrono::duration_cast<std::chrono::microseconds>(since_boot - m_boot);
        const auto by = std::chrono::duration_cast<std::chrono::seconds>(wall - expected);
        if (by > correction || by < -correction) step = by;
    }
    m_wall = wall;
    m_boot = since_boot;
    if (step && is_far_ahead(*step)) m_hold_until = since_boot + hold;
    if (step && *step < -bearable) m_hold_until.reset();  // it is put right
    return step;
}

ClockWatch::Boot time_since_boot() {
    timespec now{};
    (void)::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace tilsig::daemon
