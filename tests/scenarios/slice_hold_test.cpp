// One municipality's part of a delivery waits, the others load.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class SliceHold : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        ASSERT_EQ(roster({"5001;a;7", "5001;b;7", "4601;c;8"}).exit_code, 0);
        m_held = roster({"5001;a;2000", "4601;c;9", "4601;d;9"});
        ASSERT_EQ(m_held.exit_code, 3) << m_held.out << m_held.err;
    }
    Answer m_held;
};

TEST_P(SliceHold, KeepsTheLastGoodVersionOfThatOwnerAndLoadsTheOthers) {
    EXPECT_EQ(rosters(), "4601/c=9 4601/d=9 5001/a=7 5001/b=7") << "nothing of the held owner is changed or closed";
    EXPECT_EQ(m_held.json().at("records").at("held"), 1);
    EXPECT_EQ(m_held.json().at("records").at("accepted"), 2);
    EXPECT_TRUE(m_held.json().at("held_slices").contains("5001"));
    EXPECT_NE(open_hold("5001"), 0);
}

TEST_P(SliceHold, IsReleasedAloneAndClosesNothingUntilTheNextGoodDelivery) {
    const auto released = decide("release", open_hold("5001"));
    ASSERT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(rosters(), "4601/c=9 4601/d=9 5001/a=2000 5001/b=7") << "doubtful data may add and correct, not close";
    EXPECT_EQ(open_hold("5001"), 0);
    EXPECT_EQ(m_here->query("SELECT waiver FROM ops_hold"), "agreed by telephone\n");
    ASSERT_EQ(roster({"5001;a;900", "4601;c;9"}).exit_code, 0);
    EXPECT_EQ(rosters(), "4601/c=9 5001/a=900");
}

TEST_P(SliceHold, IsRejectedAloneAndTheOwnersLastGoodVersionStays) {
    const auto rejected = decide("reject", open_hold("5001"));
    EXPECT_EQ(rejected.exit_code, 0) << rejected.err;
    EXPECT_EQ(rosters(), "4601/c=9 4601/d=9 5001/a=7 5001/b=7");
    EXPECT_EQ(open_hold("5001"), 0);
    EXPECT_EQ(states(), "loaded loaded") << "the delivery itself was loaded";
    const auto delivered = roster({"5001;a;3000", "4601;c;9"});
    EXPECT_EQ(delivered.exit_code, 3) << "the next delivery is judged by itself";
    EXPECT_EQ(rosters(), "4601/c=9 5001/a=7 5001/b=7");
}

TEST_P(SliceHold, EndsWithTheRetractionOfItsDelivery) {
    const int hold = open_hold("5001");
    const std::string number = std::to_string(delivery_of(m_held));
    const auto retracted = m_here->tilsig("retract", {number, "--reason", "wrong year"});
    ASSERT_EQ(retracted.exit_code, 0) << retracted.out << retracted.err;
    EXPECT_NE(retracted.out.find("rejected with it: hold " + std::to_string(hold)), std::string::npos) << retracted.out;
    EXPECT_EQ(open_hold("5001"), 0);
    EXPECT_EQ(rosters(), "4601/c=8 5001/a=7 5001/b=7");
    EXPECT_EQ(m_here->query("SELECT waiver FROM ops_hold"), "the delivery was retracted: wrong year\n");
}

TEST_P(SliceHold, OfEveryOwnerIsNoLoad) {
    const auto all = roster({"5001;a;3000", "4601;c;4000"});
    EXPECT_EQ(all.exit_code, 3) << all.out << all.err;
    EXPECT_EQ(all.json().at("outcome"), "held");
    EXPECT_EQ(all.json().at("held_slices").size(), 2U);
    EXPECT_EQ(rosters(), "4601/c=9 4601/d=9 5001/a=7 5001/b=7");
    const auto released = decide("release", open_hold("4601"));
    EXPECT_EQ(released.exit_code, 3) << "5001 still waits: " << released.out;
    EXPECT_EQ(rosters(), "4601/c=4000 4601/d=9 5001/a=7 5001/b=7");
}

TEST_P(SliceHold, OfAllThatCameIsALoadWhereRowsOfOthersAreClosed) {
    const auto left = roster({"5001;a;3000", "5001;b;4000"});
    EXPECT_EQ(left.exit_code, 3) << left.out << left.err;
    EXPECT_EQ(left.json().at("outcome"), "loaded") << left.out;
    EXPECT_EQ(rosters(), "5001/a=7 5001/b=7") << "4601 is gone";
}

TEST_P(SliceHold, EndsWithANewerGoodDeliveryOfThatOwner) {
    ASSERT_EQ(roster({"5001;a;10", "4601;c;9"}).exit_code, 0);
    EXPECT_EQ(rosters(), "4601/c=9 5001/a=10");
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold"), "superseded\n");
}

TEST_P(SliceHold, DoesNotEndWithANewerDeliveryInWhichThatOwnerIsHeldAgain) {
    ASSERT_EQ(roster({"5001;a;3000", "4601;c;9"}).exit_code, 3);
    EXPECT_EQ(m_here->query("SELECT state FROM ops_hold ORDER BY id"), "superseded\nheld\n")
        << "one question is open, about the newest";
    ASSERT_EQ(decide("release", open_hold("5001")).exit_code, 0);
    EXPECT_NE(rosters().find("5001/a=3000"), std::string::npos) << rosters();
}

TEST_P(SliceHold, OfOneOwnerIsReleasedWhileTheOtherStaysHeld) {
    ASSERT_EQ(roster({"5001;a;3000", "4601;c;4000", "0301;e;5"}).exit_code, 3);
    const auto released = decide("release", open_hold("4601"));
    EXPECT_EQ(released.exit_code, 3) << "5001 still waits: " << released.out;
    EXPECT_NE(rosters().find("4601/c=4000"), std::string::npos) << rosters();
    EXPECT_NE(rosters().find("5001/a=7"), std::string::npos) << rosters();
    EXPECT_NE(open_hold("5001"), 0);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_hold WHERE state = 'held'"), "1\n");
    ASSERT_EQ(decide("release", open_hold("5001")).exit_code, 0);
    EXPECT_NE(rosters().find("4601/c=4000"), std::string::npos) << "the first release still stands: " << rosters();
    EXPECT_NE(rosters().find("5001/a=3000"), std::string::npos) << rosters();
}

TEST_P(SliceHold, ThatWasRejectedIsNotAskedAgainWhenAnotherIsReleased) {
    ASSERT_EQ(roster({"5001;a;3000", "4601;c;4000"}).exit_code, 3);
    ASSERT_EQ(decide("reject", open_hold("5001")).exit_code, 0);
    const auto released = decide("release", open_hold("4601"));
    EXPECT_EQ(released.exit_code, 0) << released.out;
    EXPECT_EQ(rosters(), "4601/c=4000 4601/d=9 5001/a=7 5001/b=7");
    EXPECT_EQ(open_hold("5001"), 0);
}

TILSIG_ON_EVERY_ENGINE(SliceHold);

}  // namespace
}  // namespace tilsig::test
