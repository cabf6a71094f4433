// One state per unit: each state, and each border between two of them.
#include "arrivals/arrival.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "calendar/zone.hpp"

namespace tilsig::arrivals {
namespace {

using ledger::ReceivedUnit;
const std::string feed = "municipal.settled";

std::int64_t day_of(const std::string& date) {
    return std::chrono::floor<std::chrono::days>(parse_instant(date + "T00:00:00Z")).time_since_epoch().count();
}

/// A monthly count, due ten working days after its month: October's by the end of Friday 13 November.
class Arrivals : public testing::Test {
protected:
    Arrivals() {
        catalog.contracts[feed].source = "municipal";
        catalog.contracts[feed].state = catalog::FeedState::active;
        schedule().feed = feed;
        schedule().of_register = true;
        schedule().period = catalog::PeriodKind::previous_month;
        schedule().due = calendar::Term::parse("10wd");
        known.scheduled[feed] = {"2026-10"};
        sender("k0301");
    }
    catalog::Schedule& schedule() { return catalog.schedules[feed]; }
    void sender(const std::string& id, const std::string& from = "2020-01-01", const std::string& to = "2200-01-01") {
        senders::Sender sender;
        sender.id = id;
        sender.feeds = {feed};
        sender.validity = {day_of(from), day_of(to)};
        senders.senders.push_back(std::move(sender));
    }
    ReceivedUnit& receive(const std::string& sender, const std::string& period, const std::string& at) {
        ReceivedUnit received;
        received.unit = {feed, sender, period};
        received.first_received_at = received.newest_received_at = at;
        known.received.push_back(received);
        return known.received.back();
    }
    void exempt(const std::string& until) {
        schedule().exempt = {{"k0301", calendar::LocalDay{std::chrono::days{day_of(until)}}, "flood", {}}};
    }
    std::vector<Arrival> look(const std::string& now, const std::string& period = {}) const {
        return arrivals_of(catalog, senders, known, parse_instant(now), period);
    }
    /// "k0301/2026-10 overdue" of each.
    std::vector<std::string> texts(const std::string& now, const std::string& period = {}) const {
        std::vector<std::string> found;
        for (const auto& arrival : look(now, period))
            found.push_back(arrival.unit.sender + "/" + arrival.unit.period + " " + to_string(arrival.state) +
                            (arrival.owed ? "" : " not owed"));
        return found;
    }

    catalog::Catalog catalog;
    senders::Register senders;
    Known known;
};
using Texts = std::vector<std::string>;

const std::string before_due = "2026-11-13T22:59:59.999999Z";
const std::string due = "2026-11-13T23:00:00.000000Z";
const std::string in_time = "2026-11-05T08:00:00.000000Z";

TEST_F(Arrivals, EachStateFollowsFromWhatIsHere) {
    struct Case {
        std::string what;
        std::function<void(ReceivedUnit&)> set;
        std::string before, at_due;
    };
    const auto loaded = [](ReceivedUnit& unit) { unit.first_loaded_at = unit.first_received_at; };
    const std::vector<Case> cases{
        {"loaded", loaded, "accepted", "accepted"},
        {"a nil return", [&](auto& u) { loaded(u), u.stands_empty = true; }, "nil", "nil"},
        {"a slice waits", [&](auto& u) { loaded(u), u.slices_out = 1, u.holds = 1; }, "partly accepted",
         "partly accepted"},
        {"all slices wait", [&](auto& u) { loaded(u), u.slices_out = 2, u.all_out = true; }, "held", "held"},
        {"a newer one is held behind it", [&](auto& u) { loaded(u), u.waits = true, u.holds = 1; }, "accepted",
         "accepted"},
        {"a newer one is refused behind it", [&](auto& u) { loaded(u), u.refused = true; }, "accepted", "accepted"},
        {"held", [](auto& u) { u.waits = true; }, "held", "held"},
        {"held, and a newer one refused", [](auto& u) { u.waits = u.refused = true; }, "held", "held"},
        {"not run to its end", [](auto& u) { u.landed = true; }, "received", "received"},
        {"refused as a whole", [](auto& u) { u.refused = true; }, "received", "overdue"},
        {"retracted", [](auto& u) { u.newest_received_at.clear(); }, "expected", "overdue"},
    };
    for (const auto& each : cases) {
        known.received.clear();
        each.set(receive("k0301", "2026-10", in_time));
        EXPECT_EQ(texts(before_due), Texts{"k0301/2026-10 " + each.before}) << each.what;
        EXPECT_EQ(texts(due), Texts{"k0301/2026-10 " + each.at_due}) << each.what;
        EXPECT_TRUE(look(due).at(0).came) << each.what;
    }
}

TEST_F(Arrivals, NothingIsExpectedUntilTheVeryMomentOfDue) {
    EXPECT_EQ(texts(before_due), Texts{"k0301/2026-10 expected"});
    EXPECT_FALSE(look(before_due).at(0).late_by);
    EXPECT_EQ(texts(due), Texts{"k0301/2026-10 overdue"});
    EXPECT_EQ(look(due).at(0).late_days(), 1);
    EXPECT_EQ(look("2026-11-14T23:00:00Z").at(0).late_days(), 1);
    EXPECT_EQ(look("2026-11-14T23:00:01Z").at(0).late_days(), 2);
    EXPECT_FALSE(look(due).at(0).came);
    EXPECT_FALSE(look(due).at(0).first_delivery);
    schedule().due.reset();
    EXPECT_EQ(texts("2026-11-29T12:00:00Z"), Texts{"k0301/2026-10 expected"}) << "nothing is overdue without a date";
}

TEST_F(Arrivals, WhatCameLateIsAcceptedAndLate) {
    struct Case {
        std::string first, newest;
        std::optional<std::int64_t> days;
    };
    for (const auto& each : {Case{before_due, before_due, std::nullopt}, Case{due, due, 1},
                             Case{in_time, "2026-11-29T08:00:00Z", std::nullopt},
                             Case{"2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z", 7}}) {
        known.received.clear();
        auto& unit = receive("k0301", "2026-10", each.newest);
        unit.first_received_at = unit.first_loaded_at = each.first;
        const auto arrival = look("2026-11-29T12:00:00Z").at(0);
        EXPECT_EQ(arrival.state, model::ArrivalState::accepted);
        EXPECT_EQ(arrival.late_days(), each.days) << each.first;
        EXPECT_EQ(arrival.received_at, parse_instant(each.first)) << "a correction makes nobody late";
    }
}

TEST_F(Arrivals, ExemptGoesByTheLastDayBeforeDue) {
    exempt("2026-11-14");  // the first day on which it owes again; the 13th was the last to deliver October
    EXPECT_EQ(texts(before_due), Texts{"k0301/2026-10 exempt"});
    EXPECT_EQ(texts("2026-11-29T12:00:00Z"), Texts{"k0301/2026-10 exempt"})
        << "what it never owed is not asked for later";
    exempt("2026-11-13");
    EXPECT_EQ(texts(before_due), Texts{"k0301/2026-10 expected"});
    EXPECT_EQ(texts(due), Texts{"k0301/2026-10 overdue"});
    schedule().due.reset();
    exempt("2026-11-29");
    EXPECT_EQ(texts("2026-11-28T22:59:59Z"), Texts{"k0301/2026-10 exempt"});
    EXPECT_EQ(texts("2026-11-28T23:00:00Z"), Texts{"k0301/2026-10 expected"}) << "local days count";
    exempt("2027-01-01");
    receive("k0301", "2026-10", in_time).first_loaded_at = in_time;
    EXPECT_EQ(texts(due), Texts{"k0301/2026-10 accepted"}) << "what came counts";
}

TEST_F(Arrivals, ASenderOwesThePeriodsInWhichTheRegisterHasIt) {
    known.scheduled[feed] = {"2026-08", "2026-09", "2026-10", "all"};
    senders.senders.clear();
    sender("k0301", "2026-09-30");                // its first day is September's last
    sender("k1103", "2020-01-01", "2026-10-01");  // its last day is September's last
    EXPECT_EQ(texts("2026-11-29T12:00:00Z"), (Texts{"k0301/2026-10 overdue", "k0301/2026-09 overdue",
                                                    "k1103/2026-09 overdue", "k1103/2026-08 overdue"}));
    EXPECT_EQ(texts("2026-11-29T12:00:00Z", "2026-09"), (Texts{"k0301/2026-09 overdue", "k1103/2026-09 overdue"}));
    EXPECT_EQ(texts("2026-11-29T12:00:00Z", "2026-07"), Texts{}) << "before the first that was scheduled here";
    EXPECT_EQ(overdue_senders(look("2026-11-29T12:00:00Z")), 2U);
}

TEST_F(Arrivals, WithoutAnySlotTodaysPeriodIsTheFirst) {
    known.scheduled.clear();
    EXPECT_EQ(texts("2026-11-29T12:00:00Z"), Texts{"k0301/2026-10 overdue"});
    EXPECT_EQ(texts("2026-11-30T22:59:59Z"), Texts{"k0301/2026-10 overdue"});
    EXPECT_EQ(texts("2026-11-30T23:00:00Z"), Texts{"k0301/2026-11 expected"}) << "December has begun in Oslo";
    schedule().period = catalog::PeriodKind::all;
    EXPECT_EQ(texts("2026-11-29T12:00:00Z"), Texts{"k0301/all expected"}) << "no days, nothing to be late for";
    sender("k0302", "2026-11-30");
    EXPECT_EQ(look("2026-11-29T12:00:00Z").size(), 1U) << "owes from tomorrow on";
}

TEST_F(Arrivals, WhatNobodyOwesIsToldWhereItCame) {
    known.scheduled[feed] = {"2026-09"};
    receive("k0999", "2026-10", in_time).first_loaded_at = in_time;
    receive("k0301", "2019-05", "2019-06-01T00:00:00.000000Z").landed = true;
    EXPECT_EQ(texts(due), (Texts{"k0301/2026-10 overdue", "k0999/2026-10 accepted not owed", "k0301/2026-09 overdue"}))
        << "2019 is older than what is looked at";
    EXPECT_EQ(texts(due, "2019-05"), Texts{"k0301/2019-05 received not owed"});
    EXPECT_EQ(look(due).at(0).first_delivery, parse_instant("2019-06-01T00:00:00Z")) << "of any period";
}

TEST_F(Arrivals, OnlyActiveFeedsOweAndASourceOwesItsOwn) {
    schedule().of_register = false;
    EXPECT_EQ(texts(due), Texts{"municipal/2026-10 overdue"});
    EXPECT_EQ(look(due).at(0).sender, nullptr);
    for (const auto state : {catalog::FeedState::draft, catalog::FeedState::shadow}) {
        catalog.contracts[feed].state = state;
        EXPECT_EQ(texts(due), Texts{});
    }
}

TEST_F(Arrivals, OnlyTheNewestPeriodsAreLookedAtUnlessOneIsNamed) {
    known.scheduled[feed] = {"2020-01"};
    const auto all = look(due);
    EXPECT_EQ(all.size(), most_periods);
    EXPECT_EQ(all.back().unit.period, "2023-11");
    EXPECT_EQ(texts(due, "2020-01"), Texts{"k0301/2020-01 overdue"});
}

TEST_F(Arrivals, TwoThousandUnitsOfManyPeriodsCostMilliseconds) {
    known.scheduled[feed] = {"2020-01"};
    senders.senders.clear();
    for (int number = 1000; number < 1400; ++number) sender("k" + std::to_string(number));
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(look(due).size(), 400U * most_periods);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_LT(took.count(), 2.0) << "14 400 units; a tenth of that where nothing else runs";
}

}  // namespace
}  // namespace tilsig::arrivals
