// What becomes of a connector's word that something lies at its source for a sender and a period.
#include "night/look_back.hpp"

#include "planning_world.hpp"

namespace tilsig::night {
namespace {

using catalog::PeriodKind;

class LookingBack : public testing::Test {
protected:
    LookingBack() {
        schedule.of_register = true;
        schedule.period = PeriodKind::previous_month;
        schedule.look_back = 3;
        world.sender("k0101", "municipal.settled");
        world.sender("k1505", "municipal.settled", {day_number(2008, 1, 1), day_number(2026, 10, 1)});
        world.sender("k3005", "municipal.other");
    }
    LateFile judge(const std::string& sender, const std::string& period) {
        return LookBack(schedule, "municipal", world.senders, at("2026-11-29T21:00:00Z")).judge(sender, period);
    }
    std::string words(LateFile lie, const std::string& sender, const std::string& period) {
        return LookBack(schedule, "municipal", world.senders, at("2026-11-29T21:00:00Z"))
            .words(lie, {sender, period, "\"a.csv\" in /in", false});
    }

    PlanningWorld world;
    catalog::Schedule& schedule = world.feed("municipal.settled", "0 2 * * *");
};

TEST_F(LookingBack, TakesThePeriodsThatItNamesAndNoOlderOne) {
    EXPECT_EQ(judge("k0101", "2026-09"), LateFile::wanted);
    EXPECT_EQ(judge("k0101", "2026-07"), LateFile::wanted);
    EXPECT_EQ(judge("k0101", "2026-06"), LateFile::too_old);
}

TEST_F(LookingBack, LeavesToTheirSlotsTheNewestPeriodAndTheOneThatRuns) {
    EXPECT_EQ(judge("k0101", "2026-10"), LateFile::in_time);
    EXPECT_EQ(judge("k0101", "2026-11"), LateFile::in_time);
    EXPECT_EQ(judge("k0101", "2026-12"), LateFile::ahead);
    world.sender("k5501", "municipal.settled", {day_number(2026, 11, 1), INT64_MAX});
    EXPECT_EQ(judge("k5501", "2026-10"), LateFile::in_time) << "asked for, although it did not owe yet";
    EXPECT_EQ(judge("k5501", "2026-09"), LateFile::not_owed);
}

TEST_F(LookingBack, TakesTheLastMonthsOfWhoOwesNoMoreAndNothingThatWasNeverOwed) {
    EXPECT_EQ(judge("k1505", "2026-09"), LateFile::wanted);
    EXPECT_EQ(judge("k1505", "2026-10"), LateFile::not_owed);
    EXPECT_EQ(judge("k3005", "2026-09"), LateFile::not_owed);
    EXPECT_EQ(judge("k9999", "2026-09"), LateFile::unknown);
    world.senders.senders[1].validity.to = day_number(2026, 11, 1);
    EXPECT_EQ(judge("k1505", "2026-10"), LateFile::wanted) << "the newest, of which nothing is due any more";
}

TEST_F(LookingBack, BelievesNoPeriodThatIsNone) {
    for (const char* period : {"2026-13", "2026-00", "2026", "2026-09-01", "all", "../../x", ""})
        EXPECT_EQ(judge("k0101", period), LateFile::no_period) << period;
}

TEST_F(LookingBack, LeavesWhoIsExemptAlone) {
    using namespace std::chrono;
    schedule.exempt.push_back({"k0101", calendar::LocalDay{2027y / 1 / 1}, "moves", {}});
    EXPECT_EQ(judge("k0101", "2026-09"), LateFile::in_time);
    EXPECT_EQ(judge("k0101", "2026-06"), LateFile::too_old);
}

TEST_F(LookingBack, OfAFeedOfItsSourceOnlyTheSourceIsBelieved) {
    schedule.of_register = false;
    schedule.period = PeriodKind::year;
    EXPECT_EQ(judge("municipal", "2025"), LateFile::wanted);
    EXPECT_EQ(judge("municipal", "2022"), LateFile::too_old);
    EXPECT_EQ(judge("k0101", "2025"), LateFile::not_owed);
    EXPECT_NE(words(LateFile::too_old, "municipal", "2022").find("`tilsig run municipal.settled --period 2022`"),
              std::string::npos);
}

TEST_F(LookingBack, SaysPlaceValueAndRemedyOfWhatNobodyTakes) {
    EXPECT_EQ(words(LateFile::too_old, "k0101", "2026-06"),
              "\"a.csv\" in /in is of 2026-06, and nights look back to 2026-07 (`look_back: 3`): `tilsig run "
              "municipal.settled --sender k0101 --period 2026-06` takes it, or rename it if it is of another period");
    EXPECT_EQ(words(LateFile::ahead, "k0101", "2026-12"),
              "\"a.csv\" in /in is of 2026-12, which has not begun: no night takes it before; rename it if it is of "
              "another period");
    for (const LateFile lie : {LateFile::no_period, LateFile::unknown, LateFile::not_owed}) {
        EXPECT_TRUE(words(lie, "k0101", "2026-06").starts_with("\"a.csv\" in /in is "));
        EXPECT_NE(words(lie, "k0101", "2026-06").find("; "), std::string::npos) << "a remedy";
    }
}

}  // namespace
}  // namespace tilsig::night
