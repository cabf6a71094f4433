// What the service manager is told: ready, status, reloading, stopping, and that the loop still turns.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace tilsig::daemon {

/// Speaks the sd_notify protocol through libsystemd; does nothing when no service manager listens (NOTIFY_SOCKET is not
/// set). For the loop's thread only. A message that cannot be sent is dropped: what the manager misses, its own time
/// limits tell it.
class Notify {
public:
    /// Looks at NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID once.
    explicit Notify(const Clock& clock);

    [[nodiscard]] bool active() const noexcept { return m_active; }
    /// Started, or reloaded. `status` is one sentence of ours, without data.
    void ready(std::string_view status);
    /// Sent when it differs from the last one.
    void status(std::string_view status);
    /// Before a reload, which ready() ends; with the time that Type=notify-reload compares.
    void reloading();
    void stopping(std::string_view status);

    /// Called once a turn of the loop. Pings the watchdog when half of its interval has passed since the last ping; a
    /// loop that hangs pings no more, and is ended by the manager.
    void turned();
    /// The longest the loop may wait before its next turn; nothing without a watchdog.
    [[nodiscard]] std::optional<std::chrono::milliseconds> longest_wait() const noexcept;

private:
    void send(const std::string& message) const;

    const Clock& m_clock;
    bool m_active = false;
    std::chrono::microseconds m_watchdog{0};  ///< 0: none
    std::optional<std::chrono::steady_clock::time_point> m_pinged;
    std::string m_status;
};

}  // namespace tilsig::daemon
