#include "daemon/clock_watch.hpp"

#include <gtest/gtest.h>

namespace tilsig::daemon {
namespace {

using namespace std::chrono_literals;

class Clocks : public ::testing::Test {
protected:
    /// Both go on, and then the wall clock is set by `step`.
    std::optional<std::chrono::seconds> after(std::chrono::seconds time, std::chrono::seconds step = 0s) {
        m_boot += time;
        m_wall += time + step;
        return m_watch.look(m_wall, m_boot);
    }
    [[nodiscard]] bool holds() const { return m_watch.holds(m_boot); }

    ClockWatch m_watch;
    Instant m_wall = parse_instant("2026-11-29T02:00:00Z");
    ClockWatch::Boot m_boot = 5000s;
};

TEST_F(Clocks, ASmallStepAfterAFarOneIsNotCalledFar) {
    EXPECT_FALSE(after(0s));
    const auto far = after(1s, 24h * 3650);
    ASSERT_TRUE(far);
    EXPECT_TRUE(ClockWatch::is_far_ahead(*far));
    const auto small = after(1s, 1h);
    ASSERT_TRUE(small);
    EXPECT_FALSE(ClockWatch::is_far_ahead(*small));
    EXPECT_TRUE(holds()) << "for the far one";
}

TEST_F(Clocks, TimeThatPassesIsNoStep) {
    EXPECT_FALSE(after(0s));
    EXPECT_FALSE(after(1s));
    EXPECT_FALSE(after(48h)) << "a machine that slept: time since boot went on as well";
    EXPECT_FALSE(after(1s, 1s)) << "a correction";
    EXPECT_FALSE(holds());
}

TEST_F(Clocks, SmallStepsAreToldAndHoldNothing) {
    (void)after(0s);
    EXPECT_EQ(after(1s, 4h), 4h);
    EXPECT_EQ(after(1s, -1h), -1h);
    EXPECT_FALSE(after(1s));
    EXPECT_FALSE(holds());
}

TEST_F(Clocks, TenYearsAheadHoldTheNightsForAWhileOrUntilItIsPutRight) {
    constexpr auto ten_years = 24h * 3652;
    (void)after(0s);
    EXPECT_EQ(after(1s, ten_years), ten_years);
    EXPECT_TRUE(holds());
    EXPECT_FALSE(after(9min));
    EXPECT_TRUE(holds());
    EXPECT_FALSE(after(2min));
    EXPECT_FALSE(holds());
    (void)after(1s, ten_years);
    EXPECT_TRUE(holds());
    EXPECT_EQ(after(1s, -ten_years), -ten_years);
    EXPECT_FALSE(holds());
}

}  // namespace
}  // namespace tilsig::daemon
