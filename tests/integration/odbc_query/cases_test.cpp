// Every file of connectors/protocols/odbc_query/testcases: given this SQLite file, when asked, then this.
#include "asking.hpp"
#include "base/files.hpp"
#include "config/yaml.hpp"

namespace tilsig::test {
namespace {

using config::Node;

std::vector<std::string> case_files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(ODBC_QUERY_FOLDER "/testcases"))
        names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

class OdbcQueryCase : public testing::TestWithParam<std::string> {
protected:
    TempFolder m_folder;
};

TEST_P(OdbcQueryCase, BehavesAsWritten) {
    config::Lints lints;
    const Node it = config::load_yaml(ODBC_QUERY_FOLDER "/testcases/" + GetParam() + ".yaml", GetParam(), lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    SCOPED_TRACE(it["about"].scalar());
    const auto file = m_folder.path() / "source.db";
    if (it["database"].kind() != Node::Kind::missing) run_sqlite(file, it["database"].scalar());
    if (it["file"].kind() != Node::Kind::missing) write_file_durably(file, it["file"].scalar());
    std::map<std::string, std::string> options{{"driver", "sqlite"}, {"database", file.string()}};
    const Node own = it["options"];  // a Node must outlive the range made from it
    for (const auto& [name, value] : own.entries()) options[name] = value.scalar();
    std::optional<std::string> cursor;
    if (it["cursor"].kind() != Node::Kind::missing) cursor = it["cursor"].scalar();

    const auto fetched = ask(options, cursor);
    const Node expect = it["expect"];
    ASSERT_EQ(fetch::to_string(fetched.result.end), expect["end"].scalar()) << fetched.result.message;
    if (expect["message"].kind() != Node::Kind::missing) {
        EXPECT_NE(fetched.result.message.find(expect["message"].scalar()), std::string::npos) << fetched.result.message;
    }
    EXPECT_EQ(fetched.result.cursor.value_or(""),
              expect["cursor"].kind() == Node::Kind::missing ? "" : expect["cursor"].scalar());
    if (fetched.result.end == fetch::FetchEnd::delivered) {
        ASSERT_EQ(fetched.deliveries.size(), 1U);
        EXPECT_EQ(fetched.deliveries[0].bytes, expect["text"].scalar());
        EXPECT_EQ(fetched.deliveries[0].proof.found, expect["proof"].scalar());
    }
    if (it["database"].kind() == Node::Kind::missing && it["file"].kind() == Node::Kind::missing) {
        EXPECT_FALSE(std::filesystem::exists(file));
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, OdbcQueryCase, testing::ValuesIn(case_files()),
                         [](const auto& it) { return it.param; });

std::vector<std::string> mistakes_of(const std::map<std::string, std::string>& options) {
    return fetch::check_source(TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch",
                               TILSIG_BINARY_DIR "/lib/tilsig/connectors/odbc_query.so", options, Logger::silent());
}

TEST(OdbcQuerySample, PassesItsOwnCheck) {
    config::Lints lints;
    const Node sample = config::load_yaml(ODBC_QUERY_FOLDER "/sample.yaml", "sample.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    const Node common = sample["options"];
    const Node feeds = sample["feeds"];
    for (const auto& [feed, own] : feeds.entries()) {
        std::map<std::string, std::string> options;
        for (const auto& [name, value] : common.entries()) options[name] = value.scalar();
        for (const auto& [name, value] : own.entries()) options[name] = value.scalar();
        EXPECT_EQ(mistakes_of(options), std::vector<std::string>{}) << feed;
    }
}

TEST(OdbcQueryCheck, NamesEveryMistake) {
    const auto mistakes = mistakes_of({{"driver", "oracle"},
                                       {"database", "a;Trace=1"},
                                       {"server", "{x}"},
                                       {"query", "DELETE FROM t"},
                                       {"cursor_column", "a b"},
                                       {"port", "0"}});
    const auto named = [&](const std::string& start) {
        return std::any_of(mistakes.begin(), mistakes.end(),
                           [&](const auto& mistake) { return mistake.starts_with(start); });
    };
    for (const char* start : {"option driver: is not one of", "option database: is empty", "option server: is empty",
                              "option user: is missing", "option query: does not begin",
                              "option cursor_column: is no plain", "option port: must be"}) {
        EXPECT_TRUE(named(start)) << start;
    }
}

TEST(OdbcQueryCheck, TakesOneSelectAndNothingElse) {
    const auto judge = [](const std::string& query) {
        return mistakes_of({{"driver", "sqlite"}, {"database", "/a.db"}, {"query", query}}).empty();
    };
    EXPECT_TRUE(judge("SELECT 1 AS a"));
    EXPECT_TRUE(judge("  with x as (select 1 a) select a from x where b = 'into; -- (' and \"c;\" = 1"));
    for (const char* query :
         {"DELETE FROM t", "SELECT 1; DROP TABLE t", "SELECT 1 -- x", "SELECT 1 /* x */", "SELECT 1 # x",
          "SELECT a INTO b FROM t", "SELECT 'a", "SELECT (1", "SELECT 1) q, (SELECT 2", "selection",
          "UPDATE t SET a = 1", "SELECT a FROM t WHERE b = '\\'"}) {
        EXPECT_FALSE(judge(query)) << query;
    }
}

}  // namespace
}  // namespace tilsig::test
