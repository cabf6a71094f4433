// What a monitor is told in one line and one number.
#include "answers/status_answer.hpp"

#include <gtest/gtest.h>

namespace tilsig::answers {
namespace {

const Instant now = parse_instant("2026-11-29T09:00:00Z");

/// Closed three hours ago, with one unit that came to `code`.
StatusAnswer after_a_night(model::Verdict verdict, model::ExitCode code) {
    StatusAnswer answer;
    answer.now = now;
    NightAnswer night;
    night.night.id = 12;
    night.night.started_at = "2026-11-29T03:00:00.000000Z";
    night.night.closed_at = "2026-11-29T06:00:00.000000Z";
    night.night.verdict = to_string(verdict);
    UnitAnswer unit;
    unit.code = code;
    night.units.push_back(unit);
    answer.night = night;
    return answer;
}

TEST(Status, OfAnInstallationThatNeverRanIsGood) {
    StatusAnswer answer;
    answer.now = now;
    EXPECT_EQ(line_of(answer), "no night yet");
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::good);
}

TEST(Status, TellsHowTheNightStandsNow) {
    auto held = after_a_night(model::Verdict::held, model::ExitCode::held);
    held.holds.resize(2);
    EXPECT_EQ(line_of(held), "held: night 12 closed 3 hours ago; 2 holds to decide");
    EXPECT_EQ(exit_code_of(held), model::ExitCode::held);

    const auto decided = after_a_night(model::Verdict::held, model::ExitCode::good);
    EXPECT_EQ(line_of(decided), "good: night 12 closed 3 hours ago, what it held is decided");
    EXPECT_EQ(exit_code_of(decided), model::ExitCode::good);

    const auto failed = after_a_night(model::Verdict::failed, model::ExitCode::good);
    EXPECT_EQ(exit_code_of(failed), model::ExitCode::technical_failure) << "only a hold is undone by a decision";
}

TEST(Status, ShadowsHoldNothingUp) {
    auto answer = after_a_night(model::Verdict::held, model::ExitCode::held);
    answer.night->units.front().unit.shadow = true;
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::good);
}

TEST(Status, ANightThatAWrongClockClosedIsNotJustNow) {
    auto answer = after_a_night(model::Verdict::good, model::ExitCode::good);
    answer.night->night.closed_at = "2036-11-30T02:00:00.000000Z";
    EXPECT_EQ(line_of(answer), "good: night 12 closed by a clock that was ahead");
}

TEST(Status, OwnersThatNobodyCanWriteToAreTold) {
    auto answer = after_a_night(model::Verdict::good, model::ExitCode::good);
    EXPECT_EQ(letters_text(answer.letters), "");
    answer.letters = {2, 1, {"k5001"}, 3};
    EXPECT_EQ(letters_text(answer.letters),
              "1 letter waits, 2 notices are owed, 1 owner cannot be written to, 3 contacts are suspended");
    EXPECT_EQ(line_of(answer), "good: night 12 closed 3 hours ago; 1 owner cannot be written to");
}

TEST(Status, WhatIsMissingIsWorseThanAGoodNight) {
    auto answer = after_a_night(model::Verdict::good, model::ExitCode::good);
    answer.waiting.due = 3;
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::good) << "due, and its deadline is to come";
    answer.waiting.overdue = 1;
    EXPECT_EQ(line_of(answer), "late: night 12 closed 3 hours ago, itself good; 3 units due, 1 of them overdue");
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::overdue);
    answer.unbegun.push_back({now, ledger::NightCause::command, "the warehouse is away"});
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::technical_failure);

    answer.unbegun.clear();
    answer.night->night.closed_at.clear();
    EXPECT_EQ(line_of(answer), "night 12 in progress for 6 hours; 3 units due, 1 of them overdue");
    EXPECT_EQ(exit_code_of(answer), model::ExitCode::good) << "somebody is at it";
}

}  // namespace
}  // namespace tilsig::answers
