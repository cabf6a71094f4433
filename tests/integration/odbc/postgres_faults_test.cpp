// What is PostgreSQL's own: crashes, serialization failures, late constraints, the driver's log, the session.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/files.hpp"
#include "integration/odbc/transaction_support.hpp"
#include "support/postgres.hpp"

namespace tilsig::odbc {
namespace {

using test::TestPostgres;

class PostgresFaults : public ::testing::Test {
protected:
    void SetUp() override {
        TILSIG_NEED_POSTGRES();
        m_direct = server().fresh_database();
        Connection connection = Connection::open(dsn_for(m_direct));
        make_table(connection);
    }
    static TestPostgres& server() { return TestPostgres::shared(); }
    const std::string& direct() { return m_direct; }

private:
    std::string m_direct;
};

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

TEST_F(PostgresFaults, a_database_that_does_not_hold_every_name_is_a_mistake_of_configuration) {
    server().sql(direct(), "CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    std::string narrow = direct();
    const auto at = narrow.find("Database=") + 9;
    narrow.replace(at, narrow.find(';', at) - at, "narrow");
    try {
        (void)Connection::open(dsn_for(narrow));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_NE(error.message().find("LATIN1"), std::string::npos) << error.message();
        EXPECT_NE(error.remedy_text().find("ENCODING 'UTF8'"), std::string::npos) << error.remedy_text();
    }
    server().sql(direct(), "DROP DATABASE narrow");
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
    EXPECT_THROW((void)Connection::open(dsn_for(database)), Error) << "down";
    own.start();
    EXPECT_EQ(count(database), 1);
    connection = Connection::open(dsn_for(database));
    Transaction redo(connection, write);
    connection.execute("INSERT INTO t VALUES (2), (3)");
    EXPECT_EQ(redo.commit(), TransactionEnd::committed);
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
    EXPECT_EQ(connection.query_text("SHOW idle_in_transaction_session_timeout"), "1min");
    EXPECT_EQ(connection.query_text("SHOW synchronous_commit"), "on");
    EXPECT_EQ(connection.query_text("SHOW TimeZone"), "UTC");
    EXPECT_EQ(connection.query_text("SHOW client_encoding"), "UTF8");
}

}  // namespace
}  // namespace tilsig::odbc
