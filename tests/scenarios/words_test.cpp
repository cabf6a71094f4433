// Words are the same wherever they are read: a preview comes to what the run comes to, everything that was found can be
// listed, and no text from outside gives orders to a terminal.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"
#include "scenarios/terminal.hpp"

namespace tilsig::test {
namespace {

class Words : public Desk {
protected:
    /// What a preview and a run of the same file say of it, without what only a run that happens has.
    static nlohmann::json verdict(nlohmann::json document) {
        nlohmann::json said;
        for (const char* part : {"outcome", "reason", "records", "rows", "bytes", "held_slices", "finding_counts",
                                 "delivery_findings", "exit_code"})
            said[part] = document.at(part);
        for (auto finding : document.at("findings")) {
            finding.erase("line");
            finding.erase("owner");
            said["findings"].push_back(finding);
        }
        return said;
    }
    Answer preview(const std::string& file) const {
        return m_here->tilsig("preview", {"desk.roster", "--from", file, "--json"});
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
    /// Records of every fate: two good ones, a duplicate, two that clash, one of a wrong type, one too long, an empty
    /// key, a negative one, a slice that is held.
    static std::vector<std::string> every_fate() {
        return {"5001;a;7", "5001;a;7",     "5001;b;8", "0301;c;1",  "0301;c;2",
                "0301;d;x", "50011111;e;1", "1103;;1",  "1103;f;-1", "4601;g;2000"};
    }
};

TEST_P(Words, APreviewComesToTheVerdictOfTheRun) {
    for (const auto& rows :
         std::vector<std::vector<std::string>>{{}, every_fate(), {"5001;a;10000"}, {"5001;a;7;8;9"}}) {
        const std::string file = m_here->file("delivery.csv", content(rows));
        const auto seen = preview(file);
        const auto run = m_here->tilsig("run", {"desk.roster", "--from", file, "--again", "--json"});
        EXPECT_EQ(seen.exit_code, run.exit_code) << seen.out << seen.err;
        EXPECT_EQ(verdict(seen.json()).dump(1), verdict(run.json()).dump(1));
        // Otherwise the next run knows something that a preview does not: a good delivery before it.
        (void)m_here->tilsig("retract", {std::to_string(delivery_of(run)), "--reason", "next"});
    }
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE cause = 'command'"), "4\n") << "a preview is no run";
}

TEST_P(Words, AFindingHasItsPlaceItsWordsAndItsRemedyInEveryCommand) {
    const std::string file = m_here->file("delivery.csv", content(every_fate()));
    for (const char* command : {"preview", "plan", "run"}) {
        const auto told = m_here->tilsig(command, {"desk.roster", "--from", file});
        EXPECT_TRUE(has(told.out, "line 7, column \"belop\": Write a whole number, such as 12.\n")) << told.out;
        EXPECT_TRUE(has(told.out, "SYS-U001  error, record kept out; 2 findings: ")) << told.out;
        EXPECT_TRUE(has(told.out, "line 5, key \"kommunenr\", \"sak\"\n")) << told.out;
        EXPECT_TRUE(has(told.out, "DSK-F101  error, record kept out; 1 finding: The amount is negative\n")) << told.out;
        EXPECT_TRUE(has(told.out, "remedy: Correct the amount\n")) << told.out;
        EXPECT_FALSE(has(told.out, "line 0") || has(told.out, "field \n")) << told.out;
    }
}

TEST_P(Words, EverythingThatWasFoundIsListedTheRarestCodeFirst) {
    std::vector<std::string> rows(60, "5001;a;-1");
    rows.emplace_back("5001;b;x");
    rows.emplace_back("5001;c;1");
    const auto run = roster(rows);
    EXPECT_EQ(run.json().at("findings").at(0).at("code"), "SYS-F002") << "sixty others do not hide it";
    const std::string number = std::to_string(run.json().at("run").get<int>());
    const auto all = m_here->tilsig("ledger", {number, "--findings", "--json"}).json();
    EXPECT_EQ(all.at("finding_counts"), (nlohmann::json{{"DSK-F101", 60}, {"SYS-F002", 1}}));
    ASSERT_EQ(all.at("findings").size(), 61U);
    EXPECT_EQ(all.at("findings").at(0).at("code"), "SYS-F002");
    EXPECT_EQ(all.at("findings").at(60).at("place").at("line"), 61);
    const auto some = m_here->tilsig("ledger", {number, "--findings", "--code", "DSK-F101", "--limit", "2"});
    EXPECT_TRUE(has(some.out, "and 58 more")) << some.out;
    EXPECT_FALSE(has(some.out, "column \"belop\": Write")) << "another code: " << some.out;
    EXPECT_TRUE(has(m_here->tilsig("ledger", {number}).out, "findings SYS-F002 1, DSK-F101 60; `tilsig ledger"));
    // A later run over the same delivery takes their place, and the older one says where they are.
    ASSERT_EQ(m_here->tilsig("replay", {"1"}).exit_code, 2);
    EXPECT_TRUE(has(m_here->tilsig("ledger", {number, "--findings"}).out, " --findings`\n"));
    EXPECT_EQ(m_here->tilsig("ledger", {"--findings"}).exit_code, 64);
}

TEST_P(Words, AHeldDeliverysReasonStandsAmongItsFindings) {
    ASSERT_EQ(roster({"5001;a;1", "5001;b;1", "5001;c;1"}).exit_code, 0);
    const auto held = roster({"5001;a;1"});
    ASSERT_EQ(held.exit_code, 3) << held.out;
    const std::string number = std::to_string(held.json().at("run").get<int>());
    const auto told = m_here->tilsig("ledger", {number, "--findings"});
    EXPECT_TRUE(has(told.out, "SYS-A003  critical")) << told.out;
    EXPECT_TRUE(has(told.out, "    the delivery\n")) << told.out;
}

TEST_P(Words, ATextFromOutsideGivesNoOrders) {
    const std::string hostile =
        "ca\x1b[2Jse\xe2\x80\xae"
        "e";
    const std::string file = m_here->file("delivery.csv", content({"5001;" + hostile + ";7"}));
    const std::string config = (m_here->folder() / "tilsig.yaml").string();
    const std::string program = TILSIG_BINARY_DIR "/bin/tilsig";
    const auto terminal = run_on_terminal({program, "preview", "--config", config, "desk.roster", "--from", file});
    EXPECT_TRUE(has(terminal.shown, "SYS-F004")) << "hidden signs inside a key: " << terminal.shown;
    const std::string unknown = m_here->tilsig("run", {"desk.roster", "--" + hostile}).err;
    EXPECT_TRUE(has(unknown, "ca<U+001B>[2Jse<U+202E>e")) << unknown;
    for (const std::string& answer :
         {terminal.shown, unknown, m_here->tilsig("preview", {"desk.roster", "--from", file, "--json"}).out,
          m_here->tilsig("explain", {"fact_roster", "municipality_code=5001", "case_no=" + hostile}).err,
          m_here->tilsig("plan", {"desk.roster", "--from", file}).out,
          m_here->tilsig("run", {"desk.roster", "--from", "/nowhere/" + hostile}).err})
        EXPECT_FALSE(has(answer, "\x1b[2J") || has(answer, "\xe2\x80\xae")) << answer;
}

TEST_P(Words, AReasonIsCutOnATerminalOnly) {
    const std::string file = m_here->file("delivery.csv", "kommunenr;saken;belop\n5001;a;7\n");
    const auto refused = m_here->tilsig("run", {"desk.roster", "--from", file, "--json"});
    ASSERT_NE(refused.exit_code, 0) << refused.out;
    EXPECT_EQ(refused.json().at("findings").at(0).at("owner"), "desk") << "who must act, as in the ledger";
    const std::string reason = refused.json().at("reason");
    ASSERT_GT(reason.size(), 100U) << reason;
    const std::string call =
        TILSIG_BINARY_DIR "/bin/tilsig status --config " + (m_here->folder() / "tilsig.yaml").string();
    EXPECT_TRUE(has(m_here->tilsig("status", {}).out, reason));
    const auto narrow = run_on_terminal({"/bin/sh", "-c", "stty cols 120; " + call});
    EXPECT_FALSE(has(narrow.shown, reason)) << narrow.shown;
    EXPECT_TRUE(has(narrow.shown, "…")) << narrow.shown;
}

TILSIG_ON_ENGINES(Words, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
