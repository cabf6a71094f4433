// A feed in shadow: it does all that an active one does, where nobody reads it and nobody is told.
#include <gtest/gtest.h>

#include "scenarios/shadow_desk.hpp"

namespace tilsig::test {
namespace {

class Shadow : public ShadowDesk {};

TEST_P(Shadow, LoadsIntoATableOfItsOwnWithAClosedAccount) {
    state("roster", "shadow");
    const auto answer = roster({"5001;a;1", "4601;b;2", "4601;c;-1"});
    ASSERT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("shadow"), true);
    EXPECT_EQ(answer.json().at("unit"), "shadow:desk.roster/desk/all");
    EXPECT_EQ(answer.json().at("rows").at("shadow_fact_roster").at("new"), 2);
    EXPECT_EQ(shadows(), "4601/b=2 5001/a=1");
    EXPECT_EQ(rosters(), "");
    EXPECT_EQ(shadow_tables(), "shadow_fact_roster\nshadow_fact_roster_history\n") << "no view shows it";
    const auto account = m_here->tilsig("ledger", {std::to_string(answer.json().at("run").get<int>()), "--json"});
    ASSERT_EQ(account.exit_code, 0) << account.err;
    EXPECT_EQ(account.json().at("shadow"), true);
    EXPECT_EQ(account.json().at("records").at("read"), 3);
    EXPECT_EQ(account.json().at("records").at("accepted"), 2);
    EXPECT_EQ(account.json().at("records").at("rejected"), 1);
    EXPECT_FALSE(receipts()) << "nobody is told";
    const auto second = roster({"5001;a;5", "4601;c;1", "4601;b;2"});
    ASSERT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(shadows(), "4601/b=2 4601/c=1 5001/a=5");
    EXPECT_EQ(m_here->query("SELECT case_no, amount FROM shadow_fact_roster_history"), "a|1\n");
    EXPECT_EQ(m_here->query("SELECT units, held_senders, stale_units FROM rpt_freshness WHERE feed = 'desk.roster'"),
              "0|0|0\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_dictionary WHERE table_name LIKE '%shadow%'"), "0\n");
}

TEST_P(Shadow, AndAnActiveFeedIntoOneTableDoNotSeeEachOther) {
    add_trial();
    ASSERT_EQ(roster({"5001;a;1", "4601;b;2"}).exit_code, 0);
    const auto before = m_here->checksums();
    const auto tried = trial({"5001;a;100", "0301;x;3"});
    ASSERT_EQ(tried.exit_code, 0) << tried.out << tried.err;
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(shadows(), "0301/x=3 5001/a=100");
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=7");
    EXPECT_EQ(shadows(), "0301/x=3 5001/a=100");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_roster_history"), "2\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM shadow_fact_roster_history"), "0\n");
}

TEST_P(Shadow, NightIsGoodWhateverItsShadowsCameTo) {
    state("roster", "shadow");
    deliver("roster-1.csv", {"5001;a;10000"});
    deliver("movement-1.csv", {"5001;a;1"});
    const auto answer = night();
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("verdict"), "good");
    EXPECT_EQ(answer.json().at("shadow_verdict"), "held");
    EXPECT_TRUE(answer.json().at("causes").empty());
    EXPECT_EQ(unit_in(answer, "shadow:desk.roster/desk/all").at("shadow"), true);
    EXPECT_EQ(unit_in(answer, "desk.movement/desk/all").at("shadow"), false);
    EXPECT_EQ(m_here->query("SELECT verdict FROM ops_night"), "good\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_slot WHERE state = 'done' AND run_id IS NOT NULL"), "2\n")
        << "also the shadow's instant was run, behind the closed night";
    EXPECT_TRUE(waits("roster-1.csv")) << "the active feed is still to come for it";
    EXPECT_FALSE(waits("movement-1.csv"));
    const auto told = m_here->tilsig("status");
    EXPECT_TRUE(has(told.out, "1 unit: 1 loaded")) << told.out;
    EXPECT_TRUE(has(told.out, "shadow: 1 unit: 1 held")) << told.out;
    EXPECT_EQ(m_here->query("SELECT held_senders FROM rpt_freshness WHERE feed = 'desk.roster'"), "0\n");
    EXPECT_EQ(m_here->query("SELECT n.load_seq FROM ops_night n JOIN ops_load l ON l.load_seq = n.load_seq"), "1\n");
    const auto shown = m_here->tilsig("night", {"--all", "--quiet"});
    EXPECT_EQ(shown.exit_code, 0) << shown.out;
    EXPECT_TRUE(has(shown.out, "the night would have ended ")) << shown.out;
}

TEST_P(Shadow, SeesEveryFileInOrderAndMovesNone) {
    state("movement", "shadow");
    deliver("movement-1.csv", {"5001;a;1", "5001;b;1"});
    deliver("movement-2.csv", {"5001;a;2"});
    ASSERT_EQ(night().exit_code, 0);
    EXPECT_EQ(rows("shadow_fact_movement"), "5001/a=2 5001/b=1");
    deliver("movement-3.csv", {"5001;b;3"});
    ASSERT_EQ(night().exit_code, 0);
    EXPECT_EQ(rows("shadow_fact_movement"), "5001/a=2 5001/b=3");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome = 'loaded'"), "3\n") << "each of them once";
    for (const char* name : {"movement-1.csv", "movement-2.csv", "movement-3.csv"}) EXPECT_TRUE(waits(name));
}

TEST_P(Shadow, HoldsAreDecidedLikeAnyOther) {
    state("movement", "shadow");
    ASSERT_EQ(movement({"5001;a;10000"}).exit_code, 3);
    ASSERT_EQ(movement({"5001;a;3"}).exit_code, 3);
    const auto listed = m_here->tilsig("hold", {"list", "--json"});
    EXPECT_EQ(listed.json().at("holds").at(0).at("shadow"), true);
    const auto released = decide("release", open_hold());
    ASSERT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(rows("shadow_fact_movement"), "5001/a=3");
    EXPECT_EQ(m_here->query("SELECT amount FROM shadow_fact_movement_history"), "10000\n");
    EXPECT_EQ(movements(), "");
    ASSERT_EQ(movement({"5001;a;20000"}).exit_code, 3);
    const int waiting = open_hold();
    state("movement", "active");
    ASSERT_EQ(movement({"5001;b;1"}).exit_code, 0) << "behind no hold of the shadow";
    EXPECT_EQ(open_hold(), 0) << "the question is over";
    EXPECT_EQ(decide("release", waiting).exit_code, 64);
    EXPECT_EQ(movements(), "5001/b=1");
    EXPECT_FALSE(has(m_here->query("SELECT why FROM ops_audit"), "5001"));
}

TEST_P(Shadow, IsPlannedReplayedExplainedAndTakenBack) {
    state("roster", "shadow");
    const std::string file = m_here->file("delivery.csv", content({"5001;a;1", "5001;b;2"}));
    const auto planned = m_here->tilsig("plan", {"desk.roster", "--from", file, "--json"});
    ASSERT_EQ(planned.exit_code, 0) << planned.out << planned.err;
    EXPECT_EQ(planned.json().at("shadow"), true);
    EXPECT_EQ(planned.json().at("run").at("rows").at("shadow_fact_roster").at("new"), 2);
    EXPECT_EQ(planned.json().at("examples").at("shadow_fact_roster").at("new").size(), 2U);
    const auto first = roster({"5001;a;1", "5001;b;2"});
    ASSERT_EQ(first.exit_code, 0) << first.err;
    const auto second = roster({"5001;a;5", "5001;b;2"});
    ASSERT_EQ(second.exit_code, 0) << second.err;
    const auto replayed = m_here->tilsig("replay", {"desk.roster", "--json"});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
    ASSERT_EQ(replayed.json().at("runs").size(), 1U);
    EXPECT_EQ(replayed.json().at("runs").at(0).at("delivery").at("id"), delivery_of(second));
    const auto explained =
        m_here->tilsig("explain", {"shadow_fact_roster", "municipality_code=5001", "case_no=a", "--json"});
    ASSERT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_EQ(explained.json().at("shadow"), true);
    EXPECT_EQ(explained.json().at("bytes"), "5001;a;5");
    const auto sums = m_here->tilsig("checksum", {"shadow_fact_roster", "--json"});
    EXPECT_EQ(sums.json().at("tables").at("shadow_fact_roster").at("rows"), 2) << sums.err;
    ASSERT_EQ(m_here->tilsig("retract", {std::to_string(delivery_of(second)), "--reason", "a trial"}).exit_code, 0);
    EXPECT_EQ(shadows(), "5001/a=1 5001/b=2");
    EXPECT_EQ(rosters(), "");
    EXPECT_FALSE(receipts());
}

TEST_P(Shadow, IsComparedWithTheActiveTable) {
    add_trial();
    ASSERT_EQ(roster({"5001;a;1", "5001;b;2", "5001;c;3", "5001;d;4"}).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("shadow", {"desk.trial", "--json"}).json().at("feeds").at(0).at("only_active"), 4);
    ASSERT_EQ(trial({"5001;a;1", "5001;b;9", "5001;x;5"}).exit_code, 0);
    const auto answer = m_here->tilsig("shadow", {"--json"});
    ASSERT_EQ(answer.exit_code, 0) << answer.err;
    ASSERT_EQ(answer.json().at("feeds").size(), 1U);
    const auto& found = answer.json().at("feeds").at(0);
    EXPECT_EQ(found.at("equal"), 1);
    EXPECT_EQ(found.at("different"), 1);
    EXPECT_EQ(found.at("by_column"), nlohmann::json::parse(R"({"amount": 1})"));
    EXPECT_EQ(found.at("only_in_shadow"), 1);
    EXPECT_EQ(found.at("only_active"), 2);
    EXPECT_EQ(found.at("examples").at("different"), nlohmann::json::parse(R"([["5001", "b"]])"));
    EXPECT_EQ(found.at("examples").at("only_in_shadow"), nlohmann::json::parse(R"([["5001", "x"]])"));
    EXPECT_EQ(found.at("examples").at("only_active"), nlohmann::json::parse(R"([["5001", "c"], ["5001", "d"]])"));
    EXPECT_TRUE(has(m_here->tilsig("shadow").out, "1 equal, 1 different (amount 1), 1 only in shadow, 2 only active"));
    EXPECT_EQ(m_here->tilsig("shadow", {"desk.roster"}).exit_code, 64) << "it is active";
}

TILSIG_ON_EVERY_ENGINE(Shadow);

}  // namespace
}  // namespace tilsig::test
