#include "daemon/notify.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace tilsig::daemon {

namespace {

using std::chrono::microseconds;

/// `STATUS=...` of one line: a line break in it would begin a message of its own.
std::string status_line(std::string_view status) { return "STATUS=" + display_name(status, 200); }

}  // namespace

Notify::Notify(const Clock& clock) : m_clock(clock) {
    const char* socket = std::getenv("NOTIFY_SOCKET");
    m_active = socket != nullptr && *socket != '\0';
    std::uint64_t interval = 0;
    if (m_active && ::sd_watchdog_enabled(0, &interval) > 0)
        m_watchdog = microseconds(std::min<std::uint64_t>(interval, std::uint64_t{1} << 50U));
}

void Notify::send(const std::string& message) const {
    if (m_active) static_cast<void>(::sd_notify(0, message.c_str()));
}

void Notify::ready(std::string_view status) {
    m_status = status_line(status);
    send("READY=1\n" + m_status);
}

void Notify::status(std::string_view status) {
    std::string line = status_line(status);
    if (line == m_status) return;
    m_status = std::move(line);
    send(m_status);
}

void Notify::reloading() {
    // CLOCK_MONOTONIC itself, not the clock we were handed: the manager compares it with its own.
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(std::chrono::duration_cast<microseconds>(now).count()));
}

void Notify::stopping(std::string_view status) {
    m_status = status_line(status);
    send("STOPPING=1\n" + m_status);
}

void Notify::turned() {
    if (m_watchdog.count() == 0) return;
    const auto now = m_clock.steady();
    if (m_pinged && now - *m_pinged < m_watchdog / 2) return;
    m_pinged = now;
    send("WATCHDOG=1");
}

std::optional<std::chrono::milliseconds> Notify::longest_wait() const noexcept {
    if (m_watchdog.count() == 0) return std::nullopt;
    // With the interval's half as the wait, a ping would come up to a whole interval after the last one.
    return std::max(std::chrono::milliseconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(m_watchdog / 4));
}

}  // namespace tilsig::daemon
