// Which period a unit of a day is for.
#include "catalog/period.hpp"

#include <gtest/gtest.h>

namespace tilsig::catalog {
namespace {

Day day(int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{of_month}};
}

TEST(PeriodName, FollowsTheKind) {
    EXPECT_EQ(period_name(PeriodKind::all, day(2026, 3, 31)), "all");
    EXPECT_EQ(period_name(PeriodKind::year, day(2026, 3, 31)), "2026");
    EXPECT_EQ(period_name(PeriodKind::month, day(2026, 3, 31)), "2026-03");
    EXPECT_EQ(period_name(PeriodKind::day, day(2026, 3, 31)), "2026-03-31");
}

TEST(PeriodName, ThePreviousMonthOfEveryDay) {
    EXPECT_EQ(period_name(PeriodKind::previous_month, day(2026, 3, 31)), "2026-02");
    EXPECT_EQ(period_name(PeriodKind::previous_month, day(2026, 3, 1)), "2026-02");
    EXPECT_EQ(period_name(PeriodKind::previous_month, day(2026, 1, 15)), "2025-12");
}

}  // namespace
}  // namespace tilsig::catalog
