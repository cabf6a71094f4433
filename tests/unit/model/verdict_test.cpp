// One ranking of what things come to.
#include "model/verdict.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

TEST(Verdict, WordsComeBack) {
    for (const Verdict verdict : {Verdict::good, Verdict::rejects, Verdict::held, Verdict::late, Verdict::failed,
                                  Verdict::refused, Verdict::interrupted, Verdict::not_begun})
        EXPECT_EQ(parse_verdict(to_string(verdict)), verdict) << to_string(verdict);
    EXPECT_EQ(parse_verdict("splendid"), std::nullopt);
    EXPECT_EQ(parse_verdict(""), std::nullopt);
}

TEST(Verdict, OfAnExitCodeEndsWithIt) {
    for (const ExitCode code : {ExitCode::good, ExitCode::technical_failure, ExitCode::loaded_with_rejects,
                                ExitCode::held, ExitCode::overdue, ExitCode::refused})
        EXPECT_EQ(exit_code_of(verdict_of(code)), code);
    EXPECT_EQ(verdict_of(ExitCode::configuration), Verdict::failed);
    EXPECT_EQ(exit_code_of(Verdict::interrupted), ExitCode::technical_failure);
    EXPECT_EQ(exit_code_of(Verdict::not_begun), ExitCode::technical_failure);
}

TEST(Verdict, WhatNeedsUsIsWorseThanWhatWaitsAndThatThanWhatASenderRepairs) {
    const ExitCode rising[] = {ExitCode::good,    ExitCode::loaded_with_rejects, ExitCode::held,
                               ExitCode::overdue, ExitCode::technical_failure,   ExitCode::refused};
    for (std::size_t i = 0; i + 1 < std::size(rising); ++i) {
        EXPECT_EQ(worse_of(rising[i], rising[i + 1]), rising[i + 1]);
        EXPECT_EQ(worse_of(rising[i + 1], rising[i]), rising[i + 1]);
    }
    EXPECT_EQ(worse_of(ExitCode::good, ExitCode::configuration), ExitCode::configuration) << "nothing was done";
}

TEST(Verdict, OfARun) {
    const auto code = [](const RunEnd& end) { return exit_code_of(end); };
    EXPECT_EQ(code({.outcome = Outcome::loaded}), ExitCode::good);
    EXPECT_EQ(code({.outcome = Outcome::skipped}), ExitCode::good);
    EXPECT_EQ(code({.outcome = Outcome::loaded, .rejected_records = true}), ExitCode::loaded_with_rejects);
    EXPECT_EQ(code({.outcome = Outcome::loaded, .rejected_records = true, .held_slices = true}), ExitCode::held);
    EXPECT_EQ(code({.outcome = Outcome::loaded, .not_acknowledged = true}), ExitCode::technical_failure);
    EXPECT_EQ(code({.outcome = Outcome::rejected}), ExitCode::loaded_with_rejects);
    EXPECT_EQ(code({.outcome = Outcome::held}), ExitCode::held);
    EXPECT_EQ(code({.outcome = Outcome::late}), ExitCode::overdue);
    EXPECT_EQ(code({.outcome = Outcome::failed}), ExitCode::technical_failure);
    EXPECT_EQ(code({.outcome = Outcome::failed, .refused = true}), ExitCode::refused);
}

}  // namespace
}  // namespace tilsig::model
