// Servers and files as sources: the same question, the same bytes; and no way to write.
#include "asking.hpp"
#include "odbc/connection_string.hpp"
#include "support/databases.hpp"

namespace tilsig::test {
namespace {

class OdbcQueryOn : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        const auto target = odbc::parse_connection_string(connection_string());
        m_options = {{"driver", engine_name(GetParam())}, {"database", target.database}};
        if (!on_sqlite()) {
            m_options["server"] = target.server;
            m_options["port"] = std::to_string(target.port);
            m_options["user"] = target.user;
            return;
        }
        // A file in write-ahead mode needs a -shm file that is there already; this one is of the ordinary kind.
        m_options["database"] = (database().folder() / "source.db").string();
    }
    void make(const std::string& sql) {
        if (on_sqlite()) {
            run_sqlite(m_options["database"], sql);
            return;
        }
        (void)(GetParam() == TestEngine::mariadb ? TestMariadb::shared().sql(connection_string(), sql)
                                                 : TestPostgres::shared().sql(connection_string(), sql));
    }
    Fetched asked(const std::string& query, std::map<std::string, std::string> more = {},
                  const std::optional<std::string>& cursor = {}) {
        auto options = m_options;
        options["query"] = query;
        options.merge(more);
        return ask(options, cursor);
    }

    std::map<std::string, std::string> m_options;
};

TEST_P(OdbcQueryOn, GivesTheSameBytes) {
    make(
        "CREATE TABLE course (no varchar(10), hours varchar(20), starts_on date, note varchar(50), size bigint); "
        "INSERT INTO course VALUES ('007', '12.50', '2026-11-26', NULL, 9007199254740993), ('008', 'ærlig', "
        "'2008-02-29', '', -1);");
    const auto fetched = asked("SELECT no, hours, starts_on, note, size FROM course");
    ASSERT_EQ(fetched.result.end, fetch::FetchEnd::delivered) << fetched.result.message;
    EXPECT_EQ(
        fetched.deliveries.at(0).bytes,
        "no,hours,starts_on,note,size\r\n007,12.50,2026-11-26,,9007199254740993\r\n008,ærlig,2008-02-29,\"\",-1\r\n");
    EXPECT_EQ(fetched.deliveries.at(0).proof, (model::Proof{"row-count", "2 rows", "2 rows"}));
}

TEST_P(OdbcQueryOn, KeepsDecimalsExact) {
    if (on_sqlite()) return;  // has none
    make("CREATE TABLE t (a numeric(19,4)); INSERT INTO t VALUES (123456789012345.6789), (0.1000);");
    const auto fetched = asked("SELECT a FROM t");
    ASSERT_EQ(fetched.result.end, fetch::FetchEnd::delivered) << fetched.result.message;
    EXPECT_EQ(fetched.deliveries.at(0).bytes, "a\r\n123456789012345.6789\r\n0.1000\r\n");
}

TEST_P(OdbcQueryOn, ReadsManyRowsAndLongTexts) {
    make("CREATE TABLE t (n integer, a text); INSERT INTO t VALUES (0, '" + std::string(20000, 'x') + "');");
    for (int n = 1; n <= 4096; n *= 2) make("INSERT INTO t SELECT n + " + std::to_string(n) + ", 'y' FROM t;");
    const auto fetched = asked("SELECT n, a FROM t");
    ASSERT_EQ(fetched.result.end, fetch::FetchEnd::delivered) << fetched.result.message;
    EXPECT_EQ(fetched.deliveries.at(0).proof, (model::Proof{"row-count", "8192 rows", "8192 rows"}));
    EXPECT_NE(fetched.deliveries.at(0).bytes.find("0," + std::string(20000, 'x') + "\r\n"), std::string::npos);
    EXPECT_EQ(std::count(fetched.deliveries.at(0).bytes.begin(), fetched.deliveries.at(0).bytes.end(), '\n'), 8193);
}

TEST_P(OdbcQueryOn, GoesOnFromItsCursor) {
    make(
        "CREATE TABLE t (a varchar(5), at timestamp); INSERT INTO t VALUES ('one', '2026-11-26 08:00:00'), ('two', "
        "'2026-11-26 09:00:00');");
    const std::map<std::string, std::string> by{{"cursor_column", "at"}, {"overlap", "60"}};
    const auto first = asked("SELECT a, at FROM t", by);
    ASSERT_EQ(first.result.end, fetch::FetchEnd::delivered) << first.result.message;
    ASSERT_TRUE(first.result.cursor);
    make("INSERT INTO t VALUES ('late', '2026-11-26 08:59:30'), ('tri', '2026-11-26 10:00:00');");
    const auto second = asked("SELECT a, at FROM t", by, first.result.cursor);
    ASSERT_EQ(second.result.end, fetch::FetchEnd::delivered) << second.result.message;
    EXPECT_EQ(second.deliveries.at(0).proof, (model::Proof{"row-count", "3 rows", "3 rows"}));
    EXPECT_EQ(second.deliveries.at(0).bytes.find("one"), std::string::npos);
    EXPECT_NE(second.deliveries.at(0).bytes.find("late"), std::string::npos);
}

TEST_P(OdbcQueryOn, CannotWrite) {
    if (GetParam() != TestEngine::postgresql) return;  // the others know no query that writes
    make(
        "CREATE TABLE t (a integer); CREATE FUNCTION add() RETURNS integer LANGUAGE sql AS 'INSERT INTO t VALUES (1) "
        "RETURNING a';");
    const auto fetched = asked("SELECT add() AS a");
    EXPECT_EQ(fetched.result.end, fetch::FetchEnd::refused) << fetched.result.message;
    EXPECT_NE(fetched.result.message.find("would write"), std::string::npos) << fetched.result.message;
    EXPECT_EQ(TestPostgres::shared().sql(connection_string(), "SELECT count(*) FROM t"), "0\n");
}

TEST_P(OdbcQueryOn, EndsWhatTakesTooLong) {
    if (on_sqlite()) return;  // has no clock of its own; the deadline of the source ends it
    const std::string slow =
        GetParam() == TestEngine::postgresql ? "SELECT pg_sleep(30)::text AS a" : "SELECT sleep(30) AS a";
    const auto begin = std::chrono::steady_clock::now();
    const auto fetched = asked(slow, {{"statement_seconds", "1"}});
    EXPECT_NE(fetched.result.end, fetch::FetchEnd::timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(25));
    if (GetParam() == TestEngine::postgresql) {
        EXPECT_NE(fetched.result.message.find("statement_seconds"), std::string::npos) << fetched.result.message;
    }
}

TEST_P(OdbcQueryOn, RefusesBinaryColumns) {
    if (on_sqlite()) return;  // types belong to values there
    make(GetParam() == TestEngine::postgresql ? "CREATE TABLE t (a bytea)" : "CREATE TABLE t (a blob)");
    const auto fetched = asked("SELECT a FROM t");
    EXPECT_EQ(fetched.result.end, fetch::FetchEnd::refused) << fetched.result.message;
    EXPECT_NE(fetched.result.message.find("binary"), std::string::npos) << fetched.result.message;
}

TEST_P(OdbcQueryOn, RefusesColumnsOfOneName) {
    if (on_sqlite()) return;  // names the second one itself
    make("CREATE TABLE t (a integer)");
    const auto fetched = asked("SELECT a, a FROM t");
    EXPECT_EQ(fetched.result.end, fetch::FetchEnd::refused) << fetched.result.message;
}

TEST_P(OdbcQueryOn, TellsOfAServerThatIsNotThere) {
    if (on_sqlite()) return;
    m_options["server"] = "127.0.0.1";
    m_options["port"] = "1";
    const auto fetched = asked("SELECT 1 AS a");
    EXPECT_EQ(fetched.result.end, fetch::FetchEnd::retry_later) << fetched.result.message;
    EXPECT_NE(fetched.result.message.find("connecting to the database"), std::string::npos) << fetched.result.message;
}

TILSIG_ON_EVERY_ENGINE(OdbcQueryOn);

}  // namespace
}  // namespace tilsig::test
