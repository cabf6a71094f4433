// Feeds, senders and a ledger that does what the night would do with a plan.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "calendar/zone.hpp"
#include "night/slots.hpp"

namespace tilsig::night {

inline Instant at(const std::string& text) { return parse_instant(text); }

inline std::int64_t day_number(int year, unsigned month, unsigned day) {
    return Day{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}.time_since_epoch().count();
}

class PlanningWorld {
public:
    catalog::Schedule& feed(const std::string& name, const char* cron,
                            catalog::FeedState state = catalog::FeedState::active) {
        auto& contract = catalog.contracts[name];
        contract.feed = name;
        contract.source = name.substr(0, name.find('.'));
        contract.state = state;
        auto& schedule = catalog.schedules[name];
        schedule.feed = name;
        schedule.recurrence = {calendar::Cron::parse(cron), calendar::Zone::named("Europe/Oslo")};
        return schedule;
    }
    void sender(const std::string& id, const std::string& feed, senders::Validity validity = {}) {
        senders::Sender sender;
        sender.id = id;
        sender.feeds = {feed};
        sender.validity = validity;
        senders.senders.push_back(std::move(sender));
    }

    [[nodiscard]] SlotPlan plan(Instant now) const {
        Recorded seen = recorded;
        seen.newest.clear();
        for (const auto& [series, rows] : m_rows) {
            for (const auto& [key, last] : rows)
                if (last <= now) seen.newest[series] = std::max(seen.newest[series], last);
        }
        return plan_slots(catalog, senders, seen, now);
    }
    [[nodiscard]] SlotPlan plan(const char* now) const { return plan(at(now)); }

    /// Records a plan as the night does; fails when a row is there already, unless it is a span that goes beyond `now`.
    void record(const SlotPlan& plan, Instant now) {
        for (const auto& slot : plan.due) add(slot.unit, slot.instant, slot.instant, now);
        for (const auto& span : plan.skipped) add(span.unit, span.first, span.last, now);
    }
    SlotPlan run(Instant now) {
        auto made = plan(now);
        record(made, now);
        return made;
    }
    SlotPlan run(const char* now) { return run(at(now)); }

    catalog::Catalog catalog;
    senders::Register senders;
    Recorded recorded;  ///< `failed` and `paused`; `newest` follows from what was recorded

private:
    void add(const model::UnitName& unit, Instant first, Instant last, Instant now) {
        auto& rows = m_rows[{unit.feed, unit.sender, unit.shadow}];
        const auto [place, is_new] = rows.try_emplace({unit, first}, last);
        EXPECT_TRUE(is_new || place->second > now) << unit.text() << " twice at " << to_text(first);
        place->second = last;
    }

    /// By the first instant of the row: its last.
    std::map<Series, std::map<std::pair<model::UnitName, Instant>, Instant>> m_rows;
};

/// "feed/sender/period 2026-11-30 02:00 +01:00"
inline std::vector<std::string> due_texts(const SlotPlan& plan) {
    const auto oslo = calendar::Zone::named("Europe/Oslo");
    std::vector<std::string> texts;
    for (const auto& slot : plan.due) texts.push_back(slot.unit.text() + " " + oslo.text(slot.instant));
    return texts;
}
/// "feed/sender/period 2 from 2026-11-28 02:00 +01:00 to 2026-11-29 02:00 +01:00: reason"
inline std::vector<std::string> skipped_texts(const SlotPlan& plan) {
    const auto oslo = calendar::Zone::named("Europe/Oslo");
    std::vector<std::string> texts;
    for (const auto& span : plan.skipped)
        texts.push_back(span.unit.text() + " " + std::to_string(span.count) + " from " + oslo.text(span.first) +
                        " to " + oslo.text(span.last) + ": " + span.reason);
    return texts;
}

}  // namespace tilsig::night
