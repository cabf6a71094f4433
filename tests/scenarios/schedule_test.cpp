// tilsig schedule pause and resume: a person's word, kept with who and why, also while a night holds the lock.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

TEST(SchedulePause, IsKeptWithItsReasonUntilItIsResumed) {
    const Installation here(TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    EXPECT_EQ(here.tilsig("schedule", {"pause", "desk.roster", "--reason", "moves"}).exit_code, 5)
        << "there is no warehouse yet";
    ASSERT_EQ(here.tilsig("night", {"--quiet"}).exit_code, 0);
    EXPECT_EQ(here.tilsig("schedule", {"pause", "desk.roster"}).exit_code, 64) << "without a reason";
    const auto unknown = here.tilsig("schedule", {"pause", "desk.rooster", "--reason", "moves"});
    EXPECT_EQ(unknown.exit_code, 64);
    EXPECT_NE(unknown.err.find("did you mean 'desk.roster'?"), std::string::npos) << unknown.err;

    const auto lock = here.folder() / "state/cache/tilsig.lock";
    const UniqueFd night(::open(lock.c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::flock(night.get(), LOCK_EX | LOCK_NB), 0);
    const auto paused = here.tilsig("schedule", {"pause", "desk.roster", "--reason", "the source moves", "--json"});
    ASSERT_EQ(paused.exit_code, 0) << paused.err;
    EXPECT_EQ(paused.json().at("changed"), true);
    const auto again = here.tilsig("schedule", {"pause", "desk.roster", "--reason", "another reason", "--json"});
    EXPECT_EQ(again.json().at("changed"), false);
    EXPECT_EQ(again.json().at("why"), "the source moves");
    const auto list = here.tilsig("schedule", {"paused"});
    EXPECT_NE(list.out.find("the source moves"), std::string::npos) << list.out;
    EXPECT_EQ(here.tilsig("schedule", {"resume", "desk.roster", "--json"}).json().at("changed"), true);
    EXPECT_EQ(here.tilsig("schedule", {"resume", "desk.roster"}).out, "desk.roster was not paused\n");
    EXPECT_EQ(here.tilsig("schedule", {"paused"}).out, "no feed is paused\n");
    EXPECT_EQ(here.query("SELECT what || ': ' || why FROM ops_audit WHERE subject = 'desk.roster' ORDER BY id"),
              "feed paused: the source moves\nfeed resumed: \n");
}

}  // namespace
}  // namespace tilsig::test
