// What the daemon knows about letters: when the process that sends them is to be started, and how many wait.
#pragma once

#include <chrono>
#include <optional>

#include "config/mail.hpp"
#include "daemon/metrics.hpp"
#include "session/session.hpp"

namespace tilsig::daemon {

/// Asks the database once a minute, and only where `mail:` is configured.
class Outgoing {
public:
    explicit Outgoing(Clock& clock) : m_clock(clock) {}

    /// Everything is to be looked at again: after the process ended, a reload, a step of the clock.
    void forget() noexcept { m_asked.reset(); }
    /// Brings it up to date when it is older than a minute; true when it was.
    bool refresh(session::Session& session, const config::Mail& mail);
    /// Something may be composed or sent now.
    [[nodiscard]] bool due() const;
    [[nodiscard]] std::optional<Instant> next() const noexcept { return m_next; }
    [[nodiscard]] const Letters& letters() const noexcept { return m_letters; }
    /// The process is started now.
    void started();

private:
    Clock& m_clock;
    std::optional<std::chrono::steady_clock::time_point> m_asked;
    Instant m_last{};  ///< when it was started; at first nobody knows, so that a start looks at once
    std::optional<Instant> m_next;
    Letters m_letters;
};

}  // namespace tilsig::daemon
