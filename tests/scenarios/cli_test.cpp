// The command line itself: help, documents, exit codes, and what a terminal shows that a pipe does not.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <map>

#include "scenarios/desk.hpp"
#include "scenarios/terminal.hpp"

namespace tilsig::test {
namespace {

const std::string program = TILSIG_BINARY_DIR "/bin/tilsig";
const std::vector<std::string> commands{
    "night",  "run",    "status",   "explain", "check",        "test",     "preview", "ledger",
    "hold",   "replay", "retract",  "senders", "retention",    "checksum", "conform", "plan",
    "shadow", "init",   "schedule", "daemon",  "installation", "arrivals", "alert",   "doctor",
    "stores", "verify", "subject",  "erase",   "keys",         "describe", "report",  "help"};

TEST(CommandLine, EveryCommandHasHelpWithExamplesAndTheJsonSwitch) {
    const auto all = run_program({program, "--help"}, std::filesystem::temp_directory_path());
    EXPECT_EQ(all.exit_code, 0);
    for (const auto& command : commands) {
        EXPECT_NE(all.out.find("\n  " + command + " "), std::string::npos) << command;
        const auto help = run_program({program, command, "--help"}, std::filesystem::temp_directory_path());
        EXPECT_EQ(help.exit_code, 0) << command;
        EXPECT_NE(help.out.find("Examples:\n  tilsig " + command), std::string::npos) << help.out;
        EXPECT_NE(help.out.find("--json"), std::string::npos) << command;
        EXPECT_NE(help.out.find("--quiet"), std::string::npos) << command;
    }
    // Listed above or hidden: nothing is left out.
    std::size_t listed = 0;
    for (auto at = all.out.find("\n  ", all.out.find("ubcommands:")); at != std::string::npos;
         at = all.out.find("\n  ", at + 1))
        listed += all.out[at + 3] != ' ' ? 1U : 0U;
    EXPECT_EQ(listed, commands.size()) << all.out;
}

TEST(Derived, IsSkippedWithItsReasonWhereItsInputsWereNeverLoaded) {
    const Installation here(TestEngine::sqlite, nullptr);
    const auto answer = here.tilsig("run", {"derived.municipality_target", "--json"});
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("outcome"), "skipped");
    EXPECT_NE(answer.json().at("message").get<std::string>().find("ssb.municipality was not loaded yet"),
              std::string::npos);
    EXPECT_EQ(here.query("SELECT outcome FROM ops_run"), "skipped\n");
    EXPECT_EQ(here.query("SELECT count(*) FROM bridge_municipality_target"), "0\n");
    const auto plan = here.tilsig("plan", {"derived.municipality_target", "--json"});
    EXPECT_EQ(plan.exit_code, 0) << plan.out << plan.err;
    EXPECT_NE(plan.out.find("skipped: dim_municipality holds no rows"), std::string::npos) << plan.out;
}

class Terminal : public Desk {
protected:
    std::vector<std::string> words(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), program);
        arguments.insert(arguments.begin() + 2, {"--config", (m_here->folder() / "tilsig.yaml").string()});
        return arguments;
    }
    /// More than a blink to read: about 6 MB.
    std::string large_delivery() const {
        std::string text = content({});
        for (int i = 0; i < 300'000; ++i) text += "5001;case-" + std::to_string(100'000 + i) + ";7\n";
        return m_here->file("large.csv", text);
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
};

TEST_P(Terminal, EveryCommandAnswersWithOneDocument) {
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    const std::string file = m_here->file("delivery.csv", content({"5001;a;8"}));
    const std::map<std::string, std::vector<std::string>> calls{
        {"night", {}},
        {"run", {"desk.roster", "--from", file}},
        {"status", {}},
        {"explain", {"fact_roster", "municipality_code=5001", "case_no=a"}},
        {"check", {}},
        {"test", {}},
        {"preview", {"desk.roster", "--from", file}},
        {"plan", {"desk.roster", "--from", file}},
        {"shadow", {}},
        {"init", {"feed", "desk.visit", "--from", file}},
        {"ledger", {}},
        {"hold", {"list"}},
        {"replay", {"desk.roster"}},
        {"retract", {"1", "--reason", "by mistake"}},
        {"schedule", {"preview", "--days", "400"}},
        {"senders", {}},
        {"retention", {}},
        {"stores", {}},
        {"verify", {}},
        {"checksum", {}},
        {"installation", {}},
        {"subject", {"--from", m_here->file("number.txt", "14837936625\n")}},
        {"erase", {"--list"}},
        {"keys", {"list"}},
        {"describe", {"desk.roster"}},
        {"report", {"annual", "--year", "2008"}},
        {"doctor", {}},
        {"help", {"contract"}},
        {"alert", {"list"}},
        {"arrivals", {}},
        {"conform", {"--dsn", "Driver=SQLite3;Database=" + (m_here->folder() / "own.db").string()}}};
    // The daemon answers nobody: it goes on until it is stopped.
    ASSERT_EQ(calls.size() + 1, commands.size());
    for (const auto& command : commands) {
        if (command == "daemon") continue;
        auto arguments = calls.at(command);
        arguments.emplace_back("--json");
        const auto answer = m_here->tilsig(command, arguments);
        EXPECT_EQ(answer.exit_code, 0) << command << answer.err;
        EXPECT_EQ(answer.json().at("schema"), 1) << command;
        EXPECT_EQ(answer.err, "") << command << ": messages do not disturb programs";
    }
    const auto refused = m_here->tilsig("ledger", {"77", "--json"});
    EXPECT_EQ(refused.exit_code, 64);
    EXPECT_EQ(refused.json().at("error").at("kind"), "usage");
    EXPECT_FALSE(refused.json().at("error").at("remedy").get<std::string>().empty());
}

TEST_P(Terminal, RootLoadsNothingIntoTheFoldersOfAnAccount) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
    const auto state = m_here->folder() / "state";
    std::filesystem::create_directory(state);
    ASSERT_EQ(::chown(state.c_str(), 4711, 4711), 0);
    const auto file = m_here->file("delivery.csv", content({"5001;a;8"}));
    for (const auto& [command, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
             {"night", {}}, {"run", {"desk.roster", "--from", file}}, {"daemon", {}}}) {
        const auto refused = m_here->tilsig(command, words);
        EXPECT_EQ(refused.exit_code, 64) << command << refused.out;
        EXPECT_TRUE(has(refused.err, "state belongs to uid 4711, and this is root")) << refused.err;
    }
    EXPECT_TRUE(std::filesystem::is_empty(state)) << "nothing was made that the account could not use";
    EXPECT_EQ(m_here->tilsig("status").exit_code, 0) << "looking harms nothing";
}

TEST_P(Terminal, ShowsABarThatIsRedrawnAndWipedAndAPipeShowsPlainLines) {
    const auto arguments = words({"run", "desk.roster", "--from", large_delivery()});
    const auto shown = run_on_terminal(arguments);
    ASSERT_EQ(shown.exit_code, 0) << shown.shown;
    EXPECT_TRUE(has(shown.shown, "\r\x1b[K[############............] 3/6 MiB of desk.roster/desk/all")) << shown.shown;
    EXPECT_TRUE(has(shown.shown, "\r\x1b[K\x1b[1mdesk.roster"))
        << "the bar is gone when the answer comes, and the answer has colour";
    const auto plain = run_program(words({"replay", "desk.roster"}), m_here->folder());
    EXPECT_EQ(plain.exit_code, 0) << plain.err;
    EXPECT_TRUE(has(plain.err, "3/6 MiB of desk.roster/desk/all\n")) << plain.err;
    EXPECT_FALSE(has(plain.err + plain.out, "\x1b")) << "no control sequences where no terminal is";
    EXPECT_EQ(run_program(words({"replay", "desk.roster", "--quiet"}), m_here->folder()).err, "");
}

TEST_P(Terminal, NightShowsItsUnitsAndHonoursNoColor) {
    m_here->deliver("desk", "roster-1.csv", content({"5001;a;7"}));
    const auto first = run_on_terminal(words({"night", "--all"}));
    ASSERT_EQ(first.exit_code, 0) << first.shown;
    EXPECT_TRUE(has(first.shown, "] 2/2 desk.roster/desk/all loaded")) << first.shown;
    EXPECT_TRUE(has(first.shown, "\x1b[32mgood\x1b[0m")) << first.shown;
    m_here->deliver("desk", "roster-2.csv", content({"5001;a;-1"}));
    const auto second = run_on_terminal(words({"night", "--all"}), {"NO_COLOR=1"});
    EXPECT_EQ(second.exit_code, 2) << second.shown;
    EXPECT_FALSE(has(second.shown, "\x1b[3")) << second.shown;
    EXPECT_FALSE(has(second.shown, "\x1b[1m")) << second.shown;
    EXPECT_TRUE(has(second.shown, "1 cause, 1 unit")) << second.shown;
    m_here->deliver("desk", "roster-3.csv", content({"5001;a;10000"}));
    const auto third = run_on_terminal(words({"night", "--all"}), {"TERM=dumb"});
    EXPECT_EQ(third.exit_code, 3) << third.shown;
    EXPECT_FALSE(has(third.shown, "\x1b")) << "a dumb terminal gets plain lines: " << third.shown;
    EXPECT_TRUE(has(third.shown, "held: DSK-F103 - 1 unit: desk.roster/desk/all")) << third.shown;
    EXPECT_TRUE(has(third.shown, "acts: you: `tilsig hold list`")) << third.shown;
}

TEST_P(Terminal, ExitCodesTellUsageFromConfiguration) {
    EXPECT_EQ(m_here->tilsig("run", {"desk.rooster"}).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("run", {"desk.roster", "--colour"}).exit_code, 64);
    EXPECT_EQ(run_program({program}, m_here->folder()).exit_code, 64);
    EXPECT_EQ(run_program({program, "status", "--config", "/nonexistent.yaml"}, m_here->folder()).exit_code, 78);
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"--from", ""}, {"--from", "x.csv", "--period", "2026-13"}, {"--from", "x.csv", "--sender", "dest"}}) {
        for (const char* command : {"run", "plan", "preview"}) {
            auto given = arguments;
            given.insert(given.begin(), "desk.roster");
            EXPECT_EQ(m_here->tilsig(command, given).exit_code, 64) << command << " " << arguments.back();
        }
    }
    EXPECT_EQ(m_here->tilsig("night", {"--feed", "desk.rooster"}).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("ledger", {"1"}).exit_code, 5) << "no warehouse was made for a name that was refused";
    EXPECT_EQ(m_here->tilsig("schedule", {"next", "--feed", "desk.rooster"}).exit_code, 64);
    (void)m_here->file("content/schedules/desk.yaml",
                       "source: desk\nfeeds:\n  desk.roster: {senders: register, exempt: [{sender: k9999, until: "
                       "2027-01-01, why: gone}]}\n");
    const auto exempt = m_here->tilsig("schedule", {"list"});
    EXPECT_EQ(exempt.exit_code, 78);
    EXPECT_TRUE(has(exempt.err, "schedules/desk.yaml:3:54: unknown sender 'k9999'")) << exempt.err;
    (void)m_here->file("content/mappings/desk/roster.rules.yaml", "feed: desk.roster\nrulez: []\n");
    const auto broken = m_here->tilsig("check");
    EXPECT_EQ(broken.exit_code, 78);
    EXPECT_TRUE(has(broken.err, "roster.rules.yaml:2:1")) << broken.err;
}

TEST_P(Terminal, NumbersBelowZeroAreUsage) {
    for (const auto& [command, option] :
         {std::pair{"night", "--deadline"}, std::pair{"ledger", "--limit"}, std::pair{"preview", "--limit"}}) {
        std::vector<std::string> arguments{option, "-5"};
        if (std::string(command) == "preview") arguments.insert(arguments.begin(), {"desk.roster", "--from", "x"});
        const auto answer = m_here->tilsig(command, arguments);
        EXPECT_EQ(answer.exit_code, 64) << command << answer.out << answer.err;
        EXPECT_TRUE(has(answer.err, std::string(option) + ": -5 is below zero")) << answer.err;
    }
}

TEST_P(Terminal, OutputThatCannotBeWrittenIsAFailureOfEveryCommand) {
    const auto full = [&](const std::string& command) {
        return run_program(
            {"/bin/sh", "-c",
             program + " " + command + " --config " + (m_here->folder() / "tilsig.yaml").string() + " > /dev/full"},
            m_here->folder());
    };
    const std::string file = m_here->file("delivery.csv", content({"5001;a;8"}));
    for (const auto& command :
         {std::string("check"), std::string("senders --json"), "run desk.roster --from " + file}) {
        const auto answer = full(command);
        EXPECT_EQ(answer.exit_code, 1) << command;
        EXPECT_TRUE(has(answer.err, "tilsig: the output could not be written")) << command << answer.err;
    }
    EXPECT_EQ(rosters(), "5001/a=8") << "what was done is done";
    EXPECT_EQ(full("run desk.rooster").exit_code, 64) << "what failed keeps its own code";
    EXPECT_EQ(run_program({"/bin/sh", "-c", program + " --help > /dev/full"}, m_here->folder()).exit_code, 1);
}

TEST_P(Terminal, ASecondInstanceIsToldFromATypo) {
    const auto lock = m_here->folder() / "state/cache/tilsig.lock";
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    const UniqueFd held(::open(lock.c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::flock(held.get(), LOCK_EX | LOCK_NB), 0);
    const auto answer = m_here->tilsig("night", {"--all", "--wait", "1"});
    EXPECT_EQ(answer.exit_code, 75) << answer.out << answer.err;
    EXPECT_TRUE(has(answer.err, "another tilsig is at work (process ")) << answer.err;
    EXPECT_TRUE(has(answer.err, ", since 20")) << answer.err;
    EXPECT_TRUE(has(answer.err, "; waiting for it up to 1 s")) << answer.err;
}

TEST_P(Terminal, FilesOfItsOwnAreNoLinksAndFoldersNotOpenToAll) {
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    const std::string precious = m_here->file("precious", "untouched");
    namespace fs = std::filesystem;
    std::vector<std::string> own{"landing/newest-load", "landing/installation", "cache/tilsig.lock"};
    if (GetParam() == TestEngine::sqlite) own.emplace_back("cache/database-file");
    for (const auto& name : own) {
        const auto path = m_here->folder() / "state" / name;
        ASSERT_TRUE(fs::exists(path)) << name;
        fs::rename(path, path.string() + ".aside");
        fs::create_symlink(precious, path);
        const auto linked = roster({"5001;a;8"});
        EXPECT_EQ(linked.exit_code, 1) << name << linked.out << linked.err;
        EXPECT_TRUE(has(linked.err, path.string() + ": is a link, where only a file of tilsig's own may stand"))
            << linked.err;
        fs::rename(path.string() + ".aside", path);
    }
    EXPECT_EQ(read_file(precious), "untouched");
    fs::permissions(m_here->folder() / "state/cache", fs::perms::all);
    const auto loose = roster({"5001;a;8"});
    EXPECT_EQ(loose.exit_code, 78) << loose.out << loose.err;
    EXPECT_TRUE(has(loose.err, "everybody may write this folder (mode 0777)")) << loose.err;
}

TEST_P(Terminal, ADraftIsLookedAtAndNotLoaded) {
    const auto path = m_here->folder() / "content/mappings/desk/roster.contract.yaml";
    std::string text = read_file(path);
    ASSERT_NE(text.find("state: active"), std::string::npos);
    (void)m_here->file("content/mappings/desk/roster.contract.yaml",
                       text.replace(text.find("state: active"), 13, "state: draft"));
    const auto run = roster({"5001;a;7"});
    EXPECT_EQ(run.exit_code, 64) << run.out << run.err;
    EXPECT_TRUE(has(run.out + run.err, "roster.contract.yaml")) << "names the file to change: " << run.out << run.err;
    const std::string file = m_here->file("delivery.csv", content({"5001;a;7"}));
    EXPECT_EQ(m_here->tilsig("preview", {"desk.roster", "--from", file}).exit_code, 0);
}

TEST_P(Terminal, StatusShowsTheUnitsThatNeedALook) {
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    ASSERT_EQ(movement({"5001;a;-7"}).exit_code, 2);
    const auto brief = m_here->tilsig("status");
    EXPECT_TRUE(has(brief.out, "2 units: 1 loaded, 1 rejected")) << brief.out;
    EXPECT_TRUE(has(brief.out, "desk.movement/desk/all")) << brief.out;
    EXPECT_FALSE(has(brief.out, "desk.roster")) << "nothing to look at: " << brief.out;
    EXPECT_TRUE(has(m_here->tilsig("status", {"--all"}).out, "desk.roster/desk/all"));
    EXPECT_EQ(m_here->tilsig("status", {"--json"}).json().at("units").size(), 2U) << "programs get every unit";
}

TILSIG_ON_ENGINES(Terminal, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
