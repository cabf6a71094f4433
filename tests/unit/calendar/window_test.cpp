// Hours agreed with a source, over midnight and over both changes of the clock.
#include "calendar/window.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::calendar {
namespace {

std::string opening(const char* window, const char* from) {
    const Zone oslo = Zone::named("Europe/Oslo");
    return oslo.text(DailyWindow::parse(window).this_or_next_opening(parse_instant(from), oslo));
}

TEST(DailyWindow, WaitsUntilItOpens) {
    EXPECT_EQ(opening("22:00-06:00", "2026-11-29T23:30:00Z"), "2026-11-30 00:30 +01:00") << "open, over midnight";
    EXPECT_EQ(opening("22:00-06:00", "2026-11-30T05:00:00Z"), "2026-11-30 22:00 +01:00") << "its end is outside";
    EXPECT_EQ(opening("22:00-06:00", "2026-11-30T04:59:59Z"), "2026-11-30 05:59 +01:00");
    EXPECT_EQ(opening("08:00-15:30", "2026-11-30T15:00:00Z"), "2026-12-01 08:00 +01:00") << "the next day";
    EXPECT_EQ(opening("08:00-15:30", "2026-11-30T06:00:00Z"), "2026-11-30 08:00 +01:00") << "the same day";
}

TEST(DailyWindow, OverBothChangesOfTheClock) {
    EXPECT_EQ(opening("02:30-05:00", "2026-03-28T23:00:00Z"), "2026-03-29 03:00 +02:00") << "opens after the gap";
    EXPECT_EQ(opening("02:00-03:00", "2026-03-28T23:00:00Z"), "2026-03-30 02:00 +02:00") << "the gap is all of it";
    EXPECT_EQ(opening("02:00-02:30", "2026-10-25T00:40:00Z"), "2026-10-25 02:00 +01:00") << "the hour comes twice";
}

TEST(DailyWindow, WhatIsNoneIsRefused) {
    for (const char* text : {"", "22:00", "22-06", "24:00-06:00", "22:00-06:60", "22:00-22:00", "22:00 - 06:00"})
        EXPECT_THROW((void)DailyWindow::parse(text), Error) << text;
    EXPECT_EQ(DailyWindow::parse("22:00-06:05").text(), "22:00-06:05");
}

}  // namespace
}  // namespace tilsig::calendar
