// A feed of changes: nothing is closed by what is not named, and no delivery overtakes one that waits.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class Delta : public Desk {
protected:
    /// One loaded delivery, one that is held, two that came after it.
    void queue_up() {
        ASSERT_EQ(movement({"5001;a;1", "5001;b;1"}).exit_code, 0);
        ASSERT_EQ(movement({"5001;a;10000"}).exit_code, 3);
        ASSERT_EQ(movement({"5001;a;3"}).exit_code, 3);
        ASSERT_EQ(movement({"5001;a;4", "5001;c;4"}).exit_code, 3);
        ASSERT_EQ(states(), "loaded held queued queued");
        ASSERT_EQ(movements(), "5001/a=1 5001/b=1") << "nothing may overtake the change that waits";
    }
};

TEST_P(Delta, ClosesNothingThatItDoesNotName) {
    ASSERT_EQ(movement({"5001;a;1", "5001;b;1", "4601;c;1"}).exit_code, 0);
    const auto second = movement({"5001;a;2"});
    ASSERT_EQ(second.exit_code, 0) << second.out << second.err;
    const auto account = second.json().at("rows").at("fact_movement");
    EXPECT_EQ(account.at("updated"), 1);
    EXPECT_EQ(account.at("closed"), 0);
    EXPECT_EQ(movements(), "4601/c=1 5001/a=2 5001/b=1");
    EXPECT_EQ(m_here->query("SELECT case_no, amount FROM fact_movement_history"), "a|1\n");
}

TEST_P(Delta, WaitsBehindAHeldOneAndSaysBehindWhich) {
    ASSERT_EQ(movement({"5001;a;1"}).exit_code, 0);
    const auto held = movement({"5001;a;10000"});
    ASSERT_EQ(held.exit_code, 3);
    const auto queued = movement({"5001;a;3"});
    EXPECT_EQ(queued.exit_code, 3);
    EXPECT_NE(
        queued.json().at("reason").get<std::string>().find("behind delivery " + std::to_string(delivery_of(held))),
        std::string::npos)
        << queued.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_hold"), "1\n") << "one question, not two";
}

TEST_P(Delta, RunsInOrderAfterARelease) {
    queue_up();
    const auto released = decide("release", open_hold());
    ASSERT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(released.json().at("runs").size(), 3U);
    EXPECT_EQ(movements(), "5001/a=4 5001/b=1 5001/c=4");
    EXPECT_EQ(m_here->query("SELECT amount FROM fact_movement_history WHERE case_no = 'a' ORDER BY load_seq"),
              "1\n10000\n3\n");
    EXPECT_EQ(states(), "loaded loaded loaded loaded");
}

TEST_P(Delta, RunsInOrderAfterAReject) {
    queue_up();
    const auto rejected = decide("reject", open_hold());
    ASSERT_EQ(rejected.exit_code, 0) << rejected.out << rejected.err;
    EXPECT_EQ(movements(), "5001/a=4 5001/b=1 5001/c=4");
    EXPECT_EQ(m_here->query("SELECT amount FROM fact_movement_history WHERE case_no = 'a' ORDER BY load_seq"),
              "1\n3\n");
    EXPECT_EQ(states(), "loaded rejected loaded loaded");
}

TEST_P(Delta, StopsAgainAtTheNextOneThatIsHeld) {
    ASSERT_EQ(movement({"5001;a;10000"}).exit_code, 3);
    ASSERT_EQ(movement({"5001;a;20000"}).exit_code, 3);
    ASSERT_EQ(movement({"5001;a;3"}).exit_code, 3);
    const auto released = decide("release", open_hold());
    EXPECT_EQ(released.exit_code, 3) << released.out;
    EXPECT_EQ(movements(), "5001/a=10000");
    EXPECT_EQ(states(), "loaded held queued");
    ASSERT_EQ(decide("reject", open_hold()).exit_code, 0);
    EXPECT_EQ(movements(), "5001/a=3");
}

TEST_P(Delta, BehindAHeldSliceWaitsAsAWhole) {
    ASSERT_EQ(movement({"5001;a;1", "4601;b;1"}).exit_code, 0);
    ASSERT_EQ(movement({"5001;a;2000", "4601;b;2"}).exit_code, 3);
    EXPECT_EQ(movements(), "4601/b=2 5001/a=1");
    ASSERT_EQ(movement({"5001;a;3", "4601;b;3"}).exit_code, 3);
    EXPECT_EQ(movements(), "4601/b=2 5001/a=1");
    ASSERT_EQ(decide("release", open_hold("5001")).exit_code, 0);
    EXPECT_EQ(movements(), "4601/b=3 5001/a=3");
    EXPECT_EQ(m_here->query("SELECT amount FROM fact_movement_history WHERE case_no = 'a' ORDER BY load_seq"),
              "1\n2000\n");
}

TEST_P(Delta, DoesNotOvertakeAQueuedOneWhoseRunFailed) {
    queue_up();
    // The second in the queue cannot be read for a while: what stands behind it waits on.
    const std::string hash = m_here->query("SELECT hash FROM ops_delivery WHERE seq = 3").substr(0, 64);
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder() / "state/landing")) {
        if (entry.is_regular_file() && entry.path().string().find(hash) != std::string::npos) file = entry.path();
    }
    ASSERT_FALSE(file.empty());
    const auto away = m_here->folder() / "away";
    std::filesystem::rename(file, away);
    EXPECT_NE(decide("release", open_hold()).exit_code, 0);
    EXPECT_EQ(movements(), "5001/a=10000 5001/b=1");
    EXPECT_NE(movement({"5001;a;5"}).exit_code, 0) << "a new one stands at the end of the queue";
    EXPECT_EQ(movements(), "5001/a=10000 5001/b=1");
    std::filesystem::rename(away, file);
    const auto night = m_here->tilsig("night", {"--quiet", "--json", "--feed", "desk.movement"});
    EXPECT_EQ(night.exit_code, 0) << "resumes alone: " << night.out;
    EXPECT_EQ(movements(), "5001/a=5 5001/b=1 5001/c=4");
    EXPECT_EQ(m_here->query("SELECT amount FROM fact_movement_history WHERE case_no = 'a' ORDER BY load_seq"),
              "1\n10000\n3\n4\n");
}

TEST_P(Delta, IsReplayedWithAllItsDeliveriesInOrder) {
    ASSERT_EQ(movement({"5001;a;1", "5001;b;1"}).exit_code, 0);
    ASSERT_EQ(movement({"5001;a;2"}).exit_code, 0);
    const auto before = m_here->checksums();
    const auto replayed = m_here->tilsig("replay", {"desk.movement", "--json"});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
    EXPECT_EQ(replayed.json().at("runs").size(), 2U) << "the newest alone would not know case b";
    EXPECT_EQ(m_here->checksums(), before);
}

TEST_P(Delta, OfEarlierIsNeverReplayedOnTopOfALaterOne) {
    const int first = delivery_of(movement({"5001;a;1", "5001;b;1"}));
    ASSERT_EQ(movement({"5001;a;2"}).exit_code, 0);
    ASSERT_EQ(m_here->tilsig("replay", {std::to_string(first)}).exit_code, 0);
    EXPECT_EQ(movements(), "5001/a=2 5001/b=1");
}

TILSIG_ON_EVERY_ENGINE(Delta);

}  // namespace
}  // namespace tilsig::test
