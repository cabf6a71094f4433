#include "ledger/pauses.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

Pauses::Pauses(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Pauses::~Pauses() = default;

bool Pauses::pause_feed(const std::string& feed, const std::string& who, const std::string& why) {
    return pause("ops_pause", "feed", feed, "feed paused", who, why);
}

bool Pauses::resume_feed(const std::string& feed, const std::string& who) {
    return resume("ops_pause", "feed", feed, "feed resumed", who);
}

std::vector<Pause> Pauses::paused_feeds() {
    auto& rows = m_statements->run("SELECT feed, since, who, why FROM ops_pause ORDER BY feed");
    std::vector<Pause> found;
    while (rows.fetch()) {
        found.push_back({rows.text(1).value_or(""), rows.text(2).value_or(""), rows.text(3).value_or(""),
                         rows.text(4).value_or("")});
    }
    return found;
}

bool Pauses::pause_owner(const std::string& owner, const std::string& who, const std::string& why) {
    return pause("ops_alert_pause", "owner", owner, "letters paused", who, why);
}

bool Pauses::resume_owner(const std::string& owner, const std::string& who) {
    return resume("ops_alert_pause", "owner", owner, "letters resumed", who);
}

std::vector<OwnerPause> Pauses::paused_owners() {
    auto& rows = m_statements->run("SELECT owner, since, who, why FROM ops_alert_pause ORDER BY owner");
    std::vector<OwnerPause> found;
    while (rows.fetch()) {
        found.push_back({rows.text(1).value_or(""), rows.text(2).value_or(""), rows.text(3).value_or(""),
                         rows.text(4).value_or("")});
    }
    return found;
}

bool Pauses::pause(const std::string& table, const std::string& column, const std::string& value,
                   const std::string& what, const std::string& who, const std::string& why) {
    if (m_statements->number("SELECT count(*) FROM " + table + " WHERE " + column + " = ?", value) != 0) return false;
    constexpr std::size_t longest = 1000;
    m_statements->run("INSERT INTO " + table + " (" + column + ", since, who, why) VALUES (?, ?, ?, ?)", value,
                      to_text(m_clock.now()), display_name(who), display_name(why, longest));
    write_audit(*m_statements, m_clock, who, what, value, why);
    return true;
}

bool Pauses::resume(const std::string& table, const std::string& column, const std::string& value,
                    const std::string& what, const std::string& who) {
    m_statements->run("DELETE FROM " + table + " WHERE " + column + " = ?", value);
    if (m_statements->changed() == 0) return false;
    write_audit(*m_statements, m_clock, who, what, value, "");
    return true;
}

}  // namespace tilsig::ledger
