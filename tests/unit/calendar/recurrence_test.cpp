// Instants across clock changes, against an oracle that walks through every minute.
#include "calendar/recurrence.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::calendar {
namespace {

Recurrence in_oslo(const char* cron, Gap gap = Gap::run_after, Overlap overlap = Overlap::first) {
    return {Cron::parse(cron), Zone::named("Europe/Oslo"), gap, overlap};
}

std::vector<std::string> texts(const Recurrence& recurrence, const char* after, const char* until) {
    std::vector<std::string> shown;
    for (const Instant at : recurrence.between(parse_instant(after), parse_instant(until), 100))
        shown.push_back(recurrence.zone().text(at));
    return shown;
}

using Texts = std::vector<std::string>;

TEST(Recurrence, ANightThatSpringLeavesOutIsDueWhenTheClockHasMoved) {
    EXPECT_EQ(texts(in_oslo("30 2 * * *"), "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"),
              (Texts{"2026-03-28 02:30 +01:00", "2026-03-29 03:00 +02:00", "2026-03-30 02:30 +02:00"}));
    EXPECT_EQ(texts(in_oslo("30 2 * * *", Gap::skip), "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"),
              (Texts{"2026-03-28 02:30 +01:00", "2026-03-30 02:30 +02:00"}));
}

TEST(Recurrence, ANightThatAutumnBringsTwiceIsDueOnce) {
    EXPECT_EQ(texts(in_oslo("30 2 * * *"), "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"),
              (Texts{"2026-10-25 02:30 +02:00", "2026-10-26 02:30 +01:00"}));
    EXPECT_EQ(
        texts(in_oslo("30 2 * * *", Gap::run_after, Overlap::second), "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"),
        (Texts{"2026-10-25 02:30 +01:00"}));
    EXPECT_EQ(
        texts(in_oslo("30 2 * * *", Gap::run_after, Overlap::both), "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"),
        (Texts{"2026-10-25 02:30 +02:00", "2026-10-25 02:30 +01:00"}));
}

TEST(Recurrence, AnIntervalGoesOnThroughBothChanges) {
    EXPECT_EQ(texts(in_oslo("*/30 * * * *"), "2026-03-29T00:29:00Z", "2026-03-29T01:31:00Z"),
              (Texts{"2026-03-29 01:30 +01:00", "2026-03-29 03:00 +02:00", "2026-03-29 03:30 +02:00"}));
    EXPECT_EQ(texts(in_oslo("*/30 * * * *"), "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"),
              (Texts{"2026-10-25 02:30 +02:00", "2026-10-25 02:00 +01:00", "2026-10-25 02:30 +01:00",
                     "2026-10-25 03:00 +01:00"}));
}

TEST(Recurrence, TwoTimesOfAGapAreOneInstant) {
    EXPECT_EQ(texts(in_oslo("0,30 2,3 * * *"), "2026-03-28T22:00:00Z", "2026-03-29T10:00:00Z"),
              (Texts{"2026-03-29 03:00 +02:00", "2026-03-29 03:30 +02:00"}));
}

TEST(Recurrence, TheNextInstantIsNeverTheOneAskedAbout) {
    const auto nightly = in_oslo("0 1 * * *");
    const auto first = nightly.next(parse_instant("2026-11-29T00:00:00Z"));
    ASSERT_TRUE(first);
    EXPECT_EQ(to_text(*first), "2026-11-30T00:00:00.000000Z");
    EXPECT_EQ(to_text(*nightly.next(*first - std::chrono::microseconds{1})), "2026-11-30T00:00:00.000000Z");
}

TEST(Recurrence, ALeapDayIsFoundAcrossTheCenturyThatHasNone) {
    EXPECT_EQ(texts(in_oslo("0 6 29 2 *"), "2096-03-01T00:00:00Z", "2105-01-01T00:00:00Z"),
              (Texts{"2104-02-29 06:00 +01:00"}));
}

TEST(Recurrence, OtherZones) {
    // A whole day that never was: Samoa crossed the date line. What was due on it is due when the clocks had moved.
    const Recurrence samoa{Cron::parse("0 6 * * *"), Zone::named("Pacific/Apia")};
    EXPECT_EQ(texts(samoa, "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z"),
              (Texts{"2011-12-29 06:00 -10:00", "2011-12-31 00:00 +14:00", "2011-12-31 06:00 +14:00",
                     "2012-01-01 06:00 +14:00"}));
    // Half an hour, and midnight itself is left out.
    const Recurrence midnight{Cron::parse("0 0 * * *"), Zone::named("America/Havana")};
    EXPECT_EQ(texts(midnight, "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z"),
              (Texts{"2026-03-08 01:00 -04:00", "2026-03-09 00:00 -04:00"}));
}

/// Walks through the minutes of UTC; knows nothing of gaps and days.
std::vector<Instant> by_walking(const Cron& cron, const Zone& zone, Instant from, Instant until) {
    std::vector<Instant> found;
    for (Instant at = from + std::chrono::minutes{1}; at <= until; at += std::chrono::minutes{1}) {
        const LocalTime local = zone.local(at);
        const auto day = std::chrono::floor<std::chrono::days>(local);
        const int minute = static_cast<int>((local - day).count());
        const auto& minutes = cron.minutes_of_day();
        if (cron.matches(std::chrono::year_month_day{day}) &&
            std::find(minutes.begin(), minutes.end(), minute) != minutes.end())
            found.push_back(at);
    }
    return found;
}

TEST(Recurrence, AgreesWithWalkingThroughEveryMinute) {
    const Zone oslo = Zone::named("Europe/Oslo");
    for (const char* cron :
         {"*/15 * * * *", "0 */3 * * *", "7 1-5 * * *", "30 2 1,15 * *", "0 2 * * sun", "0 4 13 * fri"}) {
        for (const char* from : {"2026-03-26T00:00:00Z", "2026-10-23T00:00:00Z", "2028-02-27T00:00:00Z"}) {
            const Instant begin = parse_instant(from);
            const Instant end = begin + std::chrono::days{5};
            const Recurrence recurrence{Cron::parse(cron), oslo, Gap::skip, Overlap::both};
            EXPECT_EQ(recurrence.between(begin, end, 10000), by_walking(Cron::parse(cron), oslo, begin, end))
                << cron << " from " << from;
        }
    }
}

TEST(Recurrence, TheLatestInstantIsTheLastOneThatNextFinds) {
    for (const char* cron : {"*/15 * * * *", "30 2 * * *", "0 3 1 * *", "0 6 29 2 *"}) {
        const auto recurrence = in_oslo(cron);
        for (const char* text : {"2026-03-29T01:00:00Z", "2026-03-29T00:59:59Z", "2026-10-25T01:30:00Z",
                                 "2026-11-30T01:30:00Z", "2026-12-01T01:59:00Z"}) {
            const Instant until = parse_instant(text);
            const auto latest = recurrence.latest(until);
            ASSERT_TRUE(latest) << cron << " " << text;
            EXPECT_LE(*latest, until) << cron << " " << text;
            EXPECT_GT(*recurrence.next(*latest), until) << cron << " " << text;
        }
    }
}

TEST(Zone, TellsItsChanges) {
    const Zone oslo = Zone::named("Europe/Oslo");
    const auto spring = oslo.next_change(parse_instant("2026-01-01T00:00:00Z"));
    ASSERT_TRUE(spring);
    EXPECT_EQ(to_text(spring->at), "2026-03-29T01:00:00.000000Z");
    EXPECT_EQ(spring->before, std::chrono::minutes{60});
    EXPECT_EQ(spring->after, std::chrono::minutes{120});
    EXPECT_FALSE(Zone::named("UTC").next_change(parse_instant("2026-01-01T00:00:00Z")));
}

TEST(Zone, ANameNobodyKnowsIsRefusedWithTheNearest) {
    try {
        (void)Zone::named("Europe/Olso");
        FAIL() << "a zone without existence";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_NE(std::string(error.what()).find("Europe/Oslo"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace tilsig::calendar
