#include "calendar/local_day.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace tilsig::calendar {
namespace {

std::string day_of(const char* moment) { return to_text(local_day(parse_instant(moment))); }

TEST(LocalDay, IsThatOfNorway) {
    EXPECT_EQ(day_of("2024-12-31T22:59:59.999999Z"), "2024-12-31");
    EXPECT_EQ(day_of("2024-12-31T23:00:00Z"), "2025-01-01") << "winter: one hour";
    EXPECT_EQ(day_of("2025-06-30T21:59:59Z"), "2025-06-30");
    EXPECT_EQ(day_of("2025-06-30T22:00:00Z"), "2025-07-01") << "summer: two hours";
    EXPECT_EQ(day_of("1970-01-01T00:00:00Z"), "1970-01-01");
}

TEST(LocalDay, SummerGoesOnBeyondTheKnownChanges) {
    EXPECT_EQ(day_of("2040-06-30T22:30:00Z"), "2040-07-01");
    EXPECT_EQ(day_of("2040-12-31T22:30:00Z"), "2040-12-31");
    EXPECT_EQ(day_of("2038-03-28T22:30:00Z"), "2038-03-29") << "the last Sunday of March";
    EXPECT_EQ(day_of("2038-03-27T22:30:00Z"), "2038-03-27");
    EXPECT_EQ(day_of("2099-08-31T22:00:00Z"), "2099-09-01");
}

TEST(LocalDay, OfAColumnAsOneByOne) {
    LocalDays days;
    for (int hour = 0; hour < 24 * 800; hour += 5) {
        const Instant moment = parse_instant("2023-01-01T00:00:00Z") + std::chrono::hours{hour};
        ASSERT_EQ(days.of(moment), local_day(moment)) << to_text(moment);
    }
    const Instant last{std::chrono::microseconds{std::numeric_limits<std::int64_t>::max()}};
    const Instant first{std::chrono::microseconds{std::numeric_limits<std::int64_t>::min()}};
    EXPECT_GT(days.of(last), days.of(first)) << "no overflow at the ends";
}

}  // namespace
}  // namespace tilsig::calendar
