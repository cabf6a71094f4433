#include "ledger/contact_states.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest_reason = 1000;

}  // namespace

ContactStates::ContactStates(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
ContactStates::~ContactStates() = default;

void ContactStates::suspend(const std::string& address, const std::string& why) {
    m_statements->run("INSERT INTO ops_contact (address, why) VALUES (?, '')" +
                          m_connection.dialect().or_update("ops_contact", "address", {"address"}),
                      address);
    m_statements->run("UPDATE ops_contact SET suspended_at = ?, why = ? WHERE address = ? AND suspended_at IS NULL",
                      to_text(m_clock.now()), display_name(why, longest_reason), address);
}

bool ContactStates::confirm(const std::string& address, const std::string& who) {
    const bool was_suspended =
        m_statements->number("SELECT count(*) FROM ops_contact WHERE address = ? AND suspended_at IS NOT NULL",
                             address) == 1;
    m_statements->run("INSERT INTO ops_contact (address, why) VALUES (?, '')" +
                          m_connection.dialect().or_update("ops_contact", "address", {"address"}),
                      address);
    m_statements->run("UPDATE ops_contact SET suspended_at = NULL, why = '', confirmed_at = ? WHERE address = ?",
                      to_text(m_clock.now()), address);
    write_audit(*m_statements, m_clock, who, "contact confirmed", address, "");
    return was_suspended;
}

std::set<std::string> ContactStates::suspended() {
    auto& rows = m_statements->run("SELECT address FROM ops_contact WHERE suspended_at IS NOT NULL ORDER BY address");
    std::set<std::string> found;
    while (rows.fetch()) found.insert(rows.text(1).value_or(""));
    return found;
}

std::vector<ContactState> ContactStates::all() {
    auto& rows = m_statements->run("SELECT address, suspended_at, why, confirmed_at FROM ops_contact ORDER BY address");
    std::vector<ContactState> found;
    while (rows.fetch())
        found.push_back({rows.text(1).value_or(""), rows.text(2), rows.text(3).value_or(""), rows.text(4)});
    return found;
}

}  // namespace tilsig::ledger
