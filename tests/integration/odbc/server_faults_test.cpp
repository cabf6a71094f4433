// Lost connections, silent servers and deadlocks: every way to be told "success" with nothing saved.
#include <gtest/gtest.h>

#include <atomic>
#include <regex>
#include <thread>

#include "integration/odbc/transaction_support.hpp"
#include "support/servers.hpp"

namespace tilsig::odbc {
namespace {

using test::FaultProxy;

class ServerFaults : public test::OnEveryServer {
protected:
    void SetUp() override {
        OnEveryServer::SetUp();
        if (IsSkipped()) return;
        Connection connection = Connection::open(dsn_for(server().direct()));
        make_table(connection);
    }
    Dsn through_proxy() { return dsn_for(server().through_proxy()); }
    static void insert_two(Connection& connection) {
        connection.execute("INSERT INTO t VALUES (1)");
        connection.execute("INSERT INTO marker VALUES (7)");
    }
};

TEST_P(ServerFaults, a_connection_that_does_not_come_about_says_what_to_look_at) {
    const std::string good = server().direct();
    const auto code = [](const std::string& connection_string) {
        try {
            (void)Connection::open(dsn_for(connection_string));
        } catch (const Error& error) {
            EXPECT_EQ(error.retry_class(), Retry::later);
            return error.error_code() + (error.remedy_text().empty() ? " without a remedy" : "");
        }
        return std::string("none");
    };
    const auto other = [&good](const std::string& key, const std::string& value) {
        return std::regex_replace(good, std::regex("(^|;)(" + key + ")=[^;]*", std::regex::icase), "$1$2=" + value);
    };
    EXPECT_EQ(code(other("Database", "not_there")), "3D000");
    EXPECT_EQ(code(other("UID|User", "nobody_here")), "28P01");
    EXPECT_EQ(code(other("Port", "1")), "08001");
}

TEST_P(ServerFaults, killed_before_the_third_insert_is_poisoned_and_never_reported_as_success) {
    Connection connection = Connection::open(dsn_for(server().direct()));
    Transaction transaction(connection, write);
    insert_two(connection);
    server().terminate_sessions();
    try {
        connection.execute("INSERT INTO t VALUES (3)");
        FAIL() << "the connection is gone";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.connection_lost()) << error.what();
        EXPECT_EQ(error.retry_class(), Retry::later);
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW((void)transaction.commit(), Error) << "the driver would answer success";
    EXPECT_EQ(count(server().direct()), 0);
}

TEST_P(ServerFaults, killed_before_commit_is_not_a_success) {
    Connection connection = Connection::open(dsn_for(server().direct()));
    Transaction transaction(connection, write);
    insert_two(connection);
    server().terminate_sessions();
    TransactionEnd end = TransactionEnd::poisoned;
    try {
        end = transaction.commit();
    } catch (const Error&) {
        end = transaction.end();
    }
    EXPECT_TRUE(end == TransactionEnd::in_doubt || end == TransactionEnd::poisoned);
    EXPECT_TRUE(connection.dead());
    EXPECT_EQ(count(server().direct()), 0);
    EXPECT_EQ(count(server().direct(), "marker"), 0) << "the marker says: redo";
    EXPECT_THROW((void)transaction.commit(), Error) << "a second COMMIT on the dead connection is never tried";
}

TEST_P(ServerFaults, commit_sent_and_answer_lost_is_in_doubt_and_the_marker_says_done) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_answer);
    EXPECT_EQ(transaction.commit(), TransactionEnd::in_doubt);
    EXPECT_TRUE(proxy().wait_for_fault());
    EXPECT_TRUE(connection.dead());
    Connection again = Connection::open(through_proxy());
    EXPECT_EQ(again.query_integer("SELECT count(*) FROM marker WHERE run = ?", {"7"}), 1);
    EXPECT_EQ(count(server().direct()), 1);
}

TEST_P(ServerFaults, commit_that_never_arrived_is_in_doubt_and_the_marker_says_redo) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("COMMIT", FaultProxy::Fault::drop_request);
    EXPECT_EQ(transaction.commit(), TransactionEnd::in_doubt);
    EXPECT_EQ(transaction.end(), TransactionEnd::in_doubt);
    Connection again = Connection::open(through_proxy());
    EXPECT_EQ(again.query_integer("SELECT count(*) FROM marker WHERE run = ?", {"7"}), 0);
    EXPECT_EQ(count(server().direct()), 0);
}

TEST_P(ServerFaults, a_cut_in_mid_batch_poisons) {
    Connection connection = Connection::open(through_proxy());
    Transaction transaction(connection, write);
    insert_two(connection);
    proxy().on_message("VALUES (3)", FaultProxy::Fault::drop_answer);
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (3)"), DatabaseError);
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_EQ(count(server().direct()), 0);
}

TEST_P(ServerFaults, a_server_that_accepts_and_never_answers_costs_the_connect_timeout) {
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

TEST_P(ServerFaults, a_server_that_falls_silent_in_a_statement_costs_the_statement_timeout) {
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

TEST_P(ServerFaults, a_cut_at_commit_that_nobody_notices_gives_its_locks_free) {
    Dsn cut_off = through_proxy();
    cut_off.statement_timeout = std::chrono::seconds(1);
    cut_off.idle_transaction_timeout = std::chrono::seconds(1);
    Connection connection = Connection::open(cut_off);
    Transaction transaction(connection, write);
    insert_two(connection);
    // Neither the COMMIT nor the end of the connection reaches the server.
    proxy().on_message("COMMIT", FaultProxy::Fault::stall);
    EXPECT_EQ(transaction.commit(), TransactionEnd::in_doubt);
    Dsn next = dsn_for(server().direct());
    next.lock_timeout = std::chrono::seconds(10);
    Connection other = Connection::open(next);
    EXPECT_NO_THROW(insert_two(other)) << "the rows of the lost transaction are in the way";
}

TEST_P(ServerFaults, who_was_silent_too_long_in_a_transaction_must_begin_it_anew) {
    Dsn dsn = dsn_for(server().direct());
    dsn.idle_transaction_timeout = std::chrono::seconds(1);
    Connection connection = Connection::open(dsn);
    Transaction transaction(connection, write);
    insert_two(connection);
    while (server().sessions() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    try {
        connection.execute("INSERT INTO t VALUES (2)");
        FAIL() << "the server went on with it";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.connection_lost()) << error.what();
        EXPECT_EQ(error.retry_class(), Retry::later) << error.what();
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_EQ(count(server().direct()), 0);
}

TEST_P(ServerFaults, a_statement_that_takes_too_long_is_cancelled_by_the_server) {
    Dsn dsn = dsn_for(server().direct());
    dsn.statement_timeout = std::chrono::seconds(1);
    Connection connection = Connection::open(dsn);
    try {
        connection.execute(server().is_postgresql()
                               ? "SELECT pg_sleep(30)"
                               : "SELECT sum(a.seq ^ b.seq) FROM seq_1_to_1000000 a, seq_1_to_1000000 b");
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.error_code(), server().is_postgresql() ? "57014" : "HY018");
        EXPECT_EQ(error.retry_class(), Retry::later);
        EXPECT_FALSE(error.connection_lost());
    }
    EXPECT_EQ(connection.query_integer("SELECT 1"), 1);
}

TEST_P(ServerFaults, a_deadlock_is_retried_as_a_whole_and_both_transactions_count) {
    {
        Connection connection = Connection::open(dsn_for(server().direct()));
        connection.execute("CREATE TABLE pair (k bigint PRIMARY KEY, n bigint)");
        connection.execute("INSERT INTO pair VALUES (1, 0), (2, 0)");
    }
    std::atomic<int> met{0};
    std::atomic<int> attempts{0};
    const auto add_to = [&](int first, int second) {
        Dsn dsn = dsn_for(server().direct());
        dsn.lock_timeout = std::chrono::seconds(30);
        Connection connection = Connection::open(dsn);
        const auto attempt = [&] {
            ++attempts;
            Transaction transaction(connection, write);
            connection.execute("UPDATE pair SET n = n + 1 WHERE k = " + std::to_string(first));
            // Each waits once until the other holds its first row: a sure deadlock.
            met.fetch_add(1);
            while (met < 2) std::this_thread::yield();
            connection.execute("UPDATE pair SET n = n + 1 WHERE k = " + std::to_string(second));
            EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
        };
        try {
            attempt();
        } catch (const DatabaseError& error) {
            // One of the two is the victim; its whole transaction again.
            EXPECT_EQ(error.retry_class(), Retry::now) << error.what();
            if (connection.dead()) connection = Connection::open(dsn);
            attempt();
        }
    };
    std::thread other([&] { add_to(2, 1); });
    add_to(1, 2);
    other.join();
    EXPECT_GT(attempts, 2) << "there was no deadlock to retry";
    EXPECT_EQ(count(server().direct(), "pair WHERE n = 2"), 2);
}

TILSIG_ON_EVERY_SERVER(ServerFaults);

}  // namespace
}  // namespace tilsig::odbc
