// How nights end: by their deadline without the late units, or after they were killed; BI reads the last closed one
// only.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::vector<std::string> two_feeds{"--quiet", "--feed", "ssb.county", "--feed", "ssb.district"};

class NightEnd : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), &m_standin);
    }
    /// The source of ssb.district takes the connection and never answers; ssb.county comes before it.
    void hang_districts() const { m_standin.misbehave("silent", "/api/klass/v1/classifications/103", -1); }
    Answer night(std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.end(), two_feeds.begin(), two_feeds.end());
        arguments.emplace_back("--json");
        return m_here->tilsig("night", arguments);
    }
    std::string count(const std::string& table) const {
        return m_here->query("SELECT count(*) FROM " + table + " WHERE " + table.substr(4) + "_code <> '?'");
    }
    bool wait_until(const std::string& sql, const std::string& wanted) const {
        for (int i = 0; i < 300; ++i) {
            if (m_here->query(sql) == wanted) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return false;
    }

    const StandIn m_standin;
    std::unique_ptr<Installation> m_here;
};

TEST_P(NightEnd, AtTheDeadlineClosesWithoutTheLateUnitsAndBiSeesTheClosedNight) {
    hang_districts();
    const auto cut = night({"--deadline", "6"});
    EXPECT_EQ(cut.exit_code, 4) << cut.out << cut.err;
    EXPECT_EQ(cut.json().at("verdict"), "late");
    for (const auto& unit : cut.json().at("units")) {
        const bool late = unit.at("unit").get<std::string>().starts_with("ssb.district/");
        EXPECT_EQ(unit.at("outcome"), late ? "late" : "loaded") << unit;
    }
    EXPECT_EQ(m_here->query("SELECT outcome FROM ops_run ORDER BY outcome"), "late\nloaded\n")
        << "late is on record, once";
    EXPECT_EQ(m_here->query("SELECT stale_units FROM rpt_freshness WHERE feed = 'ssb.district'"), "1\n");
    const std::string counties = count("rpt_county");
    EXPECT_EQ(counties, count("dim_county")) << "the night is closed: what it loaded is shown";
    EXPECT_NE(counties, "0\n");
    // What comes after the night belongs to the next one.
    m_standin.clear();
    ASSERT_EQ(m_here->tilsig("run", {"ssb.district"}).exit_code, 0);
    EXPECT_NE(m_here->query("SELECT count(*) FROM dim_district WHERE dim_district_key > 0"), "0\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_district WHERE dim_district_key > 0"), "0\n");
    EXPECT_EQ(night().exit_code, 0);
    EXPECT_EQ(count("rpt_district"), count("dim_district"));
}

TEST_P(NightEnd, AfterAKillIsResumedAndRunsNothingTwice) {
    hang_districts();
    ASSERT_EQ(m_here->tilsig("replay", {"ssb.county"}).exit_code, 0)
        << "the warehouse is set up, so that it can be watched";
    auto killed = m_here->start("night", two_feeds);
    // The county is done and the district has begun: the moment to die.
    const bool county = wait_until("SELECT count(*) FROM ops_run WHERE outcome = 'loaded'", "1\n");
    killed.kill();
    killed.wait();
    ASSERT_TRUE(county);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_night WHERE closed_at IS NULL"), "1\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_county WHERE dim_county_key > 0"), "0\n")
        << "an open night shows nothing";
    const auto status = m_here->tilsig("status").out;
    EXPECT_NE(status.find("night 1  interrupted, begun "), std::string::npos) << status;
    EXPECT_NE(status.find("2 units: 1 loaded, 1 still to come"), std::string::npos) << status;
    EXPECT_EQ(status.find("deadline - "), std::string::npos) << "nothing is late yet: " << status;
    const auto check = m_here->tilsig("status", {"--check"});
    EXPECT_EQ(check.exit_code, 1) << "nobody goes on with it: a monitor must say so";
    EXPECT_TRUE(check.out.starts_with("failed: night 1 was interrupted, begun 0 minutes ago")) << check.out;
    m_standin.clear();
    const auto resumed = night();
    ASSERT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
    EXPECT_EQ(resumed.json().at("night"), 1) << "the same night";
    EXPECT_EQ(resumed.json().at("resumed"), true);
    ASSERT_EQ(resumed.json().at("units").size(), 2U) << "also what was done before the kill: " << resumed.out;
    EXPECT_EQ(resumed.json().at("units").at(1).at("unit"), "ssb.district/ssb/all");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
                            "'ssb.county' AND r.night_id = 1"),
              "1\n")
        << "what ended before the kill is not run again";
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome = 'loaded'"), "2\n");
    EXPECT_EQ(count("rpt_county"), count("dim_county"));
}

TILSIG_ON_EVERY_ENGINE(NightEnd);

}  // namespace
}  // namespace tilsig::test
