#include "daemon/outgoing.hpp"

#include <algorithm>

#include "alert/post.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/outbox.hpp"

namespace tilsig::daemon {

namespace {

constexpr std::chrono::minutes between_looks{1};

}  // namespace

bool Outgoing::refresh(session::Session& session, const config::Mail& mail) {
    const auto now = m_clock.steady();
    if (m_asked && now - *m_asked < between_looks) return false;
    m_last = std::min(m_last, m_clock.now());  // it was started while the clock ran ahead
    m_next = alert::next_post(session, mail, m_last);
    ledger::Outbox outbox(session.connection(), m_clock);
    const auto counts = outbox.counts();
    m_letters = {};
    m_letters.owed = static_cast<std::uint64_t>(counts.owed);
    for (const auto& [state, count] : counts.letters)
        m_letters.by_state[ledger::to_string(state)] = static_cast<std::uint64_t>(count);
    m_letters.unreachable_owners = outbox.unreachable_owners().size();
    m_letters.suspended_contacts = ledger::ContactStates(session.connection(), m_clock).suspended().size();
    m_asked = now;
    return true;
}

bool Outgoing::due() const { return m_next && m_clock.now() >= *m_next; }

void Outgoing::started() {
    m_last = m_clock.now();
    m_next.reset();
}

}  // namespace tilsig::daemon
