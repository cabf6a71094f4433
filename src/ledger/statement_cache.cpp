// One prepared statement for each text and connection.
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

odbc::Statement& StatementCache::prepared(const std::string& sql) {
    if (m_connection.number() != m_connection_number) {
        // The connection object was given a new connection; statements of the old one are of no use.
        m_statements.clear();
        m_connection_number = m_connection.number();
    }
    auto found = m_statements.find(sql);
    if (found == m_statements.end()) found = m_statements.emplace(sql, m_connection.prepare(sql)).first;
    return found->second;
}

}  // namespace tilsig::ledger
