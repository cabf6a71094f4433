// Whatever the clock and the downtime: each instant is due once or lies in exactly one skipped span.
#include <chrono>
#include <random>

#include "planning_world.hpp"

namespace tilsig::night {
namespace {

using catalog::CatchUp;
using catalog::PeriodKind;

/// What all plans of one series came to.
struct Account {
    std::vector<Instant> due;
    std::vector<SkippedSpan> skipped;
    void add(const SlotPlan& plan) {
        for (const auto& slot : plan.due) due.push_back(slot.instant);
        skipped.insert(skipped.end(), plan.skipped.begin(), plan.skipped.end());
    }
    bool empty() const { return due.empty() && skipped.empty(); }
    Instant oldest() const {
        Instant at = Instant::max();
        for (const auto instant : due) at = std::min(at, instant);
        for (const auto& span : skipped) at = std::min(at, span.first);
        return at;
    }
    Instant newest() const {
        Instant at{};
        for (const auto instant : due) at = std::max(at, instant);
        for (const auto& span : skipped) at = std::max(at, span.last);
        return at;
    }
    /// Every instant of (after, newest()] once; every span counts what lies in it, and nothing else lies in it.
    void expect_exact(const calendar::Recurrence& recurrence, Instant after, const std::string& what) const {
        const auto instants = recurrence.between(after, newest(), 1'000'000);
        std::size_t covered = 0;
        for (const auto instant : instants) {
            const auto runs = std::count(due.begin(), due.end(), instant);
            const auto spans = std::count_if(skipped.begin(), skipped.end(), [&](const auto& span) {
                return span.first <= instant && instant <= span.last;
            });
            ASSERT_EQ(runs + spans, 1) << what << ": " << to_text(instant) << " ran " << runs << " times and is in "
                                       << spans << " spans";
            ++covered;
        }
        std::size_t counted = due.size();
        for (const auto& span : skipped) counted += span.count;
        EXPECT_EQ(counted, covered) << what;
    }
};

TEST(SlotsProperty, EachInstantIsDueOnceOrInOneSpan) {
    std::mt19937 random(20261129);  // the same sequence every time
    const auto pick = [&](auto most) {
        return std::uniform_int_distribution<int>(0, static_cast<int>(most) - 1)(random);
    };
    const std::vector<const char*> crons{"0 2 * * *",    "30 2 * * *", "*/30 * * * *", "0 5,12,20 * * *",
                                         "0 3 8,17 * *", "0 0 1 * *",  "15 1 * * sun"};
    const std::vector<const char*> windows{"", "", "22:00-06:00", "02:15-02:45"};
    for (int round = 0; round < 120; ++round) {
        PlanningWorld world;
        const char* cron = crons[static_cast<std::size_t>(pick(crons.size()))];
        auto& feed = world.feed("a.feed", cron);
        feed.catch_up = static_cast<CatchUp>(pick(4));
        feed.period = static_cast<PeriodKind>(pick(5));
        feed.deadline = calendar::Term::parse(pick(2) == 0 ? "4h" : "2wd");
        const std::string window = windows[static_cast<std::size_t>(pick(windows.size()))];
        if (!window.empty()) feed.window = calendar::DailyWindow::parse(window);
        const std::string what = std::string(cron) + ", " + to_string(feed.catch_up) + ", " + to_string(feed.period) +
                                 ", window " + window + ", round " + std::to_string(round);
        // Begins shortly before a change of the clock, or at a month's end.
        Instant now = at(pick(2) == 0 ? "2026-03-27T12:00:00Z" : "2026-10-23T12:00:00Z") + std::chrono::hours{pick(48)};
        Account account;
        Instant after{};
        for (int step = 0; step < 40; ++step) {
            const auto plan = world.run(now);
            account.add(plan);
            if (after == Instant{} && !account.empty()) after = account.oldest() - Instant::duration{1};
            for (const auto& slot : plan.due) EXPECT_GT(slot.deadline, now) << what;
            if (plan.next) {
                EXPECT_GT(*plan.next, now) << what;
            }
            // Mostly on time, sometimes hours or weeks later.
            const int kind = pick(10);
            if (kind < 6 && plan.next)
                now = *plan.next;
            else if (kind < 9)
                now += std::chrono::minutes{1 + pick(60 * 30)};
            else
                now += std::chrono::hours{pick(24 * 60)};
        }
        if (after == Instant{}) continue;  // waited for its window all the time
        account.expect_exact(feed.recurrence, after, what);
    }
}

TEST(ClockJumps, FourHoursForwardAndBackRunNothingTwice) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 */3 * * *");
    Account account;
    for (const char* now : {"2026-11-29T00:30:00Z", "2026-11-29T04:30:00Z", "2026-11-29T00:40:00Z",
                            "2026-11-29T02:10:00Z", "2026-11-29T03:30:00Z", "2026-11-29T05:10:00Z",
                            "2026-11-29T04:10:00Z", "2026-11-29T05:20:00Z", "2026-11-29T08:00:00Z"})
        account.add(world.run(now));
    account.expect_exact(feed.recurrence, account.due.front() - Instant::duration{1}, "there and back");
}

TEST(ClockJumps, TenYearsAreAFewRowsAndTheWayBackBlocksNothing) {
    for (const char* cron : {"0 2 * * *", "*/15 * * * *"}) {
        for (const auto period : {PeriodKind::all, PeriodKind::month, PeriodKind::day}) {
            PlanningWorld world;
            auto& feed = world.feed("a.feed", cron);
            feed.period = period;
            (void)world.run("2026-11-29T12:00:00Z");
            const auto begin = std::chrono::steady_clock::now();
            const auto jumped = world.run("2036-11-29T12:00:00Z");
            const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
            EXPECT_LE(jumped.due.size(), most_caught_up) << cron;
            EXPECT_LE(jumped.skipped.size(), 2 * most_caught_up + 1) << cron;
            std::size_t counted = jumped.due.size();
            for (const auto& span : jumped.skipped) counted += span.count;
            EXPECT_EQ(counted,
                      feed.recurrence.between(at("2026-11-29T12:00:00Z"), at("2036-11-29T12:00:00Z"), 1'000'000).size())
                << cron;
            EXPECT_LT(took.count(), 5000) << cron << " took " << took.count() << " ms";
            // The clock is set right. What it had skipped in the future runs when its time comes, from the first on.
            Account after;
            for (const char* now : {"2026-11-29T12:05:00Z", "2026-11-30T12:00:00Z", "2026-12-01T12:00:00Z"})
                after.add(world.run(now));
            EXPECT_FALSE(after.due.empty()) << cron;
            after.expect_exact(feed.recurrence, at("2026-11-29T12:00:00Z"), cron);
        }
    }
}

TEST(SlotsAtScale, TenThousandUnitsCostMilliseconds) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.of_register = true;
    feed.period = PeriodKind::month;
    for (int i = 0; i < 10000; ++i) {
        const std::string number = std::to_string(i);
        world.sender("k" + std::string(5 - number.size(), '0') + number, "a.feed");
    }
    const auto timed = [&](const Recorded& recorded, const char* now, std::size_t due) {
        const auto begin = std::chrono::steady_clock::now();
        const auto plan = plan_slots(world.catalog, world.senders, recorded, at(now));
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        EXPECT_EQ(plan.due.size(), due);
        return took.count();
    };
    Recorded recorded;
    const double first = timed(recorded, "2026-11-29T12:00:00Z", 10000);
    for (const auto& sender : world.senders.senders)
        recorded.newest[{"a.feed", sender.id, false}] = at("2026-11-29T01:00:00Z");
    const double rest = timed(recorded, "2026-11-29T12:00:00Z", 0);
    const double night = timed(recorded, "2026-12-02T12:00:00Z", 20000);
    RecordProperty("milliseconds", std::to_string(first) + " " + std::to_string(rest) + " " + std::to_string(night));
    std::printf("first %.1f ms, at rest %.1f ms, after three nights %.1f ms\n", first, rest, night);
    EXPECT_LT(std::max({first, rest, night}), 1000) << "far above what it costs, for a busy machine";
}

}  // namespace
}  // namespace tilsig::night
