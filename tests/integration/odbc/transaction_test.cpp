// The four ends of a transaction, on every engine.
#include <gtest/gtest.h>

#include <thread>

#include "integration/odbc/transaction_support.hpp"
#include "support/databases.hpp"

namespace tilsig::odbc {
namespace {

class Transactions : public test::OnEveryEngine {
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

TEST_P(Transactions, a_lock_that_was_not_got_is_worth_a_second_try_on_the_same_connection) {
    Connection first = Connection::open(dsn());
    make_table(first);
    first.execute("INSERT INTO t VALUES (1)");
    Connection second = Connection::open(dsn());
    auto holder = std::make_unique<Transaction>(first, write);
    first.execute("UPDATE t SET k = k + 1");
    const auto add_one = [&] {
        Transaction transaction(second, write);
        second.execute("UPDATE t SET k = k + 1");
        EXPECT_EQ(transaction.commit(), TransactionEnd::committed);
    };
    try {
        add_one();
        FAIL() << "the lock is held";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.retry_class(), Retry::now) << error.what();
    }
    (void)holder->commit();
    if (second.dead()) second = Connection::open(dsn());
    add_one();
    EXPECT_EQ(first.query_integer("SELECT k FROM t"), 3);
}

TILSIG_ON_EVERY_ENGINE(Transactions);

}  // namespace
}  // namespace tilsig::odbc
