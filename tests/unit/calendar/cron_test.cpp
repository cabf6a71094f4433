#include "calendar/cron.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::calendar {
namespace {

using namespace std::chrono_literals;

std::string refusal(const char* text) {
    try {
        (void)Cron::parse(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Cron, ReadsListsRangesStepsAndNames) {
    EXPECT_EQ(Cron::parse("0,30 8-10/2 * * *").minutes_of_day(), (std::vector<int>{480, 510, 600, 630}));
    EXPECT_EQ(Cron::parse("  5   1 * * * ").minutes_of_day(), std::vector<int>{65});
    const Cron weekdays = Cron::parse("0 1 * JAN,feb Mon-Fri");
    EXPECT_TRUE(weekdays.matches(2026y / 1 / 5));
    EXPECT_FALSE(weekdays.matches(2026y / 1 / 4)) << "a Sunday";
    EXPECT_FALSE(weekdays.matches(2026y / 3 / 2)) << "in March";
    EXPECT_TRUE(Cron::parse("0 1 * * 7").matches(2026y / 1 / 4)) << "Sunday is 7 as well";
}

TEST(Cron, OneOfTwoRestrictedDayFieldsIsEnough) {
    const Cron either = Cron::parse("0 1 13 * fri");
    EXPECT_TRUE(either.matches(2026y / 1 / 13));
    EXPECT_TRUE(either.matches(2026y / 1 / 16));
    EXPECT_FALSE(either.matches(2026y / 1 / 14));
    const Cron both = Cron::parse("0 1 */2 * fri");
    EXPECT_FALSE(both.matches(2026y / 1 / 16)) << "an open field does not stand alone";
    EXPECT_TRUE(both.matches(2026y / 1 / 9));
}

TEST(Cron, SaysWhatIsWrongAndWhatToWrite) {
    const std::pair<const char*, const char*> cases[] = {
        {"0 1 * *", "has 4 fields, not five"},
        {"60 1 * * *", "minute '60' is outside 0 to 59"},
        {"0 24 * * *", "hour '24' is outside 0 to 23"},
        {"0 1 0 * *", "day of month '0' is outside 1 to 31"},
        {"0 1 * 13 *", "month '13' is outside 1 to 12"},
        {"0 1 * * moon", "day of week 'moon' is neither a number nor a name"},
        {"0 1 * * fri-mon", "runs backwards"},
        {"0/5 1 * * *", "write '0-59/5'"},
        {"*/0 1 * * *", "step"},
        {", 1 * * *", "minute '' is neither"},
        {"0 1 30 2 *", "names a day that never comes"},
        {"@daily", "has 1 fields"},
        {"99999999999 1 * * *", "is neither a number"},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_NE(refusal(text).find(expected), std::string::npos) << text << " -> " << refusal(text);
    EXPECT_EQ(refusal("0 1 29 2 *"), "accepted");
    EXPECT_EQ(refusal("0 1 31 2 mon"), "accepted") << "Mondays come";
}

}  // namespace
}  // namespace tilsig::calendar
