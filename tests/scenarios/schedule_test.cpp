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
    const auto status = here.tilsig("status", {}).out;
    EXPECT_NE(status.find("paused: desk.roster since "), std::string::npos) << status;
    EXPECT_EQ(here.tilsig("status", {"--json"}).json().at("paused").at(0).at("why"), "the source moves");
    EXPECT_EQ(here.tilsig("schedule", {"resume", "desk.roster", "--json"}).json().at("changed"), true);
    EXPECT_EQ(here.tilsig("schedule", {"resume", "desk.roster"}).out, "desk.roster was not paused\n");
    EXPECT_EQ(here.tilsig("schedule", {"paused"}).out, "no feed is paused\n");
    EXPECT_EQ(here.query("SELECT what || ': ' || why FROM ops_audit WHERE subject = 'desk.roster' ORDER BY id"),
              "feed paused: the source moves\nfeed resumed: \n");
}

/// Before the first night a list is empty and no fault; what is asked for by its name is refused.
void expect_empty_lists(const Installation& here) {
    const auto arrivals = here.tilsig("arrivals");
    EXPECT_EQ(arrivals.exit_code, 0) << arrivals.err;
    EXPECT_TRUE(arrivals.out.starts_with("no night yet: nothing was received here\narrivals as of")) << arrivals.out;
    EXPECT_NE(arrivals.out.find("desk.roster  all: 1 expected"), std::string::npos) << arrivals.out;
    EXPECT_EQ(here.tilsig("arrivals", {"--feed", "desk.rooster"}).exit_code, 64);
    const auto ledger = here.tilsig("ledger");
    EXPECT_EQ(ledger.exit_code, 0) << ledger.err;
    EXPECT_EQ(ledger.out, "no run yet\n");
    EXPECT_TRUE(here.tilsig("ledger", {"--json"}).json().at("runs").empty());
    EXPECT_EQ(here.tilsig("hold", {"list"}).out, "nothing is held\n");
    EXPECT_TRUE(here.tilsig("hold", {"list", "--json"}).json().at("holds").empty());
    const auto letters = here.tilsig("alert", {"list"});
    EXPECT_EQ(letters.exit_code, 0) << letters.err;
    EXPECT_TRUE(letters.out.starts_with("no letter yet\n")) << letters.out;
    EXPECT_TRUE(here.tilsig("alert", {"list", "--json"}).json().at("letters").empty());
    EXPECT_EQ(here.tilsig("installation").exit_code, 0);
    EXPECT_NE(here.tilsig("installation").out.find("not bound yet"), std::string::npos);
    EXPECT_TRUE(here.tilsig("alert", {"preview"}).out.starts_with("nothing is to be told to anybody\n"));
    for (const auto& [command, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
             {"ledger", {"1"}}, {"explain", {"fact_roster", "municipality_code=5001", "case_code=a"}}}) {
        const auto named = here.tilsig(command, words);
        EXPECT_EQ(named.exit_code, 5) << command << named.out;
        EXPECT_NE(named.err.find("the first `tilsig night` or `tilsig run` makes it"), std::string::npos) << named.err;
    }
    EXPECT_FALSE(std::filesystem::exists(here.folder() / "state/warehouse.db")) << "looking makes nothing";
}

TEST(ScheduleSkipped, IsToldWithItsReasonsAndWhatDoesNothingIsRefused) {
    const Installation here(TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    // Nothing was ever set up.
    const auto status = here.tilsig("status");
    EXPECT_EQ(status.exit_code, 0) << status.err;
    EXPECT_TRUE(status.out.starts_with("no night yet\n2 units due since")) << status.out;
    EXPECT_TRUE(here.tilsig("status", {"--json"}).json().at("night").is_null());
    EXPECT_TRUE(here.tilsig("status", {"--check"}).out.find("no night yet; 2 units due") != std::string::npos);
    EXPECT_EQ(here.tilsig("schedule", {"paused"}).out, "no feed is paused\n");
    EXPECT_EQ(here.tilsig("schedule", {"skipped"}).exit_code, 0);
    EXPECT_EQ(here.tilsig("schedule", {"list", "--json"}).json().at("pauses_known"), true);
    expect_empty_lists(here);
    ASSERT_EQ(here.tilsig("night", {"--quiet"}).exit_code, 0);

    ASSERT_EQ(here.tilsig("schedule", {"pause", "desk.roster", "--reason", "moves"}).exit_code, 0);
    EXPECT_NE(here.tilsig("schedule", {"list"}).out.find("active, paused"), std::string::npos);
    const auto next = here.tilsig("schedule", {"next", "1"});
    EXPECT_NE(next.out.find("desk.movement, desk.roster (paused)"), std::string::npos) << next.out;
    EXPECT_EQ(here.tilsig("schedule", {"paused", "--feed", "desk.movement"}).out, "no feed is paused\n");

    const std::string span =
        "INSERT INTO ops_slot (unit_id, instant, last_instant, instants, state, reason, tries, changed_at) SELECT id, "
        "'2026-03-02T01:00:00.000000Z', '2026-03-05T01:00:00.000000Z', 4, 'skipped', 'nobody was there', 0, '' FROM "
        "ops_unit";
    (void)here.query(span);
    EXPECT_TRUE(here.tilsig("schedule", {"skipped", "--from", "2026-03-06"}).out.starts_with("nothing that was"));
    const auto told = here.tilsig("schedule", {"skipped", "--from", "2026-03-05"});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_NE(told.out.find("2026-03-02 02:00 +01:00 to 2026-03-05 02:00 +01:00  2026-03-02 01:00 to 2026-03-05 01:00  "
                            "skipped  nobody was there"),
              std::string::npos)
        << told.out;
    const auto one = here.tilsig("schedule", {"skipped", "--from", "2026-01-01", "--feed", "desk.roster", "--json"});
    ASSERT_EQ(one.json().at("skipped").size(), 1U) << one.out;
    EXPECT_EQ(one.json().at("skipped").at(0).at("times"), 4);

    using Words = std::vector<std::string>;
    for (const auto& words :
         {Words{"list", "--days", "5"}, Words{"list", "5"}, Words{"next", "--days", "5"},
          Words{"next", "--reason", "x"}, Words{"preview", "5"}, Words{"skipped", "--days", "5"},
          Words{"skipped", "--from", "march"}, Words{"pause", "desk.roster", "--feed", "desk.roster"},
          Words{"resume", "desk.roster", "--reason", "x"}, Words{"paused", "--from", "2026-01-01"},
          Words{"preview", "--days", "0"}, Words{"lists"}}) {
        const auto refused = here.tilsig("schedule", words);
        EXPECT_EQ(refused.exit_code, 64) << words.front() << ' ' << words.back() << refused.out;
    }
    const auto both = here.tilsig("night", {"--all", "--feed", "desk.roster"});
    EXPECT_EQ(both.exit_code, 64);
    EXPECT_NE(both.err.find("leave one of them out"), std::string::npos) << both.err;
}

TEST(ReadingCommand, EndsQuietlyWhenNobodyReadsOn) {
    const Installation here(TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    const auto closed = [&](const std::string& command) {
        return run_program({"bash", "-c",
                            "exec 3> >(exit 0); wait $!; exec " TILSIG_BINARY_DIR "/bin/tilsig " + command +
                                " --config " + (here.folder() / "tilsig.yaml").string() + " >&3"},
                           here.folder());
    };
    const auto status = closed("status");
    EXPECT_EQ(status.exit_code, 141);
    EXPECT_EQ(status.err, "");
    const auto night = closed("night --quiet --all");
    EXPECT_EQ(night.exit_code, 1);
    EXPECT_NE(night.err.find("what the command did is done"), std::string::npos) << night.err;
}

}  // namespace
}  // namespace tilsig::test
