#include "daemon/lead.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "ledger/lease.hpp"

namespace tilsig::daemon {

namespace {

using std::chrono::milliseconds;

constexpr int renewals_within_ttl = 6;
constexpr milliseconds soon{500};

}  // namespace

Lead::Lead(Clock& clock, milliseconds ttl, std::string holder)
    : m_clock(clock), m_ttl(ttl), m_holder(std::move(holder)) {}

Lead::Change Lead::turn(session::Session& session) {
    const auto now = m_clock.steady();
    if (now < m_next) return Change::none;
    m_next = now + std::min(soon, m_ttl / renewals_within_ttl);  // in case it throws
    Change change = Change::none;
    if (m_state == Lease::held) {
        if (ledger::Lease(session.connection(), ledger::daemon_lease, m_ttl).renew(m_fence)) {
            m_renewed = now;
        } else {
            m_state = Lease::standing_by;
            m_fence = 0;
            change = Change::lost;
        }
    } else {
        change = acquire(session);
    }
    m_next = now + m_ttl / renewals_within_ttl;
    return change;
}

Lead::Change Lead::acquire(session::Session& session) {
    const auto now = m_clock.steady();
    const auto fence = ledger::Lease(session.connection(), ledger::daemon_lease, m_ttl).acquire(m_holder);
    m_state = fence ? Lease::held : Lease::standing_by;
    if (!fence) return Change::none;
    m_fence = *fence;
    m_renewed = now;
    return Change::taken;
}

void Lead::release(session::Session& session) {
    if (m_fence != 0) ledger::Lease(session.connection(), ledger::daemon_lease, m_ttl).release(m_fence);
    m_fence = 0;
    m_state = Lease::none;
}

bool Lead::sure() const { return m_state == Lease::held && m_clock.steady() - m_renewed < m_ttl; }

std::string own_name() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '\0';
    return (host.front() == '\0' ? std::string("this machine") : std::string(host.data())) + ", process " +
           std::to_string(::getpid());
}

}  // namespace tilsig::daemon
