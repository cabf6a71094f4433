// What a morning or a monitor sees: nights that could not begin, that nobody started, that hold something; and what an
// in-folder holds beyond one file a night.
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <thread>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class NightWatch : public Desk {
protected:
    Answer check() const { return m_here->tilsig("status", {"--check"}); }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
    static bool one_line(const std::string& text) { return text.find('\n') + 1 == text.size(); }
    void change(const std::string& file, const std::string& old, const std::string& now) const {
        std::string text = read_file(m_here->folder() / file);
        for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + now.size()))
            text.replace(at, old.size(), now);
        (void)m_here->file(file, text);
    }
    void deliver(const std::string& name, const std::vector<std::string>& rows) const {
        m_here->deliver("desk", name, content(rows));
    }
    [[nodiscard]] std::filesystem::path note() const { return m_here->folder() / "state/landing/nights-not-begun"; }
};

TEST_P(NightWatch, ANightThatCouldNotBeginIsSeenWhileTheDatabaseIsDownAndAfter) {
    deliver("roster-1.csv", {"5001;a;7"});
    ASSERT_EQ(m_here->tilsig("night", {"--all"}).exit_code, 0);
    change("tilsig.yaml", "/warehouse.db", "/away/warehouse.db");
    const auto night = m_here->tilsig("night", {"--all"});
    EXPECT_EQ(night.exit_code, 1) << night.out << night.err;
    EXPECT_TRUE(std::filesystem::exists(note()));
    const auto down = m_here->tilsig("status");
    EXPECT_EQ(down.exit_code, 1);
    EXPECT_TRUE(has(down.out, "a night could not begin  20")) << down.out;
    EXPECT_FALSE(down.err.empty());
    const auto down_check = check();
    EXPECT_EQ(down_check.exit_code, 1);
    EXPECT_TRUE(has(down_check.out, "failed: ")) << down_check.out;
    EXPECT_TRUE(has(down_check.out, "; 1 night could not begin since")) << down_check.out;
    EXPECT_TRUE(one_line(down_check.out)) << down_check.out;

    change("tilsig.yaml", "/away/warehouse.db", "/warehouse.db");
    const auto up = m_here->tilsig("status");
    EXPECT_EQ(up.exit_code, 0);
    EXPECT_TRUE(has(up.out, "a night could not begin  20")) << up.out;
    EXPECT_TRUE(has(up.out, "BI shows night 1")) << up.out;
    EXPECT_EQ(check().exit_code, 1);
    EXPECT_EQ(m_here->tilsig("night", {"--all"}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT verdict FROM ops_night ORDER BY id"), "good\nnot begun\ngood\n");
    EXPECT_FALSE(std::filesystem::exists(note()));
    EXPECT_EQ(check().exit_code, 0);
}

TEST_P(NightWatch, AMisspeltFeedLeavesNoNight) {
    EXPECT_EQ(m_here->tilsig("night", {"--feed", "desk.rooster"}).exit_code, 64);
    EXPECT_FALSE(std::filesystem::exists(note()));
    ASSERT_EQ(m_here->tilsig("night", {"--feed", "desk.roster"}).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("night", {"--feed", "desk.rooster"}).exit_code, 64);
    EXPECT_EQ(m_here->query("SELECT verdict FROM ops_night"), "good\n");
}

TEST_P(NightWatch, ForAMonitorIsOneLineAndTheWorstThatIsKnown) {
    // Due three hours ago, and late two hours later.
    const std::time_t then = std::time(nullptr) - 3 * 3600;
    char at[6];
    (void)std::strftime(at, sizeof at, "%H:%M", std::gmtime(&then));
    change("content/schedules/desk.yaml", "at: \"02:00\", deadline: 4h",
           std::string("at: \"") + at + "\", zone: UTC, deadline: 1h");
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    const auto expect = [&](int code, const std::string& begin) {
        const auto answer = check();
        EXPECT_EQ(answer.exit_code, code) << answer.out << answer.err;
        EXPECT_TRUE(answer.out.starts_with(begin)) << answer.out;
        EXPECT_TRUE(one_line(answer.out)) << answer.out;
    };
    expect(4, "no night yet; 2 units due, 2 of them overdue");
    const auto closed = m_here->tilsig("night", {"--close"}).out;
    EXPECT_TRUE(has(closed, "0 units: none was run")) << closed;
    expect(4, "late: night 1 closed 0 minutes ago, itself good; 2 units due, 2 of them overdue");
    ASSERT_EQ(m_here->tilsig("night").exit_code, 0);
    expect(0, "good: night 2 closed ");
    deliver("roster-1.csv", {"5001;a;10000"});
    ASSERT_EQ(m_here->tilsig("night", {"--all"}).exit_code, 3);
    expect(3, "held: night 3 closed 0 minutes ago; 1 hold to decide");
    ASSERT_EQ(decide("reject", open_hold()).exit_code, 0);
    expect(2, "rejects: night 3 closed 0 minutes ago, what it held is decided");
    const auto decided = m_here->tilsig("status").out;
    EXPECT_TRUE(has(decided, "held and rejected: DSK-F103")) << decided;
    EXPECT_FALSE(has(decided, "hold list")) << "nothing is left to decide: " << decided;
    std::filesystem::remove_all(m_here->folder() / "in/desk");
    ASSERT_EQ(m_here->tilsig("night", {"--all"}).exit_code, 1);
    expect(1, "failed: night 4 closed ");
    EXPECT_TRUE(has(m_here->tilsig("status").out, "create it below the folder of option folder"))
        << "the remedy stands last, and a pipe has room for it";
}

TEST_P(NightWatch, EqualFilesDoNotHoldUpTheCorrectionBehindThem) {
    for (const char* name : {"roster-1.csv", "roster-2.csv", "roster-3.csv"}) deliver(name, {"5001;a;7"});
    deliver("roster-4.csv", {"5001;a;8"});
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto night = m_here->tilsig("night", {"--all"});
    EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    EXPECT_EQ(rosters(), "5001/a=8");
    EXPECT_FALSE(std::filesystem::exists(m_here->folder() / "in/desk/roster-4.csv"));
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery"), "2\n");
}

TEST_P(NightWatch, WhatWaitsBehindTheMostOfANightIsNamed) {
    for (int i = 0; i < 203; ++i) deliver("roster-" + std::to_string(1000 + i) + ".csv", {"5001;a;7"});
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto night = m_here->tilsig("night", {"--feed", "desk.roster", "--quiet"});
    EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    const std::string told = "200 deliveries were taken; what stands behind them waits for the next night";
    EXPECT_TRUE(has(night.out, told)) << night.out;
    EXPECT_TRUE(has(m_here->tilsig("status").out, told));
    ASSERT_EQ(m_here->tilsig("night", {"--feed", "desk.roster"}).exit_code, 0);
    EXPECT_FALSE(has(m_here->tilsig("status").out, told)) << "nothing waits any more";
    EXPECT_FALSE(std::filesystem::exists(m_here->folder() / "in/desk/roster-1202.csv"));
}

TILSIG_ON_ENGINES(NightWatch, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
