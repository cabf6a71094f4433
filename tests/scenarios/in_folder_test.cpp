// A sender's in-folder that does not play along: files that nobody takes, and a folder that cannot be written.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

class InFolder : public Desk {};

TEST_P(InFolder, FilesThatFitNoFeedAreNamedInRunNightStatusAndArrivals) {
    m_here->deliver("desk", "roster 2026-11.csv", content({"5001;a;1"}));
    m_here->deliver("desk", "MOVEMENT-1.CSV", content({"5001;b;2"}));
    const std::string told = "1 file in the in-folder of sender desk fits no pattern of this source";
    const auto run = m_here->tilsig("run", {"desk.roster"});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find(told), std::string::npos) << run.out;
    const auto night = m_here->tilsig("night", {"--all"});
    EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    EXPECT_NE(night.out.find("note: desk.movement/desk/all, desk.roster/desk/all: " + told), std::string::npos)
        << night.out;
    EXPECT_NE(night.out.find("2 units: 1 loaded, 1 never delivered"), std::string::npos)
        << "what is said besides takes nothing from the load: " << night.out;
    EXPECT_EQ(movements(), "5001/b=2") << "the letters of a pattern are compared without case";
    const std::string named = "nobody takes it: \"roster 2026-11.csv\", in ";
    for (const auto& command : {"status", "arrivals"}) {
        const auto answer = m_here->tilsig(command);
        EXPECT_NE(answer.out.find(told), std::string::npos) << answer.out;
        EXPECT_NE(answer.out.find(named), std::string::npos) << answer.out;
    }
    EXPECT_NE(night.out.find(named), std::string::npos) << night.out;
}

TEST_P(InFolder, ThatCannotBeWrittenIsLoadedAndNotAcknowledged) {
    m_here->deliver("desk", "roster-1.csv", content({"5001;a;1"}));
    (void)m_here->file("in/desk/done", "a file where the folder should be");
    const auto run = m_here->tilsig("run", {"desk.roster", "--json"});
    EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
    EXPECT_EQ(run.json().at("outcome"), "loaded");
    EXPECT_EQ(run.json().at("new"), 1);
    EXPECT_EQ(run.json().at("message").get<std::string>().rfind("not acknowledged: folder done", 0), 0U) << run.out;
    EXPECT_EQ(rosters(), "5001/a=1");
    EXPECT_EQ(m_here->query("SELECT outcome FROM ops_run"), "loaded\n");
}

TILSIG_ON_ENGINES(InFolder, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
