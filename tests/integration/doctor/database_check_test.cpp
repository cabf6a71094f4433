// The check of the database against real servers: what an account may not do is told with the words that give it.
#include <gtest/gtest.h>

#include "support/databases.hpp"
#include "support/servers.hpp"
#include "unit/doctor/place.hpp"

namespace tilsig::doctor {
namespace {

class DatabaseCheck : public test::OnEveryEngine {
protected:
    static bool on_postgresql() { return GetParam() == test::TestEngine::postgresql; }
    std::string sql(const std::string& text) const {
        return on_postgresql() ? test::TestPostgres::shared().sql(m_reached, text)
                               : test::TestMariadb::shared().sql(m_reached, text);
    }
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_reached = connection_string();
        m_place.settings.warehouse.connection_string = m_reached;
    }
    Remarks looked() { return look_at_database(m_place.installation()); }
    /// The connection string with another value of a key.
    static std::string with(std::string text, const std::string& key, const std::string& value) {
        const auto from = text.find(key + "=") + key.size() + 1;
        return text.replace(from, text.find(';', from) - from, value);
    }

    std::string m_reached;
    Place m_place;
};

TEST_P(DatabaseCheck, FindsAllOfAnOwnersInOrder) {
    const auto remarks = looked();
    EXPECT_EQ(verdict_of(remarks), Verdict::good) << told(remarks);
    if (!on_sqlite()) {
        EXPECT_TRUE(tells(remarks, Verdict::good, on_postgresql() ? "PostgreSQL" : "MariaDB")) << told(remarks);
        EXPECT_TRUE(tells(remarks, Verdict::good, "no tables yet")) << told(remarks);
        const std::string version = sql(on_postgresql() ? "SHOW server_version" : "SELECT version()");
        EXPECT_TRUE(tells(remarks, Verdict::good, " " + version.substr(0, version.find('\n')) + " through "))
            << "not as the driver pads it: " << told(remarks);
    }
}

/// What only a server has: rights, and a way to be away.
class ServerCheck : public DatabaseCheck {};

TEST_P(ServerCheck, NamesTheRightsThatAreMissingAndHowToGiveThem) {
    const std::string name = "newcomer";
    sql(on_postgresql()
            ? "DO $$ BEGIN CREATE ROLE newcomer LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            : "DROP USER IF EXISTS newcomer@'%'; CREATE USER newcomer@'%'; GRANT SELECT ON " +
                  m_reached.substr(m_reached.find("Database=") + 9,
                                   m_reached.find(';', m_reached.find("Database=")) - m_reached.find("Database=") - 9) +
                  ".* TO newcomer@'%'");
    m_place.settings.warehouse.connection_string = with(m_reached, "UID", name);
    auto remarks = looked();
    EXPECT_TRUE(
        tells(remarks, Verdict::bad, on_postgresql() ? "may not make the schema tilsig_stage" : "missing: INSERT"))
        << told(remarks);
    EXPECT_TRUE(!on_postgresql() || tells(remarks, Verdict::bad, "may not make tables in schema")) << told(remarks);
    // The remedies are what an administrator would type.
    for (const auto& remark : remarks) {
        const auto from = remark.remedy.find("`GRANT ");
        if (from != std::string::npos)
            sql(remark.remedy.substr(from + 1, remark.remedy.find('`', from + 1) - from - 1));
    }
    remarks = looked();
    EXPECT_EQ(verdict_of(remarks), Verdict::good) << told(remarks);
}

TEST_P(ServerCheck, TellsAClockThatIsNotOurs) {
    using namespace std::chrono_literals;
    for (const auto& [apart, text] : std::vector<std::pair<std::chrono::seconds, std::string>>{
             {-210min, "3 hours ahead of ours"}, {210min, "3 hours behind ours"}, {-100s, "s ahead of ours"}}) {
        ManualClock ours(m_place.clock.now() + apart);
        const auto here = m_place.installation();
        const Installation elsewhere{here.config_file, here.settings, here.catalog, here.senders, {},
                                     here.places,      here.dsn,      "",           ours};
        const auto remarks = look_at_database(elsewhere);
        EXPECT_TRUE(tells(remarks, Verdict::warning, text)) << told(remarks);
    }
}

TEST_P(ServerCheck, TellsOnceThatNobodyAnswers) {
    m_place.settings.warehouse.connection_string = with(m_reached, "Port", "1");
    const auto remarks = look_bounded({"database", std::chrono::seconds(20), [&] { return looked(); }});
    ASSERT_EQ(remarks.size(), 1U) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "cannot be reached")) << told(remarks);
    EXPECT_EQ(remarks[0].kind, ErrorKind::database);
}

TILSIG_ON_EVERY_ENGINE(DatabaseCheck);
TILSIG_ON_ENGINES(ServerCheck, test::TestEngine::postgresql, test::TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::doctor
