#include "daemon/warehouse.hpp"

#include <algorithm>

#include "session/installation_file.hpp"
#include "session/process_lock.hpp"

namespace tilsig::daemon {

namespace {

using namespace std::chrono_literals;

constexpr auto first_pause = 500ms;
constexpr std::chrono::milliseconds longest_pause = 30s;

session::Context with_own_limits(session::Context context) {
    context.dsn.connect_timeout = std::min<std::chrono::seconds>(context.dsn.connect_timeout, 3s);
    context.dsn.statement_timeout = std::min<std::chrono::seconds>(context.dsn.statement_timeout, 5s);
    // Where a load keeps the whole database (SQLite) the lease is renewed when it lets go.
    context.dsn.lock_timeout = std::min<std::chrono::seconds>(context.dsn.lock_timeout, 1s);
    return context;
}

}  // namespace

Warehouse::Warehouse(const session::Context& context) : m_context(with_own_limits(context)) {}
Warehouse::~Warehouse() = default;

void Warehouse::connect() {
    using session::SessionRole;
    m_trouble = "the data folder cannot be used";
    (void)session::InstallationFile(m_context.places.landing).known_id();
    m_trouble = "the warehouse is out of reach";
    try {
        m_session = std::make_unique<session::Session>(m_context, SessionRole::beside);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::state) throw;
        // New, or older than the program; anything else that is wrong is found here as well, and thrown.
        const session::ProcessLock lock(m_context.places.cache);
        { const session::Session first(m_context, SessionRole::first); }
        m_session = std::make_unique<session::Session>(m_context, SessionRole::beside);
    }
    session::bind_installation(m_session->connection(), m_context.clock,
                               session::InstallationFile(m_context.places.landing));
}

session::Session* Warehouse::reach() {
    if (m_session && !m_session->lost()) return m_session.get();
    if (m_context.clock.steady() < m_next_try) return nullptr;
    try {
        m_session.reset();
        connect();
        if (!m_why.empty()) {
            const auto away = m_reached ? m_context.clock.steady() - *m_reached : std::chrono::nanoseconds{0};
            m_context.log.info("the warehouse is reached again",
                               {{"seconds_away", std::chrono::floor<std::chrono::seconds>(away).count()}});
        }
        answered();
        return m_session.get();
    } catch (const Error& error) {
        m_session.reset();
        failed(error);
        return nullptr;
    }
}

void Warehouse::failed(const Error& error) {
    if (error.kind() == ErrorKind::state && error.error_code() != "fenced") throw error;
    if (m_session && !m_session->lost()) return;  // it was busy
    m_pause = m_pause == 0ms ? first_pause : std::min(2 * m_pause, longest_pause);
    m_next_try = m_context.clock.steady() + m_pause;
    if (m_why.empty()) m_context.log.error(m_trouble + "; it is tried again and again", error);
    m_why = error.what();
}

void Warehouse::answered() {
    m_reached = m_context.clock.steady();
    m_pause = 0ms;
    m_why.clear();
}

}  // namespace tilsig::daemon
