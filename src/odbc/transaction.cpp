// The four ends of a transaction, set only from the server's answer.
#include "odbc/internals.hpp"
#include "odbc/write.hpp"

namespace tilsig::odbc {

// BEGIN, COMMIT and ROLLBACK are sent as statements and the drivers' autocommit mode stays on. SQL_AUTOCOMMIT_OFF makes
// SQLite's driver send a deferred BEGIN of its own, so BEGIN IMMEDIATE is refused; and SQLEndTran answers "success"
// both for SQLite with an explicit BEGIN (nothing is committed) and for PostgreSQL on a connection that is gone.

Transaction::Transaction(Connection& connection, Mode mode) : m_connection(connection), m_state(connection.m_state) {
    m_state->require_open("opening a transaction");
    if (m_state->transaction != nullptr)
        throw Error(ErrorKind::internal, "a transaction is open on this connection already");
    const auto send = [this](const std::string& text) {
        StatementHandle statement(*m_state);
        statement.allocate(text);
        if (!succeeded(m_state->run_direct(statement, text))) m_state->fail(statement.handle(), text);
    };
    const bool writes = mode == Mode::write;
    if (const std::string isolation = m_state->dialect->isolation_statement(writes); !isolation.empty())
        send(isolation);
    send(m_state->dialect->begin_statement(writes));
    m_state->transaction = &m_end;
}

Transaction::~Transaction() { roll_back(); }

void commit(Transaction& transaction, Retry lost) {
    if (transaction.commit() == TransactionEnd::committed) return;
    throw Error(ErrorKind::database, "the answer to COMMIT was lost").retry(lost);
}

TransactionEnd Transaction::commit() {
    if (m_end != TransactionEnd::open) {
        throw Error(ErrorKind::internal, m_end == TransactionEnd::poisoned
                                             ? "COMMIT of a transaction in which a statement failed"
                                             : "COMMIT of a transaction that has ended");
    }
    if (m_state->driver_says_dead()) {
        // Nothing was sent, so there is no doubt: the rows are gone.
        m_state->drop();
        throw DatabaseError("COMMIT", "08003", 0, "", m_state->dialect->engine(), true);
    }
    StatementHandle statement(*m_state);
    statement.allocate("COMMIT");
    if (succeeded(m_state->run_direct(statement, "COMMIT"))) {
        m_state->transaction = nullptr;
        m_end = TransactionEnd::committed;
        return m_end;
    }
    DatabaseError error = m_state->diagnose(statement.handle(), "COMMIT");
    m_state->transaction = nullptr;
    m_end = error.outcome_unknown() ? TransactionEnd::in_doubt : TransactionEnd::rolled_back;
    // Also after a clean refusal: SQLite may keep the transaction open after a failed COMMIT, and closing ends it for
    // sure.
    m_state->drop();
    if (m_end == TransactionEnd::in_doubt) return m_end;
    throw error;
}

void Transaction::roll_back() noexcept {
    if (m_end != TransactionEnd::open) return;
    m_end = TransactionEnd::rolled_back;
    m_state->transaction = nullptr;
    try {
        StatementHandle statement(*m_state);
        statement.allocate("ROLLBACK");
        if (!succeeded(m_state->run_direct(statement, "ROLLBACK"))) m_state->drop();
    } catch (...) {
        m_state->drop();  // without a connection there is no transaction either
    }
}

TransactionEnd Transaction::end() const noexcept { return m_end; }

}  // namespace tilsig::odbc
