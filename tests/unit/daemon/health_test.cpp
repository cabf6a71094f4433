// Alive and ready: which state of the daemon gives which answer, and with which words.
#include "daemon/health.hpp"

#include <gtest/gtest.h>

namespace tilsig::daemon {
namespace {

using std::chrono::seconds;

class HealthPages : public ::testing::Test {
protected:
    HealthPages() { m_clock.sleep_for(std::chrono::hours(1)); }
    /// In order, now.
    Health good() const {
        return {.turned = m_clock.steady(), .warehouse_reached = m_clock.steady(), .lease = Lease::held, .fence = 7};
    }
    Page ask(std::string_view path) { return m_pages.find(path)->second(); }

    ManualClock m_clock{Instant{}};
    Published<Health> m_health;
    Pages m_pages = health_pages(m_health, m_clock, {.turn = seconds(60), .warehouse = seconds(120)});
};

TEST_F(HealthPages, AreOkWhenTheLoopTurnsAndTheWarehouseAnswers) {
    m_health.publish(good());
    m_clock.sleep_for(seconds(3));
    for (const char* path : {"/healthz", "/readyz"}) {
        EXPECT_EQ(ask(path).status, 200) << path;
        EXPECT_EQ(ask(path).body, "{\"status\":\"ok\",\"turned_seconds_ago\":3,\"lease\":\"held\",\"fence\":7}\n");
        EXPECT_EQ(ask(path).content_type, "application/json");
    }
}

TEST_F(HealthPages, SayNoBeforeTheFirstTurn) {
    EXPECT_EQ(ask("/healthz").status, 503);
    EXPECT_EQ(ask("/readyz").body,
              "{\"status\":\"failing\",\"reasons\":[\"the daemon is starting: its loop has not turned yet\"]}\n");
}

TEST_F(HealthPages, TellALoopThatHangs) {
    m_health.publish(good());
    m_clock.sleep_for(seconds(60));
    EXPECT_EQ(ask("/healthz").status, 200) << "the limit itself is allowed";
    m_clock.sleep_for(seconds(15));
    EXPECT_EQ(ask("/healthz").status, 503);
    EXPECT_EQ(ask("/healthz").body,
              "{\"status\":\"failing\",\"reasons\":[\"the daemon's loop has not turned for 75 s (limit 60 s)\"],"
              "\"turned_seconds_ago\":75,\"lease\":\"held\",\"fence\":7}\n");
    EXPECT_EQ(ask("/readyz").status, 503) << "who hangs starts nothing";
}

TEST_F(HealthPages, AWarehouseOutOfReachIsNotReadyButAlive) {
    auto health = good();
    m_clock.sleep_for(seconds(200));
    health.turned = m_clock.steady();
    m_health.publish(health);
    EXPECT_EQ(ask("/healthz").status, 200) << "a restart would not help";
    EXPECT_EQ(ask("/readyz").status, 503);
    EXPECT_NE(ask("/readyz").body.find("the warehouse has not answered for 200 s (limit 120 s)"), std::string::npos);
}

TEST_F(HealthPages, StandingByIsReadyAndBeingWithoutALeaseIsNot) {
    auto health = good();
    health.fence = 0;
    health.lease = Lease::standing_by;
    m_health.publish(health);
    EXPECT_EQ(ask("/readyz").status, 200);
    EXPECT_NE(ask("/readyz").body.find("\"lease\":\"standing by\",\"fence\":null"), std::string::npos);
    health.lease = Lease::none;
    health.warehouse_reached.reset();
    health.stopping = true;
    m_health.publish(health);
    EXPECT_EQ(ask("/healthz").status, 200);
    EXPECT_EQ(why_not_ready(&health, m_clock.steady(), {}),
              (Reasons{"the daemon is stopping", "the warehouse has not answered yet",
                       "the lease is not held, and no other daemon is known that holds it"}))
        << "all reasons at once";
}

TEST(PublishedValue, StaysAsItWasForWhoeverTookIt) {
    Published<int> number;
    EXPECT_EQ(number.latest(), nullptr);
    number.publish(1);
    const auto taken = number.latest();
    number.publish(2);
    EXPECT_EQ(*taken, 1);
    EXPECT_EQ(*number.latest(), 2);
}

}  // namespace
}  // namespace tilsig::daemon
