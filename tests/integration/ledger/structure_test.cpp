// A change of structure that is interrupted leaves nothing, or is finished by the next call; what others made is never
// taken for ours.
#include <gtest/gtest.h>

#include "ledger/structure.hpp"
#include "odbc/dialect.hpp"
#include "support/databases.hpp"
#include "support/servers.hpp"

namespace tilsig::ledger {
namespace {

using odbc::Connection;

odbc::Dsn dsn_for(const std::string& connection_string) {
    odbc::Dsn dsn;
    dsn.connection_string = connection_string;
    return dsn;
}

const std::vector<std::string> three{"CREATE TABLE first_one (k bigint)", "CREATE TABLE second_one (k bigint)",
                                     "CREATE TABLE third_one (k bigint)"};

/// Makes three tables and one row that says so.
void change(Connection& connection, const std::vector<std::string>& statements = three) {
    change_structure(
        connection, "test", [&] { return statements; }, [&] { connection.execute("INSERT INTO done VALUES (1)"); });
}

void prepare(Connection& connection) {
    connection.execute("CREATE TABLE done (k bigint)");
    // The load lock of MariaDB is a row of this table.
    connection.execute(
        "CREATE TABLE ops_migration (area varchar(20) NOT NULL, number bigint NOT NULL, PRIMARY KEY (area, number))");
}

bool has(Connection& connection, const std::string& table) {
    return connection.query_integer(connection.dialect().table_exists_query(), {table}).has_value();
}

class Structure : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_connection = std::make_unique<Connection>(open());
        prepare(connection());
    }
    Connection open() { return Connection::open(dsn_for(connection_string())); }
    Connection& connection() { return *m_connection; }
    void reconnect() { *m_connection = open(); }

private:
    std::unique_ptr<Connection> m_connection;
};

TEST_P(Structure, is_changed_and_recorded_once) {
    change(connection());
    EXPECT_TRUE(has(connection(), "third_one"));
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM done"), 1);
    EXPECT_THROW(change(connection()), odbc::DatabaseError) << "the tables are there: no plan would ask for them again";
}

TEST_P(Structure, a_refused_statement_leaves_nothing_or_the_same_change_goes_on_there) {
    connection().execute("CREATE TABLE second_one (owner_is_somebody_else bigint)");
    for (int attempt = 0; attempt < 2; ++attempt) {
        EXPECT_THROW(change(connection()), odbc::DatabaseError) << "a table of somebody else is never taken for ours";
        reconnect();
        EXPECT_EQ(connection().query_integer("SELECT count(*) FROM done"), 0);
        EXPECT_EQ(has(connection(), "first_one"), !connection().dialect().transactional_ddl());
    }
    connection().execute("DROP TABLE second_one");
    change(connection());
    EXPECT_TRUE(has(connection(), "third_one"));
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM done"), 1);
}

TEST_P(Structure, rows_that_are_refused_are_written_by_the_next_call) {
    const auto with_rows = [&](const std::string& sql) {
        change_structure(
            connection(), "test", [] { return three; }, [&] { connection().execute(sql); });
    };
    EXPECT_THROW(with_rows("INSERT INTO no_such_table VALUES (1)"), odbc::DatabaseError);
    reconnect();
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM done"), 0);
    with_rows("INSERT INTO done VALUES (1)");
    EXPECT_EQ(connection().query_integer("SELECT count(*) FROM done"), 1);
}

class UnprotectedStructure : public Structure {};

TEST_P(UnprotectedStructure, an_interrupted_change_is_not_mixed_with_another) {
    connection().execute("CREATE TABLE second_one (k bigint)");
    EXPECT_THROW(change(connection()), odbc::DatabaseError);
    try {
        change(connection(), {"CREATE TABLE other (k bigint)"});
        FAIL() << "was mixed";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::state);
        EXPECT_NE(std::string(error.what()).find("statement 2"), std::string::npos) << error.what();
    }
}

TILSIG_ON_EVERY_ENGINE(Structure);
// Elsewhere nothing is left of an interrupted change.
TILSIG_ON_ENGINES(UnprotectedStructure, test::TestEngine::mariadb);

class LostStructure : public test::OnEveryServer {};

TEST_P(LostStructure, a_connection_lost_at_any_statement_is_made_good_by_the_next_call) {
    using Fault = test::FaultProxy::Fault;
    Connection calm = Connection::open(dsn_for(server().direct()));
    prepare(calm);
    int lost = 0;
    for (const char* at :
         {"CREATE TABLE first_one", "CREATE TABLE second_one", "CREATE TABLE third_one", "INTO done"}) {
        for (const Fault fault : {Fault::drop_request, Fault::drop_answer}) {
            Connection connection = Connection::open(dsn_for(server().through_proxy()));
            proxy().on_message(at, fault);
            EXPECT_THROW(change(connection), odbc::DatabaseError);
            EXPECT_EQ(calm.query_integer("SELECT count(*) FROM done"), 0) << at;
            ++lost;
            connection = Connection::open(dsn_for(server().through_proxy()));
            change(connection);
            EXPECT_EQ(calm.query_integer("SELECT count(*) FROM done"), 1) << at;
            for (const char* table : {"first_one", "second_one", "third_one"})
                calm.execute(std::string("DROP TABLE ") + table);
            calm.execute("DELETE FROM done");
        }
    }
    EXPECT_EQ(lost, 8);
}

TILSIG_ON_EVERY_SERVER(LostStructure);

}  // namespace
}  // namespace tilsig::ledger
