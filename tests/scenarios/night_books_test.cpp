// The night's own books: what is due, what an interrupted night leaves, what builds on a feed that failed first, and a
// connection that is lost while nobody uses it.
#include <gtest/gtest.h>

#include <thread>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::vector<std::string> two_feeds{"--feed", "ssb.county", "--feed", "ssb.district", "--quiet"};

class NightBooks : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), &m_standin);
    }
    Answer night(std::vector<std::string> arguments) const {
        arguments.emplace_back("--json");
        arguments.emplace_back("--quiet");
        return m_here->tilsig("night", arguments);
    }
    bool wait_until(const std::string& sql, const std::string& wanted) const {
        for (int i = 0; i < 300; ++i) {
            if (m_here->query(sql) == wanted) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return false;
    }
    /// So that it can be watched.
    void set_up_the_warehouse() const { ASSERT_EQ(m_here->tilsig("replay", {"ssb.county"}).exit_code, 0); }
    /// A night that hangs at the districts and is killed there, its counties loaded.
    void leave_a_night_open() const {
        const std::string before = m_here->query("SELECT count(*) FROM ops_night");
        const auto open = std::to_string(std::stoi(before) + 1);
        m_standin.misbehave("silent", "/api/klass/v1/classifications/103", -1);
        auto killed = m_here->start("night", two_feeds);
        ASSERT_TRUE(
            wait_until("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
                       "'ssb.county' AND r.outcome IS NOT NULL AND r.night_id = " +
                           open,
                       "1\n"));
        killed.kill();
        killed.wait();
        m_standin.clear();
    }
    void say(const std::string& sql) const { ASSERT_EQ(m_here->query(sql), ""); }

    const StandIn m_standin;
    std::unique_ptr<Installation> m_here;
};

TEST_P(NightBooks, WhatIsDueIsRunOnceAndThenNothingIsDue) {
    const auto first = night({});
    ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
    // What is made of persons is skipped where nobody delivered any.
    const auto& all = first.json().at("units");
    const auto units =
        std::count_if(all.begin(), all.end(), [](const auto& unit) { return unit.at("outcome") != "skipped"; });
    EXPECT_GT(units, 20);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_slot WHERE state = 'done' AND run_id IS NOT NULL"),
              std::to_string(units) + "\n");
    const auto second = night({});
    EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_TRUE(second.json().at("night").is_null()) << "nothing is due: no night, and BI goes on with what it shows";
    EXPECT_FALSE(second.json().at("next").is_null());
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_night"), "1\n");
}

TEST_P(NightBooks, AnOldNightIsClosedAsItEndedAndANewOneDoesEverything) {
    set_up_the_warehouse();
    leave_a_night_open();
    // A day later.
    say("UPDATE ops_night SET deadline_at = '2020-01-01T00:00:00.000000Z'");
    const auto next = night(two_feeds);
    ASSERT_EQ(next.exit_code, 0) << next.out << next.err;
    EXPECT_EQ(next.json().at("night"), 2);
    EXPECT_EQ(next.json().at("resumed"), false);
    EXPECT_EQ(next.json().at("units").size(), 2U) << "the county too: its source may have something new";
    ASSERT_EQ(next.json().at("interrupted").size(), 1U);
    EXPECT_EQ(next.json().at("interrupted").at(0).at("night"), 1);
    EXPECT_EQ(m_here->query("SELECT verdict FROM ops_night ORDER BY id"), "late\ngood\n")
        << "the district had its instant, and no run of it ended in time";
}

TEST_P(NightBooks, ANightOfEverythingIsNotEndedByOneOfWhatIsDue) {
    set_up_the_warehouse();
    m_standin.misbehave("silent", "/api/klass/v1/classifications/103", -1);
    auto killed = m_here->start("night", {"--all", "--quiet"});
    ASSERT_TRUE(
        wait_until("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
                   "'ssb.county' AND r.outcome = 'loaded'",
                   "1\n"));
    killed.kill();
    killed.wait();
    m_standin.clear();
    // Whatever is due by now has its instants in the night that was killed; the rest of it is nobody's.
    (void)night({});
    EXPECT_EQ(m_here->query("SELECT verdict IN ('good', '') FROM ops_night WHERE id = 1"),
              GetParam() == TestEngine::postgresql ? "f\n" : "0\n");
    const auto again = night({"--all"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_GT(again.json().at("units").size(), 20U);
}

TEST_P(NightBooks, ThreeLeftOpenInARowLeaveThreeVerdicts) {
    set_up_the_warehouse();
    for (int i = 0; i < 3; ++i) {
        leave_a_night_open();
        say("UPDATE ops_night SET deadline_at = '2020-01-01T00:00:00.000000Z' WHERE closed_at IS NULL");
    }
    const auto last = night(two_feeds);
    ASSERT_EQ(last.exit_code, 0) << last.out << last.err;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_night WHERE closed_at IS NULL OR verdict = ''"), "0\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_night"), "4\n");
}

TEST_P(NightBooks, WhatBuildsOnAFeedThatFailedFirstIsMadeOfItsSecondRound) {
    // As often as one fetch asks before it gives up.
    m_standin.misbehave("reset", "/api/klass/v1/classifications/131/changes", 4);
    const auto told = night(
        {"--feed", "ssb.municipality", "--feed", "ssb.municipality_change", "--feed", "derived.municipality_target"});
    ASSERT_EQ(told.exit_code, 0) << told.out << told.err;
    EXPECT_EQ(
        m_here->query("SELECT u.feed, r.outcome FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id ORDER BY r.id"),
        "ssb.municipality|loaded\nssb.municipality_change|failed\nssb.municipality_change|loaded\n"
        "derived.municipality_target|loaded\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_municipality_target WHERE refusal = 'split_without_key'"),
              "34\n");
}

TEST_P(NightBooks, ASilentSourceHoldsUpOnlyItsOwnUnits) {
    // Two workers: one waits for the silent source until the deadline, the other one has all the rest.
    (void)m_here->file("tilsig.yaml", read_file(m_here->folder() / "tilsig.yaml") + "night: {workers: 2}\n");
    m_standin.misbehave("silent", "/index/imdi/", -1);
    const auto told = night({"--all", "--deadline", "25"});
    EXPECT_EQ(told.exit_code, 4) << told.out << told.err;
    for (const auto& unit : told.json().at("units")) {
        const bool silent = unit.at("unit").get<std::string>().starts_with("imdi.");
        EXPECT_EQ(unit.at("outcome") == "late", silent) << unit;
    }
}

/// A server that ends sessions.
class NightBooksOnAServer : public NightBooks {};

TEST_P(NightBooksOnAServer, ALostConnectionOfTheParentCostsNothing) {
    set_up_the_warehouse();
    m_standin.misbehave("silent", "/api/klass/v1/classifications/103", -1);
    auto running = m_here->start("night", two_feeds);
    ASSERT_TRUE(
        wait_until("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
                   "'ssb.county' AND r.outcome = 'loaded'",
                   "1\n"));
    // The worker hangs in its fetch; parent and worker are both idle.
    EXPECT_NE(m_here->query(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'tilsig%' "
                  "AND pid <> pg_backend_pid() AND datname = current_database()"),
              "0\n");
    m_standin.clear();
    const auto end = running.wait();
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_night WHERE closed_at IS NOT NULL"), "1\n") << end.text();
    EXPECT_NE(m_here->query("SELECT count(*) FROM rpt_county WHERE dim_county_key > 0"), "0\n");
}

TILSIG_ON_EVERY_ENGINE(NightBooks);
TILSIG_ON_ENGINES(NightBooksOnAServer, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
