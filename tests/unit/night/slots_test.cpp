// What is due at a moment, what is skipped with which words, and what waits.
#include "night/slots.hpp"

#include "planning_world.hpp"

namespace tilsig::night {
namespace {

using catalog::CatchUp;
using catalog::PeriodKind;
using Texts = std::vector<std::string>;

const std::string not_running = "the program was not running, was busy or could not reach the warehouse; ";

TEST(Slots, AFirstNightRunsTheNewestPastInstantOfEveryUnit) {
    PlanningWorld world;
    world.feed("ssb.country", "0 2 * * *");
    world.feed("nav.figures", "0 3 8,17 * *").period = PeriodKind::previous_month;
    auto& settled = world.feed("municipal.settled", "0 2 * * *");
    settled.of_register = true;
    settled.period = PeriodKind::month;
    settled.after = {"ssb.country"};
    world.sender("k0101", "municipal.settled");
    world.sender("k0301", "municipal.settled");
    const auto first = world.run("2026-11-29T21:00:00Z");
    EXPECT_EQ(due_texts(first),
              (Texts{"nav.figures/nav/2026-10 2026-11-17 03:00 +01:00", "ssb.country/ssb/all 2026-11-29 02:00 +01:00",
                     "municipal.settled/k0101/2026-11 2026-11-29 02:00 +01:00",
                     "municipal.settled/k0301/2026-11 2026-11-29 02:00 +01:00"}));
    EXPECT_EQ(first.due[3].rank, 1);
    EXPECT_EQ(skipped_texts(first), Texts{});
    ASSERT_TRUE(first.next);
    EXPECT_EQ(to_text(*first.next), "2026-11-30T01:00:00.000000Z");
    EXPECT_EQ(due_texts(world.run("2026-11-30T00:59:59Z")), Texts{}) << "nothing new";
    EXPECT_EQ(due_texts(world.run("2026-11-30T01:00:00Z")).size(), 3U) << "the next night, to the second";
    EXPECT_EQ(due_texts(world.run("2026-11-30T01:00:00Z")), Texts{}) << "once";
}

TEST(Slots, DraftsAreNeverDueAndShadowsAreUnitsOfTheirOwn) {
    PlanningWorld world;
    world.feed("a.draft", "0 2 * * *", catalog::FeedState::draft);
    world.feed("a.trial", "0 2 * * *", catalog::FeedState::shadow);
    EXPECT_EQ(due_texts(world.run("2026-11-29T21:00:00Z")), Texts{"shadow:a.trial/a/all 2026-11-29 02:00 +01:00"});
    world.catalog.contracts["a.trial"].state = catalog::FeedState::active;
    EXPECT_EQ(due_texts(world.run("2026-11-29T21:00:00Z")), Texts{"a.trial/a/all 2026-11-29 02:00 +01:00"})
        << "made active it begins anew";
}

TEST(Slots, RanksFollowTheLongestChain) {
    PlanningWorld world;
    world.feed("a.one", "0 2 * * *").after = {"a.three", "a.two"};
    world.feed("a.two", "0 2 * * *").after = {"a.three"};
    world.feed("a.three", "0 2 * * *");
    const auto plan = world.plan("2026-11-29T21:00:00Z");
    ASSERT_EQ(plan.due.size(), 3U);
    EXPECT_EQ(plan.due[0].unit.feed + plan.due[1].unit.feed + plan.due[2].unit.feed, "a.threea.twoa.one");
    EXPECT_EQ(plan.due[2].rank, 2);
}

/// Runs on 27 November at noon, is away for the given time.
SlotPlan after_downtime(PlanningWorld& world, const char* back) {
    (void)world.run("2026-11-27T12:00:00Z");
    return world.run(back);
}

TEST(CatchUpPolicy, OneRunsTheNewestAndRecordsTheOthersAsOneSpan) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *");
    const auto plan = after_downtime(world, "2026-11-30T12:00:00Z");
    EXPECT_EQ(due_texts(plan), Texts{"a.feed/a/all 2026-11-30 02:00 +01:00"});
    EXPECT_EQ(skipped_texts(plan), Texts{"a.feed/a/all 2 from 2026-11-28 02:00 +01:00 to 2026-11-29 02:00 +01:00: " +
                                         not_running + "only the newest missed instant is caught up"});
    EXPECT_EQ(to_text(plan.due[0].deadline), "2026-11-30T16:00:00.000000Z") << "four hours from now, not from 02:00";
}

TEST(CatchUpPolicy, OneRunsTheNewestOfEachUnitOverAMonthsEnd) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *").period = PeriodKind::month;
    const auto plan = after_downtime(world, "2026-12-02T12:00:00Z");
    EXPECT_EQ(due_texts(plan),
              (Texts{"a.feed/a/2026-11 2026-11-30 02:00 +01:00", "a.feed/a/2026-12 2026-12-02 02:00 +01:00"}));
    const std::string reason = ": " + not_running + "only the newest missed instant is caught up";
    EXPECT_EQ(skipped_texts(plan),
              (Texts{"a.feed/a/2026-11 2 from 2026-11-28 02:00 +01:00 to 2026-11-29 02:00 +01:00" + reason,
                     "a.feed/a/2026-12 1 from 2026-12-01 02:00 +01:00 to 2026-12-01 02:00 +01:00" + reason}));
}

TEST(CatchUpPolicy, NoneRunsWhatIsWithinItsDeadline) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *").catch_up = CatchUp::none;
    EXPECT_EQ(due_texts(world.run("2026-11-27T12:00:00Z")).size(), 1U) << "what was never scheduled begins";
    EXPECT_EQ(due_texts(world.run("2026-11-28T04:59:00Z")).size(), 1U);
    const auto late = world.run("2026-11-29T05:00:00Z");
    EXPECT_EQ(due_texts(late), Texts{});
    EXPECT_EQ(skipped_texts(late), Texts{"a.feed/a/all 1 from 2026-11-29 02:00 +01:00 to 2026-11-29 02:00 +01:00: " +
                                         not_running + "missed instants are not caught up"});
}

TEST(CatchUpPolicy, RecentRunsAllWhoseDeadlineHasNotPassed) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.catch_up = CatchUp::recent;
    feed.deadline = calendar::Term::parse("36h");
    const auto plan = after_downtime(world, "2026-12-01T12:00:00Z");
    EXPECT_EQ(due_texts(plan), (Texts{"a.feed/a/all 2026-11-30 02:00 +01:00", "a.feed/a/all 2026-12-01 02:00 +01:00"}));
    EXPECT_EQ(skipped_texts(plan), Texts{"a.feed/a/all 2 from 2026-11-28 02:00 +01:00 to 2026-11-29 02:00 +01:00: " +
                                         not_running + "what is behind its deadline is not caught up"});
    EXPECT_EQ(to_text(plan.due[0].deadline), "2026-12-01T13:00:00.000000Z") << "its own";
}

TEST(CatchUpPolicy, AllRunsAllUpToTheCap) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *").catch_up = CatchUp::all;
    const auto plan = after_downtime(world, "2027-01-31T12:00:00Z");
    EXPECT_EQ(plan.due.size(), most_caught_up);
    EXPECT_EQ(due_texts(plan).front(), "a.feed/a/all 2027-01-01 02:00 +01:00");
    EXPECT_EQ(skipped_texts(plan), Texts{"a.feed/a/all 34 from 2026-11-28 02:00 +01:00 to 2026-12-31 02:00 +01:00: " +
                                         not_running + "only the newest 31 missed instants are caught up"});
}

TEST(Slots, ThreeAndThirtyNightsOfDowntimeAreOneRun) {
    for (const char* back : {"2026-11-28T12:00:00Z", "2026-11-30T12:00:00Z", "2026-12-27T12:00:00Z"}) {
        PlanningWorld world;
        world.feed("a.feed", "0 2 * * *");
        const auto plan = after_downtime(world, back);
        EXPECT_EQ(plan.due.size(), 1U) << back;
        EXPECT_LE(plan.skipped.size(), 1U) << back;
    }
}

TEST(Slots, APausedFeedIsSkippedWithWhoAndWhy) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *");
    world.feed("b.feed", "0 2 * * *");
    world.recorded.paused["a.feed"] = {at("2026-11-26T12:00:00Z"), "kari", "the source moves"};
    EXPECT_EQ(due_texts(after_downtime(world, "2026-11-29T12:00:00Z")), Texts{"b.feed/b/all 2026-11-29 02:00 +01:00"});
    EXPECT_EQ(
        skipped_texts(world.run("2026-12-01T12:00:00Z"))[0],
        "a.feed/a/all 2 from 2026-11-30 02:00 +01:00 to 2026-12-01 02:00 +01:00: paused by kari: the source moves");
    world.recorded.paused.clear();
    EXPECT_EQ(due_texts(world.run("2026-12-01T13:00:00Z")), Texts{}) << "resumed; what was skipped stays skipped";
    EXPECT_EQ(due_texts(world.run("2026-12-02T13:00:00Z")).size(), 2U);
}

TEST(Slots, AnExemptSenderIsSkippedUntilItOwesAgain) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.of_register = true;
    feed.exempt.push_back({"k0301", calendar::LocalDay{std::chrono::days{day_number(2026, 11, 30)}}, "new system", {}});
    world.sender("k0101", "a.feed");
    world.sender("k0301", "a.feed");
    EXPECT_EQ(due_texts(world.run("2026-11-27T12:00:00Z")), Texts{"a.feed/k0101/all 2026-11-27 02:00 +01:00"});
    const auto plan = world.run("2026-12-01T12:00:00Z");
    EXPECT_EQ(due_texts(plan),
              (Texts{"a.feed/k0101/all 2026-12-01 02:00 +01:00", "a.feed/k0301/all 2026-12-01 02:00 +01:00"}));
    EXPECT_EQ(skipped_texts(plan)[1],
              "a.feed/k0301/all 2 from 2026-11-28 02:00 +01:00 to 2026-11-29 02:00 +01:00: exempt until 2026-11-30: "
              "new system");
    EXPECT_EQ(plan.skipped.size(), 3U) << "its 30 November was missed like everybody's";
}

TEST(Slots, ASenderIsDueWhileTheRegisterSaysThatItOwes) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.of_register = true;
    feed.catch_up = CatchUp::all;
    world.sender("k0101", "a.feed", {INT64_MIN, day_number(2026, 11, 29)});
    world.sender("k0301", "a.feed", {day_number(2026, 11, 30), INT64_MAX});
    EXPECT_EQ(due_texts(world.run("2026-11-27T12:00:00Z")), Texts{"a.feed/k0101/all 2026-11-27 02:00 +01:00"});
    const auto plan = world.run("2026-12-01T12:00:00Z");
    EXPECT_EQ(due_texts(plan),
              (Texts{"a.feed/k0101/all 2026-11-28 02:00 +01:00", "a.feed/k0301/all 2026-12-01 02:00 +01:00"}))
        << "one has left, one has come";
    EXPECT_EQ(skipped_texts(plan), Texts{});
}

TEST(Window, WhatIsDueOutsideItWaitsUntilItOpens) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 20 * * *");
    feed.window = calendar::DailyWindow::parse("22:00-06:00");
    (void)world.run("2026-11-28T22:00:00Z");
    const auto waiting = world.run("2026-11-29T19:30:00Z");  // 20:30
    EXPECT_EQ(due_texts(waiting), Texts{});
    EXPECT_EQ(skipped_texts(waiting), Texts{});
    EXPECT_EQ(to_text(*waiting.next), "2026-11-29T21:00:00.000000Z");
    const auto open = world.run("2026-11-29T21:00:00Z");
    EXPECT_EQ(due_texts(open), Texts{"a.feed/a/all 2026-11-29 20:00 +01:00"});
    EXPECT_EQ(to_text(open.due[0].deadline), "2026-11-29T23:00:00.000000Z");
}

TEST(Window, WhatWaitsIsNotForgottenWhenMoreIsMissed) {
    PlanningWorld world;
    world.feed("a.feed", "0 20 * * *").window = calendar::DailyWindow::parse("22:00-06:00");
    (void)world.run("2026-11-26T22:00:00Z");
    const auto waiting = world.run("2026-11-29T19:30:00Z");
    EXPECT_EQ(skipped_texts(waiting).size(), 1U) << "27 and 28 November";
    EXPECT_EQ(due_texts(world.run("2026-11-30T12:00:00Z")), Texts{}) << "closed again; nobody came while it was open";
    EXPECT_EQ(due_texts(world.run("2026-11-30T21:00:00Z")), Texts{"a.feed/a/all 2026-11-30 20:00 +01:00"});
}

TEST(Window, WhoseDeadlinePassesBeforeItOpensIsSkipped) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 5,12 * * *");
    feed.window = calendar::DailyWindow::parse("22:00-06:00");
    (void)world.run("2026-11-28T04:00:00Z");  // 05:00
    const auto noon = world.run("2026-11-28T11:00:00Z");
    EXPECT_EQ(skipped_texts(noon), Texts{"a.feed/a/all 1 from 2026-11-28 12:00 +01:00 to 2026-11-28 12:00 +01:00: the "
                                         "window 22:00-06:00 opens only after the deadline of 4h"});
    EXPECT_EQ(due_texts(world.run("2026-11-29T04:30:00Z")), Texts{"a.feed/a/all 2026-11-29 05:00 +01:00"});
}

TEST(Retry, AFailedSlotIsDueAgainUntilItsDeadline) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *").period = PeriodKind::month;
    const auto plan = world.run("2026-11-30T01:00:00Z");
    const auto& slot = plan.due.at(0);
    world.recorded.failed.push_back(
        {7, slot.unit, slot.instant, at("2026-11-30T01:00:00Z"), at("2026-11-30T01:20:00Z")});
    const auto early = world.plan("2026-11-30T01:10:00Z");
    EXPECT_EQ(due_texts(early), Texts{});
    EXPECT_EQ(to_text(*early.next), "2026-11-30T01:20:00.000000Z");
    const auto again = world.plan("2026-11-30T01:20:00Z");
    ASSERT_EQ(due_texts(again), Texts{"a.feed/a/2026-11 2026-11-30 02:00 +01:00"});
    EXPECT_EQ(again.due[0].deadline, slot.deadline);
    EXPECT_EQ(again.given_up, std::vector<GivenUp>{});
    const auto late = world.plan("2026-11-30T05:00:00Z");
    EXPECT_EQ(due_texts(late), Texts{});
    EXPECT_EQ(late.given_up, (std::vector<GivenUp>{{7, "its deadline was 2026-11-30 06:00 +01:00"}}));
    world.recorded.paused["a.feed"] = {{}, "kari", "why"};
    EXPECT_EQ(due_texts(world.plan("2026-11-30T01:20:00Z")), Texts{}) << "not while the feed is paused";
}

TEST(Retry, ANewerSlotOfTheSameUnitTakesItsPlace) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.period = PeriodKind::month;
    feed.deadline = calendar::Term::parse("3d");
    (void)world.run("2026-11-29T01:00:00Z");
    world.recorded.failed.push_back({7,
                                     {"a.feed", "a", "2026-11", false},
                                     at("2026-11-29T01:00:00Z"),
                                     at("2026-11-29T01:00:00Z"),
                                     at("2026-11-29T03:00:00Z")});
    EXPECT_EQ(due_texts(world.run("2026-11-30T01:00:00Z")), Texts{"a.feed/a/2026-11 2026-11-30 02:00 +01:00"});
    const auto plan = world.plan("2026-11-30T02:00:00Z");
    EXPECT_EQ(due_texts(plan), Texts{}) << "superseded";
    EXPECT_EQ(plan.given_up, (std::vector<GivenUp>{{7, "a newer instant of the unit took its place"}}));
    world.recorded.failed[0].instant = at("2026-11-30T01:00:00Z");
    EXPECT_EQ(due_texts(world.plan("2026-12-01T01:00:00Z")),
              (Texts{"a.feed/a/2026-11 2026-11-30 02:00 +01:00", "a.feed/a/2026-12 2026-12-01 02:00 +01:00"}))
        << "another unit's slot does not";
}

TEST(Retry, WhatWasCaughtUpHasItsDeadlineFromThen) {
    PlanningWorld world;
    world.feed("a.feed", "0 2 * * *");
    const auto plan = after_downtime(world, "2026-11-30T12:00:00Z");
    world.recorded.failed.push_back(
        {7, plan.due.at(0).unit, plan.due[0].instant, at("2026-11-30T12:00:00Z"), at("2026-11-30T13:00:00Z")});
    EXPECT_EQ(world.plan("2026-11-30T13:00:00Z").due, plan.due);
    EXPECT_EQ(due_texts(world.plan("2026-11-30T16:00:00Z")), Texts{});
}

TEST(Slots, BothChangesOfTheClockHaveOneNight) {
    PlanningWorld world;
    world.feed("a.feed", "30 2 * * *");
    (void)world.run("2026-03-28T12:00:00Z");
    EXPECT_EQ(due_texts(world.run("2026-03-29T12:00:00Z")), Texts{"a.feed/a/all 2026-03-29 03:00 +02:00"});
    (void)world.run("2026-10-24T12:00:00Z");
    EXPECT_EQ(due_texts(world.run("2026-10-25T00:30:00Z")), Texts{"a.feed/a/all 2026-10-25 02:30 +02:00"});
    EXPECT_EQ(due_texts(world.run("2026-10-25T01:30:00Z")), Texts{}) << "the second 02:30";
}

}  // namespace
}  // namespace tilsig::night
