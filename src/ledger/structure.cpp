#include "ledger/structure.hpp"

#include <optional>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "ledger/common.hpp"
#include "odbc/dialect.hpp"
#include "odbc/write.hpp"

namespace tilsig::ledger {

namespace {

/// A lock of the session; it outlasts the transactions that DDL ends, and goes with the connection at the latest.
class StructureLock {
public:
    explicit StructureLock(odbc::Connection& connection) : m_connection(connection) {
        if (connection.query_integer(connection.dialect().structure_lock_query()) == 1) return;
        throw Error(ErrorKind::database, "another program has been changing the structure of the database for a minute")
            .retry(Retry::later);
    }
    ~StructureLock() {
        if (m_connection.dead()) return;
        try {
            (void)m_connection.query_integer(m_connection.dialect().structure_unlock_query());
        } catch (const Error&) {
            m_connection.drop();  // the lock goes with it
        }
    }
    StructureLock(const StructureLock&) = delete;
    StructureLock& operator=(const StructureLock&) = delete;

private:
    odbc::Connection& m_connection;
};

/// How far an interrupted change came.
struct Progress {
    std::string checksum;
    std::int64_t step = 0;  ///< statements before it are done
    bool trying = false;    ///< it was sent and its answer not noted
};

class Steps {
public:
    Steps(odbc::Connection& connection, const std::string& area)
        : m_connection(connection), m_area(odbc::literal(area)) {
        const std::string text = connection.dialect().key_text_type() + " NOT NULL";
        connection.execute("CREATE TABLE IF NOT EXISTS ops_structure_step (area " + text + " PRIMARY KEY, checksum " +
                           text + ", step bigint NOT NULL, trying bigint NOT NULL)");
    }

    void run(const std::vector<std::string>& statements) {
        const std::string checksum = sha256_hex(join(statements, ";\n"));
        const Progress before = begin(checksum);
        for (auto step = static_cast<std::size_t>(before.step); step < statements.size(); ++step) {
            const bool may_be_done = before.trying && step == static_cast<std::size_t>(before.step);
            note(step, true);
            try {
                m_connection.execute(statements[step]);
            } catch (const odbc::DatabaseError& error) {
                if (may_be_done && error.structure_as_wanted()) continue;
                // The server's clear refusal: the statement did nothing.
                if (!error.connection_lost()) note(step, false);
                throw;
            }
        }
        note(statements.size(), false);
    }
    /// In the transaction that ends the change.
    void forget() { m_connection.execute("DELETE FROM ops_structure_step WHERE area = " + m_area); }

private:
    Progress begin(const std::string& checksum) {
        std::optional<Progress> found;
        {
            auto rows =
                m_connection.once("SELECT checksum, step, trying FROM ops_structure_step WHERE area = " + m_area);
            rows.execute();
            while (rows.fetch()) found = Progress{rows.text(1).value(), rows.integer(2).value(), rows.integer(3) == 1};
        }
        if (!found) {
            m_connection.execute("INSERT INTO ops_structure_step (area, checksum, step, trying) VALUES (" + m_area +
                                 ", '" + checksum + "', 0, 0)");
            return {checksum, 0, false};
        }
        if (found->checksum != checksum && found->step == 0 && !found->trying) {
            // Refused at its first statement, it did nothing.
            m_connection.execute("UPDATE ops_structure_step SET checksum = '" + checksum + "' WHERE area = " + m_area);
            return {checksum, 0, false};
        }
        if (found->checksum != checksum) {
            throw Error(ErrorKind::state, "a change of the " + m_area + " tables was interrupted at statement " +
                                              std::to_string(found->step + 1) +
                                              ", and this program would make another change")
                .remedy(
                    "finish it first with the program and model that began it, or restore the backup taken before it");
        }
        return *found;
    }
    void note(std::size_t step, bool trying) {
        m_connection.execute("UPDATE ops_structure_step SET step = " + std::to_string(step) +
                             ", trying = " + (trying ? "1" : "0") + " WHERE area = " + m_area);
    }

    odbc::Connection& m_connection;
    std::string m_area;
};

}  // namespace

void change_structure(odbc::Connection& connection, const std::string& area,
                      const std::function<std::vector<std::string>()>& plan, const std::function<void()>& rows) {
    if (connection.dialect().transactional_ddl()) {
        odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
        // Two programs may be started at once; the second one waits here and then finds everything done.
        lock_loads(connection);
        for (const std::string& statement : plan()) connection.execute(statement);
        rows();
        return commit(transaction);
    }
    const StructureLock lock(connection);
    const std::vector<std::string> statements = plan();
    Steps steps(connection, area);
    steps.run(statements);
    odbc::Transaction transaction(connection, odbc::Transaction::Mode::write);
    lock_loads(connection);
    rows();
    steps.forget();
    odbc::commit(transaction);
}

}  // namespace tilsig::ledger
