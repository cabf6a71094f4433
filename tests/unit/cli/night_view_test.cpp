// What the operator reads at 07:00.
#include "cli/night_view.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tilsig::cli {
namespace {

answers::UnitAnswer unit(const std::string& sender, model::Outcome outcome, model::ExitCode code,
                         const std::string& cause) {
    answers::UnitAnswer result;
    result.unit = {"municipal.settled", sender, "2026-11"};
    result.outcome = outcome;
    result.code = code;
    result.cause = cause;
    if (outcome == model::Outcome::failed) {
        result.error_kind = model::parse_error_kind(cause.substr(0, cause.find(' ')));
        result.error_code = cause.substr(cause.find(' ') + 1);
    }
    result.message = "something about " + cause;
    return result;
}

answers::NightAnswer night(std::vector<answers::UnitAnswer> units) {
    answers::NightAnswer report;
    report.night.id = 7;
    report.night.verdict = "failed";
    report.night.load_seq = 42;
    report.night.closed_at = "2026-11-26T05:00:00Z";
    report.units = std::move(units);
    return report;
}

std::vector<answers::UnitAnswer> unreachable(int count, const std::string& prefix = "k") {
    std::vector<answers::UnitAnswer> units;
    for (int i = 0; i < count; ++i) {
        units.push_back(unit(prefix + std::to_string(1000 + i), model::Outcome::failed,
                             model::ExitCode::technical_failure, "transport unreachable"));
        units.back().retryable = true;
        units.back().retry_at = "2026-11-26T02:0" + std::to_string(i % 10) + ":00Z";
    }
    return units;
}

std::vector<std::string> shown(const answers::NightAnswer& report) {
    testing::internal::CaptureStdout();
    show_night(Output(false, true), report);
    std::vector<std::string> lines;
    std::istringstream text(testing::internal::GetCapturedStdout());
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

TEST(NightView, TwoHundredUnitsOfOneCauseAreOneThingToDo) {
    const auto lines = shown(night(unreachable(214)));
    ASSERT_EQ(lines.size(), 7U);
    EXPECT_EQ(lines[0], "night 7  failed  214 units: 214 failed");
    EXPECT_EQ(lines[2],
              "BI reads as of load sequence 42, closed 2026-11-26 06:00 +01:00; of what did not load it shows the last "
              "good data");
    EXPECT_EQ(lines[3], "1 cause, 214 units");
    EXPECT_EQ(lines[4],
              "failed: transport unreachable - 214 units: municipal.settled/k1000/2026-11, "
              "municipal.settled/k1001/2026-11, municipal.settled/k1002/2026-11 and 211 more");
    EXPECT_EQ(lines[6],
              "  acts: nobody, if it passes by itself; else 214 sources. next try: not before 2026-11-26 03:09 +01:00");
}

TEST(NightView, AGoodNightIsThreeLines) {
    const auto lines = shown(night({unit("k1", model::Outcome::loaded, model::ExitCode::good, "loaded"),
                                    unit("k2", model::Outcome::nothing_new, model::ExitCode::good, "nothing_new")}));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_NE(lines[0].find("2 units: 1 loaded, 1 nothing new"), std::string::npos) << lines[0];
    EXPECT_EQ(lines[2].find("last good data"), std::string::npos);
}

TEST(NightView, ANoteThatManyUnitsShareIsToldOnce) {
    std::vector<answers::UnitAnswer> units;
    for (const char* sender : {"k1", "k2", "k3", "k4", "k5"}) {
        units.push_back(unit(sender, model::Outcome::nothing_new, model::ExitCode::good, "nothing_new"));
        units.back().note = "1 file fits no pattern";
    }
    units.push_back(unit("k6", model::Outcome::nothing_new, model::ExitCode::good, "nothing_new"));
    units.back().note = "something else";
    const auto lines = shown(night(std::move(units)));
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(
        lines[3],
        "note: municipal.settled/k1/2026-11, municipal.settled/k2/2026-11, municipal.settled/k3/2026-11 and 2 more: "
        "1 file fits no pattern");
    EXPECT_EQ(lines[4], "note: municipal.settled/k6/2026-11: something else");
}

TEST(NightView, ShadowsAreToldApartAndAreNoCause) {
    auto held = unit("k2", model::Outcome::held, model::ExitCode::held, "BOS-A001");
    held.unit.shadow = true;
    held.rejected = 5;
    auto report = night({unit("k1", model::Outcome::loaded, model::ExitCode::good, "loaded"), held});
    report.shadow_verdict = "held";
    EXPECT_TRUE(answers::group_by_cause(report).empty());
    const auto lines = shown(report);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_NE(lines[0].find("1 unit: 1 loaded"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find("0 rejected"), std::string::npos) << lines[1];
    EXPECT_EQ(lines[3], "shadow: 1 unit: 1 held; the night would have ended held");
    EXPECT_EQ(lines[4], "  shadow:municipal.settled/k2/2026-11  held: something about BOS-A001");
    const auto document = answers::to_json(report);
    EXPECT_EQ(document.at("shadow_verdict"), "held");
    EXPECT_EQ(document.at("units").at(0).at("shadow"), false);
    EXPECT_EQ(document.at("units").at(1).at("shadow"), true);
}

TEST(NightView, StaysADozenLinesHoweverManyCausesAndTellsTheGravestFirst) {
    auto units = unreachable(3);
    for (const char* rule : {"BOS-A001", "BOS-A002", "BOS-A003", "BOS-A004"})
        units.push_back(unit("k9", model::Outcome::held, model::ExitCode::held, rule));
    units.push_back(unit("k8", model::Outcome::failed, model::ExitCode::refused, "state 5"));
    units.push_back(unit("k7", model::Outcome::late, model::ExitCode::overdue, "deadline"));
    const auto report = night(units);
    const auto lines = shown(report);
    EXPECT_LE(lines.size(), 14U);
    EXPECT_EQ(lines[3], "7 causes, 9 units");
    EXPECT_EQ(lines[4].substr(0, 15), "failed: state 5") << "refused before failed before late before held";
    EXPECT_EQ(
        lines.back(),
        "and 4 causes more: `tilsig ledger` lists the runs, `tilsig ledger RUN --findings` what each of them found");
    const auto causes = answers::group_by_cause(report);
    EXPECT_EQ(causes.back().outcome, "held");
    EXPECT_EQ(answers::to_json(report).at("causes").size(), 7U);
}

TEST(NightView, SaysWhoActsAndWhatHappensWithoutAnybody) {
    const auto cause = [](const answers::UnitAnswer& result) { return answers::group_by_cause(night({result})).at(0); };
    const auto held = cause(unit("k1", model::Outcome::held, model::ExitCode::held, "BOS-A001"));
    EXPECT_NE(held.who_acts.find("tilsig hold list"), std::string::npos);
    EXPECT_NE(held.next_try.find("newer good delivery"), std::string::npos);
    const auto rejects = cause(unit("k1", model::Outcome::loaded, model::ExitCode::loaded_with_rejects, "loaded"));
    EXPECT_NE(rejects.who_acts.find("sender k1"), std::string::npos);
    EXPECT_EQ(rejects.next_try, "with the next delivery");
    EXPECT_EQ(cause(unit("k1", model::Outcome::late, model::ExitCode::overdue, "deadline")).next_try, "next night");
    const auto broken = cause(unit("k1", model::Outcome::failed, model::ExitCode::technical_failure, "plugin crashed"));
    EXPECT_NE(broken.who_acts.find("connector"), std::string::npos);
    EXPECT_NE(broken.next_try.find("fails again until"), std::string::npos)
        << "what cannot pass by itself does not promise to";
}

}  // namespace
}  // namespace tilsig::cli
