// What a whole delivery closes when some of its records are rejected, and who hears why the rest stays.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class Closing : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        ASSERT_EQ(roster({"5001;a;1", "5001;b;2", "5001;c;3", "4601;d;4", "4601;e;5"}).exit_code, 0);
    }
    void forget_snapshots() const { std::filesystem::remove_all(m_here->folder() / "state/cache"); }
    static std::string kept(const Answer& answer) { return answer.json().at("kept"); }
};

TEST_P(Closing, ARejectedRecordIsPresentByItsKeyAndTheRestCloses) {
    for (const bool with_snapshot : {true, false}) {
        if (!with_snapshot) {
            ASSERT_EQ(roster({"5001;a;1", "5001;b;2", "5001;c;3", "4601;d;4", "4601;e;5"}).exit_code, 0);
            forget_snapshots();
        }
        const auto answer = roster({"5001;a;-1", "5001;b;2", "4601;d;4"});
        EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        EXPECT_EQ(rosters(), "4601/d=4 5001/a=1 5001/b=2") << "c and e are gone, a was delivered with a fault";
        EXPECT_EQ(kept(answer), "");
    }
    EXPECT_EQ(roster({"5001;a;1", "5001;b;2", "4601;d;4"}).exit_code, 0);
    EXPECT_EQ(rosters(), "4601/d=4 5001/a=1 5001/b=2") << "the next good delivery finds all in order";
}

TEST_P(Closing, WhereAKeyIsUnknownItsSliceStaysAndEverybodyIsTold) {
    for (const bool with_snapshot : {true, false}) {
        if (!with_snapshot) forget_snapshots();
        const auto answer = roster({"5001;;7", "5001;b;2", "4601;d;4", "4601;e;5"});
        EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        EXPECT_EQ(rosters(), "4601/d=4 4601/e=5 5001/a=1 5001/b=2 5001/c=3");
        EXPECT_EQ(kept(answer), "2 rows that are not in the delivery stay, because 1 record was rejected");
        EXPECT_EQ(answer.json().at("rows").at("fact_roster").at("kept"), 2);
        ASSERT_EQ(roster({"5001;a;1", "5001;b;2", "5001;c;3", "4601;d;4", "4601;e;5"}).exit_code, 0);
    }
    m_here->deliver("desk", "roster-1.csv", content({"5001;;7", "5001;b;2", "4601;d;4", "4601;e;5"}));
    const auto night = m_here->tilsig("night", {"--all"});
    EXPECT_NE(night.out.find("not closed: desk.roster/desk/all: 2 rows that are not in the delivery stay, because 1 "
                             "record was rejected"),
              std::string::npos)
        << night.out;
    EXPECT_EQ(m_here->query("SELECT rows_not_closed, not_closed_for_rejected FROM rpt_freshness WHERE feed = "
                            "'desk.roster'"),
              "2|1\n")
        << "BI is told";
    const auto run = m_here->query("SELECT max(id) FROM ops_run WHERE outcome = 'loaded'");
    EXPECT_NE(m_here->tilsig("ledger", {run.substr(0, run.size() - 1)}).out.find("2 rows that are not in the delivery"),
              std::string::npos);
}

TEST_P(Closing, ADeliveryOfWhichNothingCanBeLoadedIsRejectedAndChangesNothing) {
    const std::string before = rosters();
    const auto answer = roster({"5001;x;-1", "5001;y;-2", "5001;z;-3"});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("outcome"), "rejected");
    EXPECT_EQ(answer.json().at("reason"), "none of the 3 records could be loaded (DSK-F101 3)");
    EXPECT_EQ(rosters(), before);
    EXPECT_EQ(states(), "loaded rejected");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load"), "1\n");
    const auto planned = m_here->tilsig(
        "plan",
        {"desk.roster", "--from", m_here->file("d.csv", content({"5001;u;-1", "5001;v;-1", "5001;w;-1"})), "--json"});
    EXPECT_EQ(planned.json().at("run").at("outcome"), "rejected") << planned.out;
    EXPECT_EQ(roster({"5001;a;1", "5001;b;2", "5001;c;3", "4601;d;4"}).exit_code, 0)
        << "compared with the last good one";
}

TILSIG_ON_ENGINES(Closing, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
