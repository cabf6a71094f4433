// What somebody looks at who decides: the hold itself, and the delivery without its file.
#include <gtest/gtest.h>

#include "scenarios/shadow_desk.hpp"

namespace tilsig::test {
namespace {

class HoldShow : public ShadowDesk {
protected:
    Answer show(int hold) const { return m_here->tilsig("hold", {"show", std::to_string(hold), "--json"}); }
    Answer preview(int delivery, bool json = true) const {
        std::vector<std::string> arguments{"--delivery", std::to_string(delivery)};
        if (json) arguments.emplace_back("--json");
        return m_here->tilsig("preview", arguments);
    }
};

TEST_P(HoldShow, SaysWhatWaitsWhyAndWhatStandsMeanwhile) {
    ASSERT_EQ(roster({"5001;a;7", "5001;b;7", "4601;c;8"}).exit_code, 0);
    ASSERT_EQ(roster({"5001;a;10000", "4601;c;9"}).exit_code, 3);
    const auto shown = show(open_hold());
    ASSERT_EQ(shown.exit_code, 0) << shown.err;
    const auto& hold = shown.json();
    EXPECT_EQ(hold.at("unit"), "desk.roster/desk/all");
    EXPECT_EQ(hold.at("state"), "held");
    EXPECT_EQ(hold.at("rule").at("code"), "DSK-F103");
    EXPECT_EQ(hold.at("rule").at("text"), "The amount is in the wrong unit");
    EXPECT_EQ(hold.at("delivery").at("id"), 2);
    EXPECT_EQ(hold.at("delivery").at("bytes"), 42);
    EXPECT_EQ(hold.at("records").at("held"), 2);
    EXPECT_EQ(hold.at("last_good").at("delivery").at("id"), 1);
    EXPECT_EQ(hold.at("last_good").at("records_read"), 3);
    EXPECT_EQ(hold.at("last_good").at("rows_now"), 3);
    EXPECT_EQ(hold.at("finding_counts").at("DSK-F103"), 1);
    EXPECT_EQ(hold.at("findings").at(1).at("place").at("line"), 2);
    EXPECT_EQ(hold.at("decisions").size(), 2U);
    EXPECT_EQ(hold.at("command"), "hold");
    const auto text = m_here->tilsig("hold", {"show", "1"});
    for (const char* told : {"hold 1  desk.roster/desk/all  held", "held since 20", "The amount is in the wrong unit",
                             "3 records then, 2 records in this one; rows of the unit now: 3",
                             "`tilsig hold release 1 --reason WHY`", "line 2, column \"belop\""})
        EXPECT_TRUE(has(text.out, told)) << told << "\n" << text.out;
    EXPECT_FALSE(has(text.out + shown.out, "10000")) << "no value";
    // And when it is decided: by whom, when and why; nothing is left to do.
    ASSERT_EQ(decide("reject", 1, "wrong unit").exit_code, 0);
    const auto decided = show(1).json();
    EXPECT_EQ(decided.at("state"), "rejected");
    EXPECT_EQ(decided.at("waiver"), "wrong unit");
    EXPECT_FALSE(decided.at("decided_at").get<std::string>().empty());
    EXPECT_TRUE(decided.at("decisions").empty());
    EXPECT_EQ(decided.at("last_good").at("delivery").at("id"), 1);
    EXPECT_EQ(show(77).exit_code, 64);
}

TEST_P(HoldShow, OfASliceCountsItsRecordsAndItsRows) {
    ASSERT_EQ(roster({"5001;a;7", "5001;b;7", "4601;c;8"}).exit_code, 0);
    ASSERT_EQ(roster({"5001;a;2000", "4601;c;1500", "4601;d;9", "4601;e;9"}).exit_code, 3);
    const auto counts = [&](const std::string& slice) { return show(open_hold(slice)).json().at("slice_counts"); };
    EXPECT_EQ(counts("5001").at("records_read"), 1);
    EXPECT_EQ(counts("5001").at("rows_now"), 2);
    EXPECT_EQ(counts("4601").at("records_read"), 3);
    EXPECT_EQ(counts("4601").at("rows_now"), 1);
    EXPECT_EQ(show(1).json().at("last_good").at("delivery").at("id"), 1) << "the slices stand as this one left them";
    const auto plan = m_here->tilsig("plan", {"--delivery", "2", "--json"});
    ASSERT_EQ(plan.exit_code, 0) << plan.out << plan.err;
    const auto& rows = plan.json().at("run").at("rows").at("fact_roster");
    EXPECT_EQ(rows.at("new"), 2) << "what a release of both would do";
    EXPECT_EQ(rows.at("updated"), 2);
    EXPECT_EQ(rosters(), "4601/c=8 5001/a=7 5001/b=7");
}

TEST_P(HoldShow, PreviewOfADeliveryIsThatOfItsFile) {
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    ASSERT_EQ(roster({"5001;a;10000", "4601;c;9"}).exit_code, 3);
    const std::string file = (m_here->folder() / "delivery.csv").string();
    for (const bool json : {true, false}) {
        std::vector<std::string> arguments{"desk.roster", "--from", file};
        if (json) arguments.emplace_back("--json");
        const auto of_file = m_here->tilsig("preview", arguments);
        const auto of_delivery = preview(2, json);
        EXPECT_EQ(of_delivery.exit_code, 3) << of_delivery.err;
        EXPECT_EQ(of_delivery.out, of_file.out);
        EXPECT_EQ(of_delivery.exit_code, of_file.exit_code);
    }
    EXPECT_EQ(preview(77).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("preview", {"desk.roster", "--delivery", "2"}).exit_code, 64);
    EXPECT_EQ(m_here->tilsig("preview", {"desk.roster"}).exit_code, 64);
}

TEST_P(HoldShow, PreviewOfAShadowsDeliveryAndOfBytesThatAreGone) {
    add_trial();
    const auto trial_run = trial({"5001;a;10000"});
    ASSERT_EQ(trial_run.exit_code, 3) << trial_run.out << trial_run.err;
    const int delivery = delivery_of(trial_run);
    const auto shown = preview(delivery);
    EXPECT_EQ(shown.exit_code, 3) << shown.out << shown.err;
    EXPECT_EQ(shown.json().at("shadow"), true);
    EXPECT_EQ(shown.json().at("preview").at(0).at(2), "10000");
    EXPECT_EQ(show(1).json().at("shadow"), true);
    std::filesystem::path landed;  // its bytes go, as retention removes them
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder() / "state"))
        if (entry.is_directory() &&
            entry.path().filename() == trial_run.json().at("delivery").at("hash").get<std::string>())
            landed = entry.path();
    ASSERT_FALSE(landed.empty());
    std::filesystem::remove_all(landed);
    const auto gone = preview(delivery);
    EXPECT_EQ(gone.exit_code, 64);
    EXPECT_TRUE(has(gone.err, "are not in the landing zone any more")) << gone.err;
    EXPECT_EQ(show(1).exit_code, 0) << "the account stays";
}

TEST_P(HoldShow, StatusNamesTheDecisionAndNoLongerAHold) {
    ASSERT_EQ(roster({"5001;a;7"}).exit_code, 0);
    ASSERT_EQ(roster({"5001;a;10000"}).exit_code, 3);
    EXPECT_TRUE(has(m_here->tilsig("status").out, "held 1: desk.roster/desk/all delivery 2: DSK-F103"));
    ASSERT_EQ(decide("reject", 1, "wrong unit").exit_code, 0);
    const auto text = m_here->tilsig("status", {"--all"}).out;
    EXPECT_TRUE(has(text, "1 held and rejected")) << text;
    EXPECT_TRUE(has(text, ": wrong unit")) << text;
    EXPECT_FALSE(has(text, "hold show N")) << "nothing is to be decided: " << text;
    const auto unit = unit_in(m_here->tilsig("status", {"--json"}), "desk.roster/desk/all");
    EXPECT_EQ(unit.at("decided"), "rejected");
    EXPECT_FALSE(has(m_here->tilsig("status").out, "wrong unit")) << "no look is needed any more";
}

TILSIG_ON_ENGINES(HoldShow, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
