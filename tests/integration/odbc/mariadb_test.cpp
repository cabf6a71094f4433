// What is MariaDB's own: array binding, DDL that commits, its session, a crash of its server.
#include <gtest/gtest.h>

#include "integration/odbc/transaction_support.hpp"
#include "odbc/bulk_rows.hpp"
#include "odbc/dialect.hpp"
#include "support/mariadb.hpp"

namespace tilsig::odbc {
namespace {

using test::TestMariadb;

class Mariadb : public ::testing::Test {
protected:
    void SetUp() override {
        TILSIG_NEED_MARIADB();
        m_database = TestMariadb::shared().fresh_database();
        m_connection = std::make_unique<Connection>(Connection::open(dsn_for(m_database)));
        make_table(connection());
    }
    Connection& connection() { return *m_connection; }
    const std::string& database() { return m_database; }
    void make_typed() {
        const Dialect& dialect = connection().dialect();
        connection().execute("CREATE TABLE typed (k bigint PRIMARY KEY, v " +
                             dialect.column_type(model::Type::text, 0, 0) + ", d decimal(19,2), day date)");
    }
    std::string refusal_of(BulkRows& rows) {
        try {
            Statement insert = connection().prepare("INSERT INTO typed VALUES (?, ?, ?, ?)");
            insert.execute_rows(rows, 0, rows.rows());
        } catch (const Error& error) {
            return error.error_code();
        }
        return "none";
    }

private:
    std::string m_database;
    std::unique_ptr<Connection> m_connection;
};

void row(BulkRows& rows, const std::string& key, std::string_view text, std::string_view decimal = "1.00",
         std::string_view day = "2026-11-22") {
    rows.cell(key);
    rows.cell(text);
    rows.cell(decimal);
    rows.cell(day);
}

TEST_F(Mariadb, holds_every_name_whatever_the_databases_own_character_set) {
    connection().execute("ALTER DATABASE CHARACTER SET latin1");
    make_typed();
    connection().execute("INSERT INTO typed VALUES (1, 'Łódź 😀', 1, '2026-11-22')");
    EXPECT_EQ(connection().query_text("SELECT v FROM typed WHERE v = 'Łódź 😀'"), "Łódź 😀");
}

TEST_F(Mariadb, rows_of_an_array_arrive_as_they_were) {
    make_typed();
    BulkRows rows(4);
    row(rows, "1", "");
    row(rows, "2", std::string_view{});
    row(rows, "3", "æ😀 \\ ' \" ?", "-92233720368547758.07", "1800-01-01");
    row(rows, "4", std::string(300'000, 'x'), std::string_view{}, std::string_view{});
    for (int key = 5; key <= 2000; ++key)
        row(rows, std::to_string(key), std::string(static_cast<std::size_t>(key % 50), 'y'));
    Statement insert = connection().prepare("INSERT INTO typed VALUES (?, ?, ?, ?)");
    EXPECT_EQ(insert.execute_rows(rows, 0, rows.rows()), 2000) << "counted over the parts that the long text makes";
    EXPECT_EQ(connection().query_text("SELECT v FROM typed WHERE k = 1"), "");
    EXPECT_EQ(connection().query_text("SELECT v FROM typed WHERE k = 2"), std::nullopt);
    EXPECT_EQ(connection().query_text("SELECT v FROM typed WHERE k = 3"), "æ😀 \\ ' \" ?");
    EXPECT_EQ(connection().query_text("SELECT CAST(d AS char) FROM typed WHERE k = 3"), "-92233720368547758.07");
    EXPECT_EQ(connection().query_integer("SELECT length(v) FROM typed WHERE k = 4 AND d IS NULL AND day IS NULL"),
              300'000);
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM typed WHERE k > 4 AND length(v) = k % 50"), 1996);
}

TEST_F(Mariadb, an_array_with_one_bad_row_saves_none_of_it) {
    make_typed();
    const auto with_bad = [](const std::string& key, std::string_view decimal, std::string_view day) {
        BulkRows rows(4);
        for (int good = 1; good <= 50; ++good) row(rows, std::to_string(good), "a");
        row(rows, key, "b", decimal, day);
        return rows;
    };
    BulkRows duplicate = with_bad("7", "1.00", "2026-11-22");
    EXPECT_EQ(refusal_of(duplicate), "23000");
    BulkRows no_number = with_bad("51", "x", "2026-11-22");
    EXPECT_EQ(refusal_of(no_number).substr(0, 2), "22");
    BulkRows no_day = with_bad("51", "1.00", "2026-02-30");
    EXPECT_EQ(refusal_of(no_day).substr(0, 2), "22");
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM typed"), 0);
    BulkRows with_nul(4);
    row(with_nul, "1", std::string_view("a\0b", 3));
    EXPECT_THROW(connection().prepare("INSERT INTO typed VALUES (?, ?, ?, ?)").execute_rows(with_nul, 0, 1), Error);
}

TEST_F(Mariadb, ddl_that_would_commit_the_open_transaction_is_refused_before_it_is_sent) {
    {
        Transaction transaction(connection(), write);
        connection().execute("INSERT INTO t VALUES (1)");
        EXPECT_THROW(connection().execute("CREATE TABLE late (k bigint)"), Error);
        EXPECT_THROW((void)connection().prepare("DROP TABLE marker"), Error);
        connection().execute("CREATE TEMPORARY TABLE beside (k bigint)");
        transaction.roll_back();
    }
    EXPECT_EQ(count(database()), 0);
    connection().execute("CREATE TABLE late (k bigint)");
}

TEST_F(Mariadb, the_session_is_strict_limited_and_in_utc) {
    EXPECT_EQ(connection().query_text("SELECT @@time_zone"), "+00:00");
    EXPECT_EQ(connection().query_integer("SELECT @@innodb_lock_wait_timeout"), 1);
    EXPECT_EQ(connection().query_text("SELECT @@tx_isolation"), "READ-COMMITTED");
    EXPECT_EQ(connection().query_text("SELECT @@character_set_client"), "utf8mb4");
    EXPECT_EQ(connection().query_text("SELECT @@collation_connection"), "utf8mb4_nopad_bin");
    connection().execute("CREATE TABLE narrow (v varchar(2), n smallint, day date)");
    for (const char* bad : {"'abc', 1, NULL", "'a', 99999, NULL", "'a', 1, '0000-00-00'", "'a', 'x', NULL"}) {
        EXPECT_THROW(connection().execute(std::string("INSERT INTO narrow VALUES (") + bad + ")"), DatabaseError)
            << bad;
    }
    EXPECT_EQ(connection().query_text("SELECT 'a' || 'b' || '\\n'"), "ab\\n") << "a backslash is a backslash";
}

TEST_F(Mariadb, an_update_counts_the_rows_it_matched) {
    connection().execute("INSERT INTO t VALUES (1), (2)");
    EXPECT_EQ(connection().execute("UPDATE t SET k = k WHERE k < 9"), 2);
}

TEST_F(Mariadb, a_server_that_may_lose_acknowledged_commits_is_refused) {
    connection().execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    try {
        (void)Connection::open(dsn_for(database()));
        ADD_FAILURE() << "was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
    }
    connection().execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
    (void)Connection::open(dsn_for(database()));
}

TEST_F(Mariadb, an_unencrypted_connection_is_refused_where_encryption_is_demanded) {
    EXPECT_THROW((void)Connection::open(dsn_for(database() + "SSLmode=require;")), Error);
}

TEST(MariadbCrash, acknowledged_work_is_there_after_a_restart_and_the_rest_is_not) {
    TILSIG_NEED_MARIADB();
    TestMariadb own({.fsync = true});
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
    own.kill_now();
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

}  // namespace
}  // namespace tilsig::odbc
