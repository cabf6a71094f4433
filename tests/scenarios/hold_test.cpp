// A delivery that waits as a whole: listed, released, rejected, superseded; what was good before stays live until then.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class Hold : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        ASSERT_EQ(roster({"5001;a;7", "4601;b;8"}).exit_code, 0);
    }
};

const std::string good = "4601/b=8 5001/a=7";

TEST_P(Hold, IsListedWithItsReasonAndTheLastGoodDataStaysLive) {
    const auto held = roster({"5001;a;10000", "4601;b;9"});
    EXPECT_EQ(held.exit_code, 3) << held.out;
    EXPECT_EQ(held.json().at("records").at("held"), 2) << "every accepted record of it waits";
    EXPECT_EQ(rosters(), good);
    const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
    ASSERT_EQ(holds.size(), 1U);
    EXPECT_EQ(holds[0].at("unit"), "desk.roster/desk/all");
    EXPECT_EQ(holds[0].at("delivery"), delivery_of(held));
    EXPECT_NE(holds[0].at("reason").get<std::string>().find("DSK-F103"), std::string::npos);
    EXPECT_EQ(holds[0].at("reason").get<std::string>().find("10000"), std::string::npos) << "a reason holds no value";
    EXPECT_EQ(m_here->query("SELECT held_senders FROM rpt_freshness WHERE feed = 'desk.roster'"), "1\n")
        << "BI is told";
    EXPECT_EQ(
        m_here->query("SELECT title_en FROM rpt_dictionary WHERE table_name = 'rpt_roster' AND column_name = 'amount'"),
        "Amount\n");
}

TEST_P(Hold, NeedsAReasonAndAnOpenHoldToBeDecided) {
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    const std::string hold = std::to_string(open_hold());
    EXPECT_EQ(m_here->tilsig("hold", {"release", hold}).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("hold", {"forget", hold, "--reason", "x"}).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("hold", {"release", "77", "--reason", "x"}).exit_code, 64);
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold"), "held\n");
    ASSERT_EQ(decide("reject", open_hold()).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("hold", {"release", hold, "--reason", "x"}).exit_code, 64)
        << "a decision is not taken twice";
}

/// Nothing of it is the engine's.
class HoldOfAFeed : public Hold {};
TILSIG_ON_ENGINES(HoldOfAFeed, TestEngine::sqlite);

TEST_P(HoldOfAFeed, ThatIsDeclaredNoMoreCanOnlyBeRejected) {
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    const auto content = m_here->folder() / "content";
    for (const char* file : {"mappings/desk/roster.contract.yaml", "mappings/desk/roster.mapping.yaml"})
        std::filesystem::remove(content / file);
    for (const char* file : {"connectors/desk/source.yaml", "schedules/desk.yaml"})
        ASSERT_EQ(run_program({"sed", "-i", "/desk.roster/d", (content / file).string()}, m_here->folder()).exit_code,
                  0);
    const auto released = decide("release", open_hold());
    EXPECT_EQ(released.exit_code, 64);
    EXPECT_NE(released.err.find("is declared no more"), std::string::npos) << released.err;
    EXPECT_NE(released.err.find("tilsig hold reject"), std::string::npos) << released.err;
    const auto rejected = decide("reject", open_hold());
    EXPECT_EQ(rejected.exit_code, 0) << rejected.out << rejected.err;
    EXPECT_EQ(open_hold(), 0);
}

TEST_P(Hold, ADeltaThatWaitsBehindItRunsWhenItIsRetracted) {
    ASSERT_EQ(movement({"5001;m;10000"}).exit_code, 3);
    ASSERT_EQ(movement({"5001;n;3"}).exit_code, 3) << "waits behind it";
    const auto held = m_here->query("SELECT delivery_id FROM ops_hold");
    const auto retracted = m_here->tilsig("retract", {held.substr(0, held.size() - 1), "--reason", "wrong unit"});
    EXPECT_EQ(retracted.exit_code, 0) << retracted.out << retracted.err;
    EXPECT_EQ(open_hold(), 0);
    EXPECT_EQ(movements(), "5001/n=3");
}

TEST_P(Hold, IsReleasedByANewRunWithItsWaiverInTheLedger) {
    const auto held = roster({"5001;a;10000"});
    ASSERT_EQ(held.exit_code, 3);
    const auto released = decide("release", open_hold(), "the amount is right, said the accountant");
    ASSERT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(rosters(), "5001/a=10000");
    const auto run = released.json().at("runs").at(0);
    EXPECT_EQ(run.at("cause"), "release");
    EXPECT_EQ(states(), "loaded loaded");
    // Who and why, wherever the row or the run is looked at.
    const auto ledger = m_here->tilsig("ledger", {std::to_string(run.at("run").get<int>()), "--json"});
    const auto decided = ledger.json().at("holds");
    ASSERT_EQ(decided.size(), 1U) << ledger.out;
    EXPECT_EQ(decided[0].at("state"), "released");
    EXPECT_EQ(decided[0].at("waiver"), "the amount is right, said the accountant");
    EXPECT_FALSE(decided[0].at("decided_by").get<std::string>().empty());
    const auto explained = m_here->tilsig("explain", {"fact_roster", "municipality_code=5001", "case_no=a"});
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_NE(explained.out.find("said the accountant"), std::string::npos) << explained.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_audit WHERE what = 'hold released' AND why LIKE '%accountant%'"),
              "1\n");
}

TEST_P(Hold, StaysWhenTheRunThatReleasesItFails) {
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    const int hold = open_hold();
    const auto landing = m_here->folder() / "state/landing";
    const auto away = m_here->folder() / "away";
    std::filesystem::rename(landing, away);
    const auto failed = decide("release", hold);
    EXPECT_NE(failed.exit_code, 0) << failed.out;
    std::filesystem::remove_all(landing);
    std::filesystem::rename(away, landing);
    EXPECT_EQ(open_hold(), hold);
    EXPECT_EQ(rosters(), good);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_audit"), "0\n")
        << "a waiver is recorded with the rows it lets in, or not at all";
    EXPECT_EQ(decide("release", hold).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=10000");
}

TEST_P(Hold, IsRejectedTwiceInARowAndTheLastGoodDataStaysLive) {
    for (const char* amount : {"10000", "20000"}) {
        ASSERT_EQ(roster({std::string("5001;a;") + amount}).exit_code, 3);
        const auto rejected = decide("reject", open_hold(), "wrong unit");
        EXPECT_EQ(rejected.exit_code, 0) << rejected.err;
        EXPECT_EQ(rosters(), good);
        EXPECT_EQ(open_hold(), 0);
    }
    EXPECT_EQ(states(), "loaded rejected rejected");
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3) << "the same bytes again ask the same question again";
    EXPECT_EQ(rosters(), good);
    ASSERT_EQ(decide("reject", open_hold(), "still wrong").exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold ORDER BY id"), "rejected\nrejected\nrejected\n");
}

TEST_P(Hold, ThatWasRejectedIsNotBroughtBackByAReplayOfItsFeed) {
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    ASSERT_EQ(decide("reject", open_hold()).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("replay", {"desk.roster"}).exit_code, 0);
    EXPECT_EQ(open_hold(), 0);
    EXPECT_EQ(rosters(), good);
}

TEST_P(Hold, EndsWhenANewerGoodDeliveryComesButNotByAnotherBadOne) {
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    ASSERT_EQ(roster({"5001;a;20000"}).exit_code, 3);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_hold WHERE state = 'held'"), "2\n");
    ASSERT_EQ(roster({"5001;a;11"}).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=11");
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold ORDER BY id"), "superseded\nsuperseded\n");
    EXPECT_EQ(states(), "loaded superseded superseded loaded");
}

TEST_P(Hold, OnADeliveryThatShrankComesFromTheLastGoodOneNotFromTheHeldOne) {
    ASSERT_EQ(roster({"5001;a;7", "5001;b;7", "5001;c;7", "5001;d;7"}).exit_code, 0);
    ASSERT_EQ(roster({"5001;a;8"}).exit_code, 3);
    const auto again = roster({"5001;a;9"});
    EXPECT_EQ(again.exit_code, 3) << "the held delivery is no measure: " << again.out;
    EXPECT_EQ(rosters(), "5001/a=7 5001/b=7 5001/c=7 5001/d=7");
}

TILSIG_ON_EVERY_ENGINE(Hold);

}  // namespace
}  // namespace tilsig::test
