// The four ends of a transaction, and every way we know to be told "success" with nothing saved.
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "odbc/dialect.hpp"
#include "odbc/odbc.hpp"
#include "odbc/retry.hpp"
#include "support/databases.hpp"
#include "support/fault_proxy.hpp"

namespace tilsig::odbc {
namespace {

using test::FaultProxy;
using test::TestPostgres;

constexpr auto write = Transaction::Mode::write;

Dsn dsn_for(const std::string& connection_string) {
    Dsn dsn;
    dsn.connection_string = connection_string;
    dsn.lock_timeout = std::chrono::seconds(1);
    return dsn;
}

void make_table(Connection& connection) {
    connection.execute("CREATE TABLE t (k bigint PRIMARY KEY)");
    connection.execute("CREATE TABLE marker (run bigint PRIMARY KEY)");
}

std::int64_t count(const std::string& connection_string, const char* table = "t") {
    Connection witness = Connection::open(dsn_for(connection_string), "witness");
    return witness.query_integer(std::string("SELECT count(*) FROM ") + table).value();
}

class Transactions : public test::OnBothEngines {
protected:
    Dsn dsn() { return dsn_for(connection_string()); }
};

TEST_P(Transactions, committed_rows_are_there_and_rolled_back_rows_are_not) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    {
        Transaction transaction(connection, write);
        EXPECT_EQ(transaction.end(), TransactionEnd::open);
        connection.execute("INSERT INTO t VALUES (1)");
        EXPECT_EQ(count(connection_string()), 0) << "nobody sees it before COMMIT";
        EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
        EXPECT_THROW((void)transaction.commit(), Error) << "committed once";
    }
    {
        Transaction transaction(connection, write);
        connection.execute("INSERT INTO t VALUES (2)");
        transaction.roll_back();
        EXPECT_EQ(transaction.end(), TransactionEnd::rolled_back);
        EXPECT_THROW((void)transaction.commit(), Error);
    }
    {
        Transaction transaction(connection, write);
        connection.execute("INSERT INTO t VALUES (3)");
        EXPECT_THROW(Transaction(connection, write), Error) << "no transaction in a transaction";
    }
    EXPECT_EQ(count(connection_string()), 1);
}

TEST_P(Transactions, a_duplicate_key_poisons_and_nothing_of_the_batch_is_saved) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    Transaction transaction(connection, write);
    Statement insert = connection.prepare("INSERT INTO t VALUES (?)");
    for (const std::int64_t key : {1, 2}) insert.bind(1, key).execute();
    try {
        insert.bind(1, std::int64_t{2}).execute();
        FAIL() << "no error";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.duplicate_key());
        EXPECT_FALSE(error.connection_lost());
        EXPECT_EQ(error.retry_class(), Retry::never);
        EXPECT_EQ(std::string(error.what()).find("(2)"), std::string::npos) << "no value in the message";
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_TRUE(connection.dead());
    EXPECT_THROW(insert.bind(1, std::int64_t{4}).execute(), Error) << "the driver would go on in a new transaction";
    EXPECT_THROW((void)transaction.commit(), Error);
    EXPECT_EQ(count(connection_string()), 0);
}

TEST_P(Transactions, an_error_while_preparing_poisons_too) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    EXPECT_THROW(connection.execute("INSERT INTO no_such_table VALUES (1)"), DatabaseError);
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW((void)transaction.commit(), Error);
    EXPECT_EQ(count(connection_string()), 0);
}

TEST_P(Transactions, an_error_outside_a_transaction_leaves_the_connection_usable) {
    Connection connection = Connection::open(dsn());
    EXPECT_THROW(connection.execute("SELECT * FROM no_such_table"), DatabaseError);
    EXPECT_FALSE(connection.dead());
    EXPECT_EQ(connection.query_integer("SELECT 1"), 1);
}

TEST_P(Transactions, a_reader_sees_one_state_throughout) {
    Connection writer = Connection::open(dsn());
    make_table(writer);
    Connection reader = Connection::open(dsn());
    Transaction snapshot(reader, Transaction::Mode::read);
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM t"), 0);
    writer.execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM t"), 0);
    snapshot.roll_back();
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM t"), 1);
}

TEST_P(Transactions, a_lock_held_too_long_is_an_error_that_may_be_retried_and_no_row_is_lost_silently) {
    Connection first = Connection::open(dsn());
    make_table(first);
    first.execute("INSERT INTO t VALUES (1)");
    Transaction holder(first, write);
    first.execute("UPDATE t SET k = 10 WHERE k = 1");
    Connection second = Connection::open(dsn());
    try {
        Transaction waiter(second, write);  // SQLite already waits here
        second.execute("UPDATE t SET k = 20 WHERE k = 1");
        FAIL() << "two writers at once";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.retry_class(), Retry::now) << error.what();
        EXPECT_FALSE(error.connection_lost());
    }
    EXPECT_EQ(holder.commit(), TransactionEnd::committed);
    EXPECT_EQ(count(connection_string()), 1);
}

TEST_P(Transactions, a_lock_that_becomes_free_in_time_is_waited_for) {
    Connection first = Connection::open(dsn());
    make_table(first);
    first.execute("INSERT INTO t VALUES (1)");
    auto holder = std::make_unique<Transaction>(first, write);
    first.execute("UPDATE t SET k = k + 1");
    std::thread other([this] {
        Dsn patient = dsn();
        patient.lock_timeout = std::chrono::seconds(30);
        Connection second = Connection::open(patient);
        Transaction waiter(second, write);
        second.execute("UPDATE t SET k = k + 1");
        EXPECT_EQ(waiter.commit(), TransactionEnd::committed);
    });
    EXPECT_EQ(holder->commit(), TransactionEnd::committed);
    other.join();
    EXPECT_EQ(first.query_integer("SELECT k FROM t"), 3);
}

TEST_P(Transactions, a_whole_transaction_is_retried_until_the_lock_is_free) {
    Connection first = Connection::open(dsn());
    make_table(first);
    first.execute("INSERT INTO t VALUES (1)");
    Dsn impatient = dsn();
    Connection second = Connection::open(impatient);
    auto holder = std::make_unique<Transaction>(first, write);
    first.execute("UPDATE t SET k = k + 1");
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    int attempts = 0;
    with_retries(second, impatient, "test", clock, [&] {
        if (++attempts == 2) (void)holder->commit();
        Transaction transaction(second, write);
        second.execute("UPDATE t SET k = k + 1");
        EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(first.query_integer("SELECT k FROM t"), 3);
    EXPECT_GT(clock.now(), parse_instant("2026-11-22T03:00:00Z")) << "it waited in between";
}

TEST_P(Transactions, retrying_ends_after_five_attempts_and_never_hides_other_errors) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    int attempts = 0;
    try {
        with_retries(connection, dsn(), "test", clock, [&] {
            ++attempts;
            throw Error(ErrorKind::database, "deadlock").retry(Retry::now);
        });
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("5 attempts"), std::string::npos);
    }
    EXPECT_EQ(attempts, 5);
    attempts = 0;
    EXPECT_THROW(with_retries(connection, dsn(), "test", clock,
                              [&] {
                                  ++attempts;
                                  connection.execute("INSERT INTO no_such_table VALUES (1)");
                              }),
                 DatabaseError);
    EXPECT_EQ(attempts, 1);
}

TILSIG_ON_BOTH_ENGINES(Transactions);

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

TEST_F(PostgresFaults, the_session_is_named_limited_and_durable) {
    Connection connection = Connection::open(dsn_for(direct()), "tilsig-load");
    EXPECT_EQ(connection.query_text("SHOW application_name"), "tilsig-load");
    EXPECT_EQ(connection.query_text("SHOW statement_timeout"), "10min");
    EXPECT_EQ(connection.query_text("SHOW lock_timeout"), "1s");
    EXPECT_EQ(connection.query_text("SHOW synchronous_commit"), "on");
    EXPECT_EQ(connection.query_text("SHOW TimeZone"), "UTC");
    EXPECT_EQ(connection.query_text("SHOW client_encoding"), "UTF8");
}

class SqliteFaults : public ::testing::Test {
protected:
    Dsn dsn() { return dsn_for("Driver=SQLite3;Database=" + path().string()); }
    std::filesystem::path path() { return m_folder.path() / "warehouse.db"; }

private:
    TempFolder m_folder;
};

TEST_F(SqliteFaults, settings_that_keep_an_acknowledged_commit_are_on) {
    Connection connection = Connection::open(dsn());
    EXPECT_EQ(connection.query_text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(connection.query_integer("PRAGMA synchronous"), 2);
    EXPECT_EQ(connection.query_integer("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(connection.query_integer("PRAGMA busy_timeout"), 1000);
    EXPECT_EQ(connection.query_integer("PRAGMA cache_size"), -24576);
    EXPECT_THROW((void)connection.query_text("SELECT load_extension('libm.so.6')"), DatabaseError);
}

TEST_F(SqliteFaults, the_file_is_private) {
    Connection connection = Connection::open(dsn());
    connection.execute("CREATE TABLE t (k bigint)");
    for (const auto& entry : std::filesystem::directory_iterator(path().parent_path())) {
        const auto open_to_others =
            entry.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
        EXPECT_EQ(open_to_others, std::filesystem::perms::none) << entry.path().filename();
    }
}

TEST_F(SqliteFaults, a_full_disk_poisons_instead_of_saving_the_rows_after_it) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    connection.execute("CREATE TABLE big (v text)");
    connection.execute("PRAGMA max_page_count = 30");
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    Statement insert = connection.prepare("INSERT INTO big VALUES (?)");
    try {
        for (int i = 0; i < 100; ++i) insert.bind(1, std::string(50'000, 'x')).execute();
        FAIL() << "the disk never filled";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.native(), 13);
        EXPECT_EQ(error.retry_class(), Retry::later);
        EXPECT_NE(error.remedy_text().find("disk space"), std::string::npos);
    }
    EXPECT_EQ(transaction.end(), TransactionEnd::poisoned);
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (4)"), Error) << "space came back, the transaction did not";
    EXPECT_THROW((void)transaction.commit(), Error);
    EXPECT_EQ(count(dsn().connection_string), 0);
    EXPECT_EQ(count(dsn().connection_string, "big"), 0);
}

TEST_F(SqliteFaults, a_poisoned_transaction_leaves_no_lock_behind) {
    Connection connection = Connection::open(dsn());
    make_table(connection);
    Statement unread = connection.prepare("SELECT 1 UNION ALL SELECT 2");
    unread.execute();
    ASSERT_TRUE(unread.fetch());
    Transaction transaction(connection, write);
    connection.execute("INSERT INTO t VALUES (1)");
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES (1)"), DatabaseError);
    Connection other = Connection::open(dsn());
    Transaction next(other, write);
    other.execute("INSERT INTO t VALUES (1)");
    EXPECT_EQ(next.commit(), TransactionEnd::committed);
    EXPECT_THROW((void)unread.fetch(), Error);
}

TEST_F(SqliteFaults, a_damaged_file_is_named_as_such) {
    {
        Connection connection = Connection::open(dsn());
        make_table(connection);
    }
    std::filesystem::resize_file(path(), 4096 + 100);
    try {
        Connection connection = Connection::open(dsn());
        (void)connection.query_integer("SELECT count(*) FROM t");
        FAIL() << "a truncated file was read";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.native(), 11) << error.what();
        EXPECT_EQ(error.retry_class(), Retry::never);
        EXPECT_NE(error.remedy_text().find("restore"), std::string::npos);
    }
}

TEST_F(SqliteFaults, a_file_that_is_no_database_and_a_missing_folder_are_refused_with_a_remedy) {
    write_file_durably(path(), std::string(8192, 'x'));
    EXPECT_THROW((void)Connection::open(dsn()), Error);
    try {
        (void)Connection::open(dsn_for("Driver=SQLite3;Database=/nonexistent/folder/w.db"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
        EXPECT_FALSE(error.remedy_text().empty());
    }
}

}  // namespace
}  // namespace tilsig::odbc
