// Values go in and come out unchanged on every engine.
#include <gtest/gtest.h>

#include <limits>

#include "odbc/dialect.hpp"
#include "odbc/odbc.hpp"
#include "support/databases.hpp"

namespace tilsig::odbc {
namespace {

using model::Type;

class Statements : public test::OnEveryEngine {
protected:
    Connection open() {
        Dsn dsn;
        dsn.connection_string = connection_string();
        return Connection::open(dsn, "test");
    }
};

TEST_P(Statements, text_of_every_kind_round_trips) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (k bigint PRIMARY KEY, v " + connection.dialect().column_type(Type::text, 0, 0) +
                       ")");
    const std::vector<std::string> values{"",
                                          "0301",
                                          "NULL",
                                          "it's \"quoted\" \\ and {braced} ? $1 ; --",
                                          "line\nbreak\r\nand\ttab",
                                          "æøå Kárášjohka 😀",
                                          std::string(255, 'x'),
                                          std::string(256, 'y'),
                                          std::string(5000, 'z'),
                                          std::string(1'000'000, 'w')};
    Statement insert = connection.prepare("INSERT INTO t (k, v) VALUES (?, ?)");
    std::int64_t key = 0;
    for (const std::string& value : values) {
        insert.bind(1, ++key).bind(2, value);
        EXPECT_EQ(insert.execute(), 1);
    }
    insert.bind(1, ++key).bind_null(2);
    insert.execute();
    std::string wide;  // every chunk border of the driver falls inside some character
    while (wide.size() < 40'000) wide += "a€b😀cæ";
    insert.bind(1, ++key).bind_view(2, wide);
    insert.execute();

    Statement select = connection.prepare("SELECT v, k FROM t ORDER BY k");
    select.execute();
    for (const std::string& value : values) {
        ASSERT_TRUE(select.fetch());
        EXPECT_EQ(select.text(1), value);
        EXPECT_EQ(select.text(1), value) << "a second look at the same cell";
    }
    ASSERT_TRUE(select.fetch());
    EXPECT_EQ(select.text(1), std::nullopt);
    EXPECT_EQ(select.view(1).data(), nullptr);
    ASSERT_TRUE(select.fetch());
    EXPECT_EQ(select.integer(2), key) << "columns may be read in any order";
    EXPECT_EQ(select.text(1), wide);
    EXPECT_FALSE(select.fetch());
    EXPECT_FALSE(select.fetch()) << "past the end stays past the end";
}

TEST_P(Statements, integers_are_exact_to_64_bits) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v bigint)");
    Statement insert = connection.prepare("INSERT INTO t VALUES (?)");
    constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t value : {smallest, std::int64_t{0}, largest}) insert.bind(1, value).execute();
    EXPECT_EQ(connection.query_integer("SELECT min(v) FROM t"), smallest);
    EXPECT_EQ(connection.query_integer("SELECT max(v) FROM t"), largest);
    EXPECT_EQ(connection.query_integer("SELECT v FROM t WHERE v = ?", {"0"}), 0);
    EXPECT_EQ(connection.query_integer("SELECT v FROM t WHERE v = 17"), std::nullopt);
}

TEST_P(Statements, typed_columns_come_back_as_canonical_text) {
    Connection connection = open();
    const Dialect& dialect = connection.dialect();
    struct Case {
        Type type;
        int scale;
        std::string text;
    };
    const std::vector<Case> cases{{Type::date, 0, "1959-12-17"},
                                  {Type::date, 0, "2026-11-22"},
                                  {Type::boolean, 0, "1"},
                                  {Type::boolean, 0, "0"},
                                  {Type::integer, 0, "-9223372036854775808"},
                                  {Type::timestamp, 0, "2026-11-22T03:00:00.000000Z"},
                                  {Type::timestamp, 0, "2026-03-29T01:30:00.000001Z"},
                                  {Type::decimal, 2, "0.00"},
                                  {Type::decimal, 2, "-0.05"},
                                  {Type::decimal, 2, "12.50"},
                                  {Type::decimal, 4, "123456789012.3456"},
                                  {Type::decimal, 4, "-922337203685477.5807"},
                                  {Type::decimal, 4, "-922337203685477.5808"},
                                  {Type::decimal, 0, "-17"},
                                  {Type::code, 0, "0301"}};
    int number = 0;
    for (const Case& one : cases) {
        const std::string table = odbc::quoted("t" + std::to_string(++number));
        connection.execute("CREATE TABLE " + table + " (v " + dialect.column_type(one.type, 0, one.scale) + ")");
        connection
            .prepare("INSERT INTO " + table + " VALUES (" + dialect.from_canonical_text("?", one.type, one.scale) + ")")
            .bind(1, one.text)
            .execute();
        connection.execute("INSERT INTO " + table + " VALUES (NULL)");
        Statement select = connection.prepare("SELECT " + dialect.canonical_text("v", one.type, one.scale) + " FROM " +
                                              table + " ORDER BY v IS NULL");
        select.execute();
        ASSERT_TRUE(select.fetch());
        EXPECT_EQ(select.text(1), one.text);
        ASSERT_TRUE(select.fetch());
        EXPECT_EQ(select.text(1), std::nullopt);
    }
}

TEST_P(Statements, text_sorts_and_differs_by_its_bytes) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v " + connection.dialect().column_type(Type::text, 40, 0) + " PRIMARY KEY)");
    Statement insert = connection.prepare("INSERT INTO t VALUES (?)");
    for (const char* value : {"å", "b", "B", "a", "_", "Z", "-", "10", "9", "€", "😀", "a ", "A"})
        insert.bind(1, value).execute();
    Statement select = connection.prepare("SELECT v FROM t ORDER BY v");
    select.execute();
    std::string order;
    while (select.fetch()) order += *select.text(1) + "|";
    EXPECT_EQ(order, "-|10|9|A|B|Z|_|a|a |b|å|€|😀|");
    EXPECT_EQ(connection.query_integer("SELECT count(*) FROM t WHERE v = ?", {"a"}), 1);
}

TEST_P(Statements, text_that_a_driver_would_damage_is_refused_before_it_is_bound) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v varchar(20))");
    Statement insert = connection.prepare("INSERT INTO t VALUES (?)");
    for (const std::string_view bad :
         {std::string_view("ab\0cd", 5), std::string_view("\xe6\xf8\xe5"), std::string_view("\xed\xa0\x80")}) {
        try {
            insert.bind(1, bad);
            FAIL() << "was bound";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::data);
        }
        EXPECT_THROW(insert.bind_view(1, bad), Error);
    }
    EXPECT_THROW(insert.execute(), Error) << "nothing was bound";
    EXPECT_EQ(connection.query_integer("SELECT count(*) FROM t"), 0);
}

TEST_P(Statements, a_statement_can_be_used_again_after_reading_part_of_its_result) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v bigint)");
    for (int i = 1; i <= 3; ++i) connection.execute("INSERT INTO t VALUES (" + std::to_string(i) + ")");
    Statement select = connection.prepare("SELECT v FROM t WHERE v >= ? ORDER BY v");
    select.bind(1, std::int64_t{1}).execute();
    ASSERT_TRUE(select.fetch());
    Statement other = connection.prepare("SELECT count(*) FROM t");
    other.execute();
    ASSERT_TRUE(other.fetch());
    EXPECT_EQ(other.integer(1), 3) << "two cursors at once";
    ASSERT_TRUE(select.fetch());
    EXPECT_EQ(select.integer(1), 2);
    select.bind(1, std::int64_t{3}).execute();
    ASSERT_TRUE(select.fetch());
    EXPECT_EQ(select.integer(1), 3);
    EXPECT_EQ(select.column_count(), 1);
    EXPECT_EQ(select.column_name(1), "v");
    EXPECT_FALSE(select.fetch());
}

TEST_P(Statements, executing_again_starts_from_the_first_row) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v bigint)");
    connection.execute("INSERT INTO t VALUES (1), (2), (3)");
    Statement select = connection.prepare("SELECT v FROM t ORDER BY v");
    for (int i = 0; i < 4; ++i) {
        select.execute();
        ASSERT_TRUE(select.fetch());
        EXPECT_EQ(select.integer(1), 1) << "round " << i;
        if (i % 2 == 0) select.close_cursor();
    }
}

TEST_P(Statements, a_result_that_was_left_unread_holds_no_snapshot) {
    Connection reader = open();
    Connection writer = open();
    writer.execute("CREATE TABLE t (v bigint)");
    writer.execute("INSERT INTO t VALUES (1), (2), (3)");
    Statement select = reader.prepare("SELECT v FROM t ORDER BY v");
    select.execute();
    ASSERT_TRUE(select.fetch());
    select.close_cursor();
    writer.execute("INSERT INTO t VALUES (4)");
    Transaction transaction(reader, Transaction::Mode::write);  // an old snapshot could not be written from
    EXPECT_EQ(reader.query_integer("SELECT count(*) FROM t"), 4);
    EXPECT_EQ(reader.execute("DELETE FROM t"), 4);
    EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
}

TEST_P(Statements, changed_rows_are_counted) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v bigint)");
    EXPECT_EQ(connection.execute("INSERT INTO t VALUES (1), (2), (3)"), 3);
    EXPECT_EQ(connection.execute("UPDATE t SET v = v + 1 WHERE v > 1"), 2);
    EXPECT_EQ(connection.execute("DELETE FROM t WHERE v = 99"), 0);
}

TEST_P(Statements, surrogate_keys_are_never_given_out_twice) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (k " + connection.dialect().identity_column_type() + ", v bigint)");
    connection.execute("INSERT INTO t (v) VALUES (1), (2)");
    connection.execute("DELETE FROM t WHERE v = 2");
    connection.execute("INSERT INTO t (v) VALUES (3)");
    EXPECT_EQ(connection.query_integer("SELECT k FROM t WHERE v = 3"), 3);
}

TEST_P(Statements, texts_that_drivers_treat_in_surprising_ways_are_refused) {
    Connection connection = open();
    EXPECT_THROW(connection.execute("COPY t FROM STDIN"), Error) << "the driver would hang";
    EXPECT_THROW(connection.execute("SELECT 1; DROP TABLE t"), Error) << "one driver would run both";
    EXPECT_EQ(connection.query_text("SELECT 'a;b'"), "a;b");
}

TEST_P(Statements, the_key_of_the_last_insert_can_be_asked_for) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (k " + connection.dialect().identity_column_type() + ", v bigint)");
    for (std::int64_t key = 1; key <= 3; ++key) {
        connection.execute("INSERT INTO t (v) VALUES (7)");
        EXPECT_EQ(connection.query_integer(connection.dialect().last_identity_query()), key);
    }
}

TEST_P(Statements, fetching_from_a_statement_without_result_is_no_error) {
    Connection connection = open();
    connection.execute("CREATE TABLE t (v bigint)");
    Transaction transaction(connection, Transaction::Mode::write);
    Statement insert = connection.prepare("INSERT INTO t VALUES (1)");
    insert.execute();
    EXPECT_FALSE(insert.fetch());
    EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
}

TEST_P(Statements, every_statement_is_logged_with_its_connection_and_without_values) {
    const std::string file = database().folder() / "log";
    std::string begin;
    {
        Dsn dsn;
        dsn.connection_string = connection_string();
        dsn.log = Logger::open(file, LogLevel::debug);
        Connection connection = Connection::open(dsn, "test");
        begin = connection.dialect().begin_statement(true);
        connection.execute("CREATE TABLE t (v varchar(20))");
        Transaction transaction(connection, Transaction::Mode::write);
        connection.prepare("INSERT INTO t VALUES (?)").bind(1, "canary").execute();
        EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
    }
    const std::string log = read_file(file);
    for (const std::string& part : {std::string("CREATE TABLE t"), begin, std::string("INSERT INTO t VALUES (?)"),
                                    std::string("COMMIT"), std::string("\"connection\":")}) {
        EXPECT_NE(log.find(part), std::string::npos) << part << " in " << log;
    }
    EXPECT_EQ(log.find("canary"), std::string::npos);
    EXPECT_EQ(log.find("Driver="), std::string::npos);
}

TEST_P(Statements, a_table_can_be_looked_for) {
    Connection connection = open();
    const std::string query = connection.dialect().table_exists_query();
    EXPECT_EQ(connection.query_integer(query, {"ops_run"}), std::nullopt);
    connection.execute("CREATE TABLE ops_run (v bigint)");
    EXPECT_EQ(connection.query_integer(query, {"ops_run"}), 1);
}

TILSIG_ON_EVERY_ENGINE(Statements);

}  // namespace
}  // namespace tilsig::odbc
