#include "ledger/pauses.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

Pauses::Pauses(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Pauses::~Pauses() = default;

bool Pauses::pause_feed(const std::string& feed, const std::string& who, const std::string& why) {
    if (m_statements->number("SELECT count(*) FROM ops_pause WHERE feed = ?", feed) != 0) return false;
    constexpr std::size_t longest = 1000;
    m_statements->run("INSERT INTO ops_pause (feed, since, who, why) VALUES (?, ?, ?, ?)", feed, to_text(m_clock.now()),
                      display_name(who), display_name(why, longest));
    write_audit(*m_statements, m_clock, who, "feed paused", feed, why);
    return true;
}

bool Pauses::resume_feed(const std::string& feed, const std::string& who) {
    m_statements->run("DELETE FROM ops_pause WHERE feed = ?", feed);
    if (m_statements->changed() == 0) return false;
    write_audit(*m_statements, m_clock, who, "feed resumed", feed, "");
    return true;
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

}  // namespace tilsig::ledger
