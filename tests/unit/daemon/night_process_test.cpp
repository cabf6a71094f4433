#include "daemon/night_process.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::daemon {
namespace {

using namespace std::chrono_literals;

process::ProcessEnd end_of(NightProcess& night) {
    SystemClock clock;
    for (int look = 0; look < 1000; ++look) {
        if (const auto end = night.end()) return *end;
        clock.sleep_for(10ms);
    }
    throw Error(ErrorKind::internal, "it goes on");
}

TEST(NightProcess, IsKilledWhenItIgnoresThatItIsAskedToEnd) {
    SystemClock clock;
    NightProcess night(clock);
    EXPECT_FALSE(night.runs());
    night.start({"/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.01; done"});
    EXPECT_TRUE(night.runs());
    clock.sleep_for(100ms);
    night.ask_to_end(300ms);
    night.ask_to_end(1h);  // the first word counts
    EXPECT_FALSE(night.end());
    EXPECT_EQ(end_of(night).signal(), 9);
    EXPECT_FALSE(night.runs());
    EXPECT_FALSE(night.kill_at());
}

TEST(NightProcess, WhatComesToNothingIsStartedAgainLessAndLessOften) {
    ManualClock clock(parse_instant("2026-11-29T02:00:00Z"));
    NightProcess night(clock);
    EXPECT_TRUE(night.may_start());
    for (const std::chrono::milliseconds pause :
         {10'000ms, 20'000ms, 40'000ms, 80'000ms, 160'000ms, 320'000ms, 600'000ms, 600'000ms}) {
        night.came_to_nothing();
        clock.sleep_for(pause - 1ms);
        EXPECT_FALSE(night.may_start()) << pause.count();
        clock.sleep_for(1ms);
        EXPECT_TRUE(night.may_start()) << pause.count();
    }
    night.came_to_something();
    EXPECT_TRUE(night.may_start());
    night.came_to_nothing();
    clock.sleep_for(10s);
    EXPECT_TRUE(night.may_start());
    EXPECT_THROW(night.start({"/no/such/program"}), Error);
    EXPECT_FALSE(night.may_start()) << "a program that is not there is no hot loop either";
}

}  // namespace
}  // namespace tilsig::daemon
