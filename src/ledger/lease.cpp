#include "ledger/lease.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/write.hpp"

namespace tilsig::ledger {

using std::chrono::milliseconds;

Lease::Lease(odbc::Connection& connection, std::string name, milliseconds ttl)
    : m_connection(connection),
      m_name(std::move(name)),
      m_ttl(ttl),
      m_statements(std::make_unique<StatementCache>(connection)) {}
Lease::~Lease() = default;

std::optional<std::int64_t> Lease::acquire(const std::string& holder) {
    const auto& dialect = m_connection.dialect();
    const std::string now = dialect.server_moment(milliseconds(0));
    const std::string shown = display_name(holder);
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    // The row of a lease that was never held: expired from the beginning. One that is there stays as it is.
    m_statements->run(
        "INSERT INTO ops_lease (name, holder, fence, acquired_at, renewed_at, expires_at) VALUES (?, '', "
        "0, '', '', '')" +
            dialect.or_update("ops_lease", "name", {"name"}),
        m_name);
    // Also one that was last renewed in what is the future now: the clock of the database ran ahead, and would keep it
    // for years. Whoever holds it all the same is fenced off.
    m_statements->run("UPDATE ops_lease SET holder = ?, fence = fence + 1, acquired_at = " + now +
                          ", renewed_at = " + now + ", expires_at = " + dialect.server_moment(m_ttl) +
                          " WHERE name = ? AND (expires_at <= " + now + " OR renewed_at > " +
                          dialect.server_moment(std::chrono::hours{1}) + ")",
                      shown, m_name);
    std::optional<std::int64_t> fence;
    if (m_statements->changed() == 1)
        fence = m_statements->number("SELECT fence FROM ops_lease WHERE name = ?", m_name);
    odbc::commit(transaction);
    return fence;
}

bool Lease::renew(std::int64_t fence) {
    const auto& dialect = m_connection.dialect();
    m_statements->run("UPDATE ops_lease SET renewed_at = " + dialect.server_moment(milliseconds(0)) +
                          ", expires_at = " + dialect.server_moment(m_ttl) +
                          " WHERE name = ? AND fence = ? AND holder <> ''",
                      m_name, fence);
    return m_statements->changed() == 1;
}

void Lease::release(std::int64_t fence) {
    m_statements->run("UPDATE ops_lease SET holder = '', expires_at = '' WHERE name = ? AND fence = ?", m_name, fence);
}

std::optional<LeaseHolder> Lease::holder() {
    auto& rows =
        m_statements->run("SELECT holder, fence, acquired_at, renewed_at, expires_at, CASE WHEN expires_at <= " +
                              m_connection.dialect().server_moment(milliseconds(0)) +
                              " THEN 1 ELSE 0 END FROM ops_lease WHERE name = ? AND holder <> ''",
                          m_name);
    std::optional<LeaseHolder> found;
    while (rows.fetch()) {
        found = {rows.text(1).value_or(""), rows.integer(2).value(),   rows.text(3).value_or(""),
                 rows.text(4).value_or(""), rows.text(5).value_or(""), rows.integer(6) == 1};
    }
    return found;
}

void Lease::require_fence(std::int64_t fence) {
    if (renew(fence)) return;
    const auto now = holder();
    throw Error(ErrorKind::state, "fenced off: the lease '" + m_name + "' was taken over" +
                                      (now ? " by " + now->holder : std::string()) +
                                      " while this process stood still; nothing of this work is saved")
        .code("fenced")
        .remedy("nothing is to be done: whoever took over runs the unit again");
}

void require_fence(odbc::Connection& connection, const std::optional<Fence>& fence) {
    if (fence) Lease(connection, daemon_lease, fence->ttl).require_fence(fence->number);
}

}  // namespace tilsig::ledger
