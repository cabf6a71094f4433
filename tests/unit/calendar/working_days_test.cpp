#include "calendar/working_days.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "calendar/term.hpp"

namespace tilsig::calendar {
namespace {

using namespace std::chrono_literals;
using std::chrono::year_month_day;

LocalDay day(year_month_day date) { return LocalDay{date}; }

TEST(WorkingDays, EasterOfManyYears) {
    // Published dates (Almanakk for Norge); the earliest and latest that the rule gives between 1900 and 2100 among
    // them.
    for (const year_month_day easter : {2008y / 3 / 23, 2009y / 4 / 12, 2024y / 3 / 31, 2025y / 4 / 20, 2026y / 4 / 5,
                                        2038y / 4 / 25, 1913y / 3 / 23, 1943y / 4 / 25}) {
        EXPECT_EQ(easter_sunday(easter.year()), day(easter)) << static_cast<int>(easter.year());
    }
}

TEST(WorkingDays, HolidaysOfAYear) {
    const auto holidays = public_holidays(2008y);
    ASSERT_EQ(holidays.size(), 12U);
    EXPECT_EQ(holidays[1].day, day(2008y / 3 / 20));
    EXPECT_EQ(holidays[1].name, "skjærtorsdag");
    // Ascension Day fell on 1 May: two names, one day.
    EXPECT_EQ(holidays[5].day, day(2008y / 5 / 1));
    EXPECT_EQ(holidays[6].day, day(2008y / 5 / 1));
}

TEST(WorkingDays, CountOverEasterAndOverClosedDays) {
    const WorkingDays working;
    EXPECT_TRUE(working.is_working(day(2026y / 4 / 1)));
    EXPECT_FALSE(working.is_working(day(2026y / 4 / 2)));
    EXPECT_EQ(working.after(day(2026y / 4 / 1), 1), day(2026y / 4 / 7));
    EXPECT_EQ(working.this_or_next(day(2026y / 5 / 17)), day(2026y / 5 / 18));
    EXPECT_EQ(working.between(day(2026y / 4 / 1), day(2026y / 4 / 10)), 4);
    EXPECT_EQ(working.between(day(2026y / 4 / 10), day(2026y / 4 / 1)), 0);

    const WorkingDays closed({day(2026y / 12 / 24), day(2026y / 12 / 31)});
    EXPECT_EQ(closed.after(day(2026y / 12 / 23), 1), day(2026y / 12 / 28));
}

TEST(WorkingDays, AHouseThatIsAlwaysClosedIsRefused) {
    std::set<LocalDay> every;
    for (int i = 0; i < 900; ++i) every.insert(day(2026y / 1 / 1) + std::chrono::days{i});
    EXPECT_THROW((void)WorkingDays(every).after(day(2026y / 1 / 1), 1), Error);
}

TEST(Term, TimeAndWorkingDays) {
    const Zone oslo = Zone::named("Europe/Oslo");
    const WorkingDays working;
    const auto ends = [&](const char* term, const char* begin) {
        return oslo.text(Term::parse(term).ends(parse_instant(begin), oslo, working));
    };
    EXPECT_EQ(ends("4h", "2026-03-28T23:00:00Z"), "2026-03-29 05:00 +02:00");
    EXPECT_EQ(ends("1d", "2026-11-29T00:00:00Z"), "2026-11-30 01:00 +01:00");
    // Wednesday before Easter; the first working day after it is Tuesday, and it is too late when that is over.
    EXPECT_EQ(ends("1wd", "2026-04-01T09:00:00Z"), "2026-04-08 00:00 +02:00");
    EXPECT_EQ(ends("10wd", "2026-03-16T09:00:00Z"), "2026-03-31 00:00 +02:00");
}

TEST(Term, WhatIsNoneIsRefused) {
    for (const char* text : {"", "4", "h", "-4h", "0h", "4 h", "4y", "401d", "9999999999h", "1.5h"})
        EXPECT_THROW((void)Term::parse(text), Error) << text;
}

}  // namespace
}  // namespace tilsig::calendar
