// Moments as people read them.
#include "answers/local_text.hpp"

#include <gtest/gtest.h>

namespace tilsig::answers {
namespace {

TEST(LocalText, ADeadlineThatEndsWithADayIsThatDay) {
    EXPECT_EQ(due_text(parse_instant("2026-11-13T23:00:00Z")), "2026-11-13") << "midnight in Norway, in winter";
    EXPECT_EQ(due_text(parse_instant("2026-06-30T22:00:00Z")), "2026-06-30") << "and in summer";
    EXPECT_EQ(due_text(parse_instant("2026-11-13T12:00:00Z")), "2026-11-13 13:00 +01:00");
}

TEST(LocalText, AnAgeIsToldInTheLargestUnitOfWhichThereAreTwo) {
    using namespace std::chrono_literals;
    EXPECT_EQ(age_text(90s), "1 minute");
    EXPECT_EQ(age_text(119min), "119 minutes");
    EXPECT_EQ(age_text(47h), "47 hours");
    EXPECT_EQ(age_text(49h), "2 days");
    EXPECT_EQ(age_text(-5s), "0 minutes");
}

}  // namespace
}  // namespace tilsig::answers
