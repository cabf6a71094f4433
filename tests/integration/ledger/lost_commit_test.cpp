// A load whose COMMIT was lost: the marker, and nothing else, says whether it happened.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "ledger/ledger.hpp"
#include "support/servers.hpp"

namespace tilsig::ledger {
namespace {

using odbc::Connection;
using odbc::Transaction;
using odbc::TransactionEnd;
using test::FaultProxy;

class LostCommit : public test::OnEveryServer {
protected:
    void SetUp() override {
        OnEveryServer::SetUp();
        if (IsSkipped()) return;
        m_connection = std::make_unique<Connection>(open());
        m_ledger = std::make_unique<Ledger>(*m_connection, clock);
        m_ledger->migrate();
        m_connection->execute(
            "CREATE TABLE fact_population (k bigint PRIMARY KEY, load_seq bigint, delivery_id bigint)");
        run.unit_id = m_ledger->unit_id({"ssb.population", "ssb", "2026"});
        run.cause = model::RunCause::command;
        run.id = m_ledger->begin_run(run);
    }
    Connection open() {
        odbc::Dsn dsn;
        dsn.connection_string = server().through_proxy();
        return Connection::open(dsn);
    }
    /// The loading transaction as a run makes it: marker, rows, cursor, account.
    TransactionEnd load() {
        Transaction transaction(*m_connection, Transaction::Mode::write);
        run.load_seq = m_ledger->begin_load(run.id);
        m_connection->execute("INSERT INTO fact_population VALUES (1, " + std::to_string(*run.load_seq) + ", 0)");
        m_ledger->set_cursor(run.unit_id, "page 2");
        run.outcome = model::Outcome::loaded;
        m_ledger->finish_run(run, {{"load", std::chrono::microseconds(1), 1}});
        return transaction.commit();
    }
    /// What a reader sees that never met the proxy.
    std::string rows_markers_cursors() {
        return server().sql(
            "SELECT (SELECT count(*) FROM fact_population), (SELECT count(*) FROM ops_load), "
            "(SELECT count(*) FROM ops_cursor)");
    }
    Connection& connection() { return *m_connection; }
    Ledger& ledger() { return *m_ledger; }

    ManualClock clock{parse_instant("2026-11-22T03:00:00Z")};
    ledger::Run run;

private:
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<Ledger> m_ledger;
};

TEST_P(LostCommit, an_answer_that_was_lost_is_found_by_its_marker_and_not_loaded_again) {
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_answer);
    EXPECT_EQ(load(), TransactionEnd::in_doubt);
    connection() = open();  // in place: the ledger goes on with it and prepares its statements anew
    EXPECT_EQ(ledger().marker(run.id), 1);
    EXPECT_EQ(ledger().run(run.id)->outcome, model::Outcome::loaded);
    EXPECT_EQ(ledger().cursor(run.unit_id), "page 2");
    EXPECT_EQ(rows_markers_cursors(), "1|1|1\n");
}

TEST_P(LostCommit, a_commit_that_never_arrived_left_nothing_and_is_done_again) {
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_request);
    EXPECT_EQ(load(), TransactionEnd::in_doubt);
    connection() = open();
    EXPECT_EQ(ledger().marker(run.id), std::nullopt);
    EXPECT_EQ(ledger().run(run.id)->outcome, std::nullopt) << "still open";
    EXPECT_EQ(ledger().cursor(run.unit_id), std::nullopt) << "a cursor is never ahead of its data";
    EXPECT_EQ(rows_markers_cursors(), "0|0|0\n");
    EXPECT_EQ(load(), TransactionEnd::committed);
    EXPECT_EQ(rows_markers_cursors(), "1|1|1\n");
}

TEST_P(LostCommit, a_connection_lost_between_marker_and_commit_leaves_neither_marker_nor_rows) {
    proxy().on_message("ops_step", FaultProxy::Fault::drop_answer);
    EXPECT_THROW((void)load(), odbc::DatabaseError);
    connection() = open();
    EXPECT_EQ(ledger().marker(run.id), std::nullopt);
    EXPECT_EQ(rows_markers_cursors(), "0|0|0\n");
    EXPECT_EQ(load(), TransactionEnd::committed);
    EXPECT_EQ(rows_markers_cursors(), "1|1|1\n");
}

TEST_P(LostCommit, two_loads_at_once_take_turns_and_get_rising_sequences) {
    const auto other_run = ledger().begin_run(run);
    Transaction first(connection(), Transaction::Mode::write);
    EXPECT_EQ(ledger().begin_load(run.id), 1);
    std::thread other([&] {
        try {
            Connection second = open();
            Ledger its_ledger(second, clock);
            Transaction transaction(second, Transaction::Mode::write);
            EXPECT_EQ(its_ledger.begin_load(other_run), 2) << "it waited for the first to end before it counted";
            EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
        } catch (const Error& error) {
            ADD_FAILURE() << error.what();
        }
    });
    while (!server().somebody_waits()) std::this_thread::yield();
    EXPECT_EQ(first.commit(), TransactionEnd::committed);
    other.join();
}

TILSIG_ON_EVERY_SERVER(LostCommit);

}  // namespace
}  // namespace tilsig::ledger
