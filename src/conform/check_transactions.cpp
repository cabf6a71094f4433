// The ends of a transaction, with a second connection as witness.
#include "conform/checks.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::conform {

namespace {

using Mode = odbc::Transaction::Mode;

class Ends {
public:
    explicit Ends(const odbc::Dsn& dsn) : m_dsn(dsn), m_witness(odbc::Connection::open(dsn, "tilsig-witness")) {
        m_witness.execute("CREATE TABLE conform_ends (k bigint PRIMARY KEY)");
    }
    odbc::Connection open() { return odbc::Connection::open(m_dsn, "tilsig-conform"); }
    void expect_rows(const std::string& when, std::int64_t rows) {
        expect_equal("rows seen by another connection " + when,
                     m_witness.query_integer("SELECT count(*) FROM conform_ends").value(), rows);
    }
    odbc::Connection& witness() { return m_witness; }

private:
    odbc::Dsn m_dsn;
    odbc::Connection m_witness;
};

std::string commit_and_roll_back(Ends& ends) {
    odbc::Connection connection = ends.open();
    {
        odbc::Transaction transaction(connection, Mode::write);
        connection.execute("INSERT INTO conform_ends VALUES (1)");
        ends.expect_rows("before COMMIT", 0);
        transaction.roll_back();
    }
    ends.expect_rows("after ROLLBACK", 0);
    odbc::Transaction transaction(connection, Mode::write);
    connection.execute("INSERT INTO conform_ends VALUES (2)");
    if (transaction.commit() != odbc::TransactionEnd::committed)
        throw Error(ErrorKind::internal, "COMMIT was not answered");
    ends.expect_rows("after COMMIT", 1);
    return "nothing is seen before COMMIT, nothing is left after ROLLBACK";
}

std::string poison(Ends& ends) {
    odbc::Connection connection = ends.open();
    odbc::Transaction transaction(connection, Mode::write);
    connection.execute("INSERT INTO conform_ends VALUES (3)");
    bool duplicate = false;
    try {
        connection.execute("INSERT INTO conform_ends VALUES (2)");
    } catch (const odbc::DatabaseError& error) {
        duplicate = error.duplicate_key();
    }
    if (!duplicate) throw Error(ErrorKind::internal, "a duplicate key was not reported as one");
    if (transaction.end() != odbc::TransactionEnd::poisoned)
        throw Error(ErrorKind::internal, "the transaction went on after an error");
    ends.expect_rows("after an error in a transaction", 1);
    return "after one statement error nothing of the transaction is saved";
}

std::string one_state(Ends& ends) {
    odbc::Connection reader = ends.open();
    odbc::Transaction snapshot(reader, Mode::read);
    const auto before = reader.query_integer("SELECT count(*) FROM conform_ends").value();
    ends.witness().execute("INSERT INTO conform_ends VALUES (4)");
    expect_equal("rows seen in an open reading transaction",
                 reader.query_integer("SELECT count(*) FROM conform_ends").value(), before);
    snapshot.roll_back();
    expect_equal("rows seen after it", reader.query_integer("SELECT count(*) FROM conform_ends").value(), before + 1);
    return "a reader sees one state throughout";
}

std::string locks(Ends& ends, odbc::Dsn dsn) {
    odbc::Connection holder = ends.open();
    odbc::Transaction first(holder, Mode::write);
    holder.execute("UPDATE conform_ends SET k = 20 WHERE k = 2");
    dsn.lock_timeout = std::chrono::seconds(1);
    odbc::Connection waiter = odbc::Connection::open(dsn, "tilsig-conform");
    bool told = false;
    try {
        odbc::Transaction second(waiter, Mode::write);
        waiter.execute("UPDATE conform_ends SET k = 21 WHERE k = 2");
    } catch (const odbc::DatabaseError& error) {
        told = error.retry_class() == Retry::now;
    }
    if (!told)
        throw Error(ErrorKind::internal,
                    "a row locked by another transaction was not reported as something to be tried again");
    first.roll_back();
    return "a lock that is not free in time is an error to be tried again";
}

}  // namespace

void check_transactions(Checks& checks, const Options& options) {
    std::unique_ptr<Ends> ends;
    const auto with = [&](const auto& check) {
        return [&ends, &options, check] {
            if (!ends) ends = std::make_unique<Ends>(options.dsn);
            return check(*ends);
        };
    };
    checks.run("COMMIT and ROLLBACK do what they say", with([](Ends& e) { return commit_and_roll_back(e); }));
    checks.run("a statement error poisons the transaction", with([](Ends& e) { return poison(e); }));
    checks.run("a reading transaction sees one state", with([](Ends& e) { return one_state(e); }));
    checks.run("two writers are kept apart", with([&](Ends& e) { return locks(e, options.dsn); }));
}

}  // namespace tilsig::conform
