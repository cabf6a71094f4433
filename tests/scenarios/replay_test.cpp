// Landed bytes run again after a correction of the declarations, and deliveries taken back.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class Replay : public Desk {
protected:
    /// Changes one text in a file of the installation's own content.
    void correct(const std::string& name, const std::string& from, const std::string& to) const {
        const auto path = m_here->folder() / "content/mappings/desk" / name;
        std::string text = read_file(path);
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write_file_durably(path, text.replace(at, from.size(), to));
    }
    std::string history() const {
        return m_here->query("SELECT case_no, amount FROM fact_roster_history ORDER BY replaced_seq, case_no");
    }
    Answer retract(const Answer& delivered) const {
        return m_here->tilsig("retract", {std::to_string(delivery_of(delivered)), "--reason", "wrong month", "--json"});
    }
    Answer replay(const Answer& delivered) const {
        return m_here->tilsig("replay", {std::to_string(delivery_of(delivered)), "--json"});
    }
};

TEST_P(Replay, AfterAMappingFixCorrectsTheRowsAndKeepsWhatWasReported) {
    ASSERT_EQ(roster({"5001;a1;7", "4601;b1;8"}).exit_code, 0);
    // Case numbers were meant to be upper case for one municipality; amounts too small by none: only the mapping is
    // wrong.
    correct("roster.mapping.yaml", "case_no: case_no,", "case_no: {from: case_no, steps: [upper]},");
    correct("roster.mapping.yaml", "case_no: a, amount: \"7\"}\n  expect: {municipality_code: \"5001\", case_no: a",
            "case_no: a, amount: \"7\"}\n  expect: {municipality_code: \"5001\", case_no: A");
    EXPECT_EQ(m_here->tilsig("test").exit_code, 0);
    const auto replayed = m_here->tilsig("replay", {"desk.roster", "--json"});
    ASSERT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
    EXPECT_EQ(replayed.json().at("runs").at(0).at("cause"), "replay");
    EXPECT_EQ(rosters(), "4601/B1=8 5001/A1=7") << "each record once, under its corrected key";
    EXPECT_EQ(history(), "a1|7\nb1|8\n") << "what was reported before the fix stays";
    const auto before = m_here->checksums();
    EXPECT_EQ(m_here->tilsig("replay", {"desk.roster"}).exit_code, 0);
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(history(), "a1|7\nb1|8\n") << "a second replay finds nothing to change";
}

TEST_P(Replay, AfterARuleFixLoadsWhatWasRejectedByMistake) {
    const auto first = roster({"5001;a;-1", "4601;b;8"});
    ASSERT_EQ(first.exit_code, 2);
    correct("roster.contract.yaml", "check: {range: amount, min: \"0\"}", "check: {range: amount, min: \"-5\"}");
    correct("roster.contract.yaml", "{given: {amount: \"-1\"}, expect: fail}",
            "{given: {amount: \"-6\"}, expect: fail}");
    ASSERT_EQ(replay(first).exit_code, 0);
    EXPECT_EQ(rosters(), "4601/b=8 5001/a=-1");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_rejected"), "0\n")
        << "a reject that is repaired is no reject any more";
}

TEST_P(Replay, OfBytesThatNobodyHasAnyMoreIsATechnicalFailureAndChangesNothing) {
    const auto first = roster({"5001;a;7"});
    ASSERT_EQ(first.exit_code, 0);
    std::filesystem::remove_all(m_here->folder() / "state/landing");
    EXPECT_NE(replay(first).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=7");
}

TEST_P(Replay, RetractTakesBackADeliveryUnderLaterOnesWithoutTouchingThem) {
    ASSERT_EQ(roster({"5001;a;1", "5001;b;1"}).exit_code, 0);
    const auto second = roster({"5001;a;2", "5001;b;2"});
    ASSERT_EQ(second.exit_code, 0);
    ASSERT_EQ(roster({"5001;a;3", "5001;b;2"}).exit_code, 0);
    const auto retracted = retract(second);
    ASSERT_EQ(retracted.exit_code, 0) << retracted.err;
    EXPECT_EQ(rosters(), "5001/a=3 5001/b=1")
        << "a is the third delivery's; b was the second's and is the first's again";
    EXPECT_EQ(states(), "loaded retracted loaded");
}

TEST_P(Replay, RetractOfSeveralLeavesWhatIsLeftAndTwiceIsOnce) {
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    const auto second = roster({"5001;a;2"});
    const auto third = roster({"5001;a;3", "5001;b;3"});
    ASSERT_EQ(retract(second).exit_code, 0);
    ASSERT_EQ(retract(third).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=1") << "not the second's, which was taken back";
    const auto before = m_here->checksums();
    const auto again = retract(third);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_TRUE(again.json().at("runs").empty()) << again.out;
    EXPECT_EQ(again.json().at("already_retracted").at("outcome"), "retracted");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE cause = 'retract'"), "2\n") << "no second run";
    EXPECT_EQ(m_here->checksums(), before);
}

TEST_P(Replay, AfterARetractIsTheDeliveryAgainAndCanBeRetractedAgain) {
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    const auto second = roster({"5001;a;2", "5001;b;2"});
    const auto with_second = m_here->checksums();
    ASSERT_EQ(retract(second).exit_code, 0);
    ASSERT_EQ(rosters(), "5001/a=1");
    ASSERT_EQ(replay(second).exit_code, 0);
    EXPECT_EQ(m_here->checksums(), with_second);
    EXPECT_EQ(states(), "loaded loaded");
    ASSERT_EQ(retract(second).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=1");
}

TEST_P(Replay, WhatWasRetractedDoesNotComeBackByBeingFoundInTheInFolderAgain) {
    const std::string delivered = content({"5001;a;2"});
    m_here->deliver("desk", "roster-1.csv", delivered);
    ASSERT_EQ(m_here->tilsig("night", {"--quiet", "--feed", "desk.roster"}).exit_code, 0);
    ASSERT_EQ(rosters(), "5001/a=2");
    ASSERT_EQ(m_here->tilsig("retract", {"1", "--reason", "not theirs"}).exit_code, 0);
    EXPECT_EQ(rosters(), "");
    m_here->deliver("desk", "roster-2.csv", content({"5001;a;3"}));
    ASSERT_EQ(m_here->tilsig("night", {"--quiet", "--feed", "desk.roster"}).exit_code, 0);
    m_here->deliver("desk", "roster-3.csv", delivered);
    const auto night = m_here->tilsig("night", {"--quiet", "--feed", "desk.roster"});
    EXPECT_EQ(night.exit_code, 3) << night.out;
    EXPECT_EQ(rosters(), "5001/a=3");
}

TILSIG_ON_EVERY_ENGINE(Replay);

}  // namespace
}  // namespace tilsig::test
