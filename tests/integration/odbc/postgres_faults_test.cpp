// Lost connections, silent servers, deadlocks and crashes: every way to be told "success" with nothing saved.
#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/files.hpp"
#include "integration/odbc/transaction_support.hpp"
#include "odbc/retry.hpp"
#include "support/fault_proxy.hpp"
#include "support/postgres.hpp"

namespace tilsig::odbc {
namespace {

using test::FaultProxy;
using test::TestPostgres;

class PostgresFaults : public ::testing::Test {
protected:
    void SetUp() override {
        TILSIG_NEED_POSTGRES();
        m_direct = server().fresh_database();
        Connection connection = Connection::open(dsn_for(m_direct));
        make_table(connection);
        m_proxy = std::make_unique<FaultProxy>(server().port());
    }
    static TestPostgres& server() { return TestPostgres::shared(); }
    FaultProxy& proxy() { return *m_proxy; }
    const std::string& direct() { return m_direct; }
    Dsn through_proxy() { return dsn_for(TestPostgres::through(m_direct, m_proxy->port())); }
    void insert_two(Connection& connection) {
        connection.execute("INSERT INTO t VALUES (1)");
        connection.execute("INSERT INTO marker VALUES (7)");
    }

private:
    std::string m_direct;
    std::unique_ptr<FaultProxy> m_proxy;
};

TEST_F(PostgresFaults, killed_before_the_third_insert_is_poisoned_and_never_reported_as_success) {
    Connection connection = Connection::open(dsn_for(direct()));
    Transaction transaction(connection, write);
    insert_two(connection);
    server().terminate_backends(direct());
    try {
        connection.execute("INSERT INTO t VALUES (3)");
        FAIL() << "the connection is gone";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.connection_lost()) << error.what();
        EXPECT_EQ(error.retry_class(), Retry::later);
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW((void)transaction.commit(), Error) << "the driver would answer success";
    EXPECT_EQ(count(direct()), 0);
}

TEST_F(PostgresFaults, killed_before_commit_is_not_a_success) {
    Connection connection = Connection::open(dsn_for(direct()));
    Transaction transaction(connection, write);
    insert_two(connection);
    server().terminate_backends(direct());
    TransactionEnd end = TransactionEnd::poisoned;
    try {
        end = transaction.commit();
    } catch (const Error&) {
        end = transaction.end();
    }
    EXPECT_TRUE(end == TransactionEnd::in_doubt || end == TransactionEnd::poisoned);
    EXPECT_TRUE(connection.dead());
    EXPECT_EQ(count(direct()), 0);
    EXPECT_EQ(count(direct(), "marker"), 0) << "the marker says: redo";
    EXPECT_THROW((void)transaction.commit(), Error) << "a second COMMIT on the dead connection is never tried";
}

TEST_F(PostgresFaults, commit_sent_and_answer_lost_is_in_doubt_and_the_marker_says_done) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_answer);
    EXPECT_EQ(transaction.commit(), TransactionEnd::in_doubt);
    EXPECT_TRUE(proxy().wait_for_fault());
    EXPECT_TRUE(connection.dead());
    Connection again = Connection::open(through_proxy());
    EXPECT_EQ(again.query_integer("SELECT count(*) FROM marker WHERE run = ?", {"7"}), 1);
    EXPECT_EQ(count(direct()), 1);
}

TEST_F(PostgresFaults, commit_that_never_arrived_is_in_doubt_and_the_marker_says_redo) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_request);
    EXPECT_EQ(transaction.commit(), TransactionEnd::in_doubt);
    EXPECT_EQ(transaction.end(), TransactionEnd::in_doubt);
    Connection again = Connection::open(through_proxy());
    EXPECT_EQ(again.query_integer("SELECT count(*) FROM marker WHERE run = ?", {"7"}), 0);
    EXPECT_EQ(count(direct()), 0);
}

TEST_F(PostgresFaults, a_cut_in_mid_batch_poisons) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("VALUES (3)", FaultProxy::Fault::drop_answer);
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (3)"), DatabaseError);
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_EQ(count(direct()), 0);
}

TEST_F(PostgresFaults, a_server_that_accepts_and_never_answers_costs_the_connect_timeout) {
    proxy().accept_and_be_silent();
    Dsn dsn = through_proxy();
    dsn.connect_timeout = std::chrono::seconds(2);
    const auto start = std::chrono::steady_clock::now();
    try {
        (void)Connection::open(dsn);
        FAIL() << "nobody answered";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.retry_class(), Retry::later);
        EXPECT_EQ(error.kind(), ErrorKind::database);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(8));
}

TEST_F(PostgresFaults, a_server_that_falls_silent_in_a_statement_costs_the_statement_timeout) {
    Dsn dsn = through_proxy();
    dsn.statement_timeout = std::chrono::seconds(1);
    Connection connection = Connection::open(dsn);
    Transaction transaction(connection, write);
    proxy().on_message("INSERT", FaultProxy::Fault::stall);
    const auto start = std::chrono::steady_clock::now();
    try {
        connection.execute("INSERT INTO t VALUES (1)");
        FAIL() << "nobody answered";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.connection_lost()) << error.what();
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(8));
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
}

TEST_F(PostgresFaults, a_statement_that_takes_too_long_is_cancelled_by_the_server) {
    Dsn dsn = dsn_for(direct());
    dsn.statement_timeout = std::chrono::seconds(1);
    Connection connection = Connection::open(dsn);
    try {
        connection.execute("SELECT pg_sleep(30)");
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.error_code(), "57014");
        EXPECT_FALSE(error.connection_lost());
    }
    EXPECT_EQ(connection.query_integer("SELECT 1"), 1);
}

TEST_F(PostgresFaults, a_deadlock_is_retried_as_a_whole_and_both_transactions_count) {
    {
        Connection connection = Connection::open(dsn_for(direct()));
        connection.execute("CREATE TABLE pair (k bigint PRIMARY KEY, n bigint)");
        connection.execute("INSERT INTO pair VALUES (1, 0), (2, 0)");
    }
    std::atomic<int> met{0};
    std::atomic<int> attempts{0};
    const auto add_to = [&](int first, int second) {
        Dsn dsn = dsn_for(direct());
        dsn.lock_timeout = std::chrono::seconds(30);
        Connection connection = Connection::open(dsn);
        SystemClock clock;
        with_retries(connection, dsn, "test", clock, [&] {
            ++attempts;
            Transaction transaction(connection, write);
            connection.execute("UPDATE pair SET n = n + 1 WHERE k = " + std::to_string(first));
            // Each waits once until the other holds its first row: a sure deadlock.
            met.fetch_add(1);
            while (met < 2) std::this_thread::yield();
            connection.execute("UPDATE pair SET n = n + 1 WHERE k = " + std::to_string(second));
            EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
        });
    };
    std::thread other([&] { add_to(2, 1); });
    add_to(1, 2);
    other.join();
    EXPECT_GT(attempts, 2) << "there was no deadlock to retry";
    EXPECT_EQ(count(direct(), "pair WHERE n = 2"), 2);
}

TEST_F(PostgresFaults, a_serialization_failure_asks_to_be_retried) {
    Connection first = Connection::open(dsn_for(direct()));
    first.execute("INSERT INTO t VALUES (1)");
    Connection second = Connection::open(dsn_for(direct()));
    Transaction transaction(second, write);
    second.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    EXPECT_EQ(second.query_integer("SELECT count(*) FROM t"), 1);
    first.execute("UPDATE t SET k = 2");
    try {
        second.execute("UPDATE t SET k = 3");
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.error_code(), "40001");
        EXPECT_EQ(error.retry_class(), Retry::now);
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
}

TEST_F(PostgresFaults, a_constraint_checked_at_commit_is_a_clean_refusal) {
    Connection connection = Connection::open(dsn_for(direct()));
    connection.execute("CREATE TABLE late (k bigint UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO late VALUES (1), (1)");
    try {
        (void)transaction.commit();
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.duplicate_key());
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::rolled_back);
    EXPECT_EQ(count(direct(), "late"), 0);
}

TEST_F(PostgresFaults, after_a_crash_and_restart_of_the_server_acknowledged_work_is_there_and_the_rest_is_not) {
    TestPostgres own({.fsync = true});
    const std::string database = own.fresh_database();
    Connection connection = Connection::open(dsn_for(database));
    make_table(connection);
    {
        Transaction transaction(connection, write);
        connection.execute("INSERT INTO t VALUES (1)");
        ASSERT_EQ(transaction.commit(), TransactionEnd::committed);
    }
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (2)");
    own.stop_immediate();
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (3)"), DatabaseError);
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW((void)Connection::open(dsn_for(database)), DatabaseError) << "down";
    own.start();
    EXPECT_EQ(count(database), 1);
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    with_retries(connection, dsn_for(database), "test", clock, [&] {
        Transaction redo(connection, write);
        connection.execute("INSERT INTO t VALUES (2), (3)");
        EXPECT_EQ(redo.commit(), TransactionEnd::committed);
    });
    EXPECT_EQ(count(database), 3);
}

TEST_F(PostgresFaults, two_connections_do_not_wait_for_each_other_in_two_threads) {
    Connection holder = Connection::open(dsn_for(direct()));
    holder.execute("SELECT pg_advisory_lock(1)");
    Dsn patient = dsn_for(direct());
    patient.lock_timeout = std::chrono::seconds(60);
    std::thread waiting([&] {
        Connection waiter = Connection::open(patient);
        waiter.execute("SELECT pg_advisory_lock(1)");
    });
    // Seen by a third party: the thread is inside its statement now. The driver manager could make us wait for its end.
    while (server().sql(direct(), "SELECT count(*) FROM pg_locks WHERE NOT granted") != "1\n")
        std::this_thread::yield();
    const auto start = std::chrono::steady_clock::now();
    holder.execute("SELECT pg_advisory_unlock(1)");
    waiting.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_F(PostgresFaults, the_drivers_own_log_holds_no_statement) {
    // Debian's odbcinst.ini switches it on for everybody; our connection string switches it off.
    {
        Connection connection = Connection::open(dsn_for(direct()));
        connection.prepare("INSERT INTO t VALUES (?)").bind(1, std::int64_t{4711471147}).execute();
    }
    for (const auto& entry : std::filesystem::directory_iterator("/tmp")) {
        const std::string name = entry.path().filename();
        if (!name.starts_with("psqlodbc_") && !name.starts_with("mylog_")) continue;
        if (!name.ends_with(std::to_string(getpid()) + ".log")) continue;
        const std::string log = read_file(entry.path());
        EXPECT_EQ(log.find("INSERT"), std::string::npos) << log;
        EXPECT_EQ(log.find("4711471147"), std::string::npos);
    }
}

TEST_F(PostgresFaults, the_session_is_named_limited_and_durable) {
    Connection connection = Connection::open(dsn_for(direct()), "tilsig-load");
    EXPECT_EQ(connection.query_text("SHOW application_name"), "tilsig-load");
    EXPECT_EQ(connection.query_text("SHOW statement_timeout"), "10min");
    EXPECT_EQ(connection.query_text("SHOW lock_timeout"), "1s");
    EXPECT_EQ(connection.query_text("SHOW synchronous_commit"), "on");
    EXPECT_EQ(connection.query_text("SHOW TimeZone"), "UTC");
    EXPECT_EQ(connection.query_text("SHOW client_encoding"), "UTF8");
}

}  // namespace
}  // namespace tilsig::odbc
