// Whether this daemon is the one that starts nights: the lease in the database, and its fence number.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "daemon/health.hpp"
#include "session/session.hpp"

namespace tilsig::daemon {

/// Takes the lease when nobody has it, keeps it, and learns when it was lost. Asks the database a few times within the
/// time that a lease lasts, and not otherwise.
class Lead {
public:
    /// `ttl` as ledger::Lease has it. `holder` is for people.
    Lead(Clock& clock, std::chrono::milliseconds ttl, std::string holder);

    enum class Change { none, taken, lost };
    /// When it is time to: acquires or renews. Throws what the database throws; it is tried again in a moment then.
    [[nodiscard]] Change turn(session::Session& session);
    /// Gives it back at the end, so that another one need not wait for it to run out.
    void release(session::Session& session);

    [[nodiscard]] Lease state() const noexcept { return m_state; }
    [[nodiscard]] ledger::Fence fence() const noexcept { return {m_fence, m_ttl}; }  ///< number 0: not held
    /// Held, and heard of within its time. Out of reach for longer, somebody else may have it.
    [[nodiscard]] bool sure() const;
    [[nodiscard]] std::chrono::steady_clock::time_point next() const noexcept { return m_next; }
    void set_ttl(std::chrono::milliseconds ttl) noexcept { m_ttl = ttl; }

private:
    [[nodiscard]] Change acquire(session::Session& session);

    Clock& m_clock;
    std::chrono::milliseconds m_ttl;
    std::string m_holder;
    Lease m_state = Lease::none;
    std::int64_t m_fence = 0;
    std::chrono::steady_clock::time_point m_next{}, m_renewed{};
};

/// `host, process 4711`
[[nodiscard]] std::string own_name();

}  // namespace tilsig::daemon
