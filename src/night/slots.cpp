#include "night/slots.hpp"

#include <algorithm>
#include <string_view>

#include "night/due.hpp"
#include "night/missed.hpp"

namespace tilsig::night {

namespace {

using calendar::LocalDay;

void keep_earliest(std::optional<Instant>& earliest, Instant candidate) {
    if (!earliest || candidate < *earliest) earliest = candidate;
}

class Planner {
public:
    Planner(const catalog::Catalog& catalog, const senders::Register& senders, const Recorded& recorded, Instant now)
        : m_catalog(catalog), m_senders(senders), m_recorded(recorded), m_now(now), m_ranks(catalog) {}

    SlotPlan plan() {
        for (const auto& [feed, schedule] : m_catalog.schedules) {
            const auto contract = m_catalog.contracts.find(feed);
            if (contract == m_catalog.contracts.end() || contract->second.state == catalog::FeedState::draft) continue;
            plan_feed(schedule, contract->second);
        }
        for (const auto& failed : m_recorded.failed) plan_retry(failed);
        std::sort(m_plan.due.begin(), m_plan.due.end(), [](const Slot& a, const Slot& b) {
            if (a.rank != b.rank) return a.rank < b.rank;
            return a.unit != b.unit ? a.unit < b.unit : a.instant < b.instant;
        });
        return std::move(m_plan);
    }

private:
    void plan_feed(const catalog::Schedule& schedule, const catalog::Contract& contract) {
        const bool shadow = contract.state == catalog::FeedState::shadow;
        if (const auto next = schedule.recurrence.next(m_now)) keep_earliest(m_plan.next, *next);
        const auto newest = schedule.recurrence.latest(m_now);
        if (!newest) return;
        auto& owing =
            m_owing.try_emplace(schedule.feed, m_senders, schedule, contract.source, m_register_turns).first->second;

        // Series that end at the same recorded instant have missed the same instants.
        std::map<Instant, std::vector<std::string_view>> recorded;
        std::vector<std::string_view> known;  // ascending, as the map is
        for (auto series = m_recorded.newest.lower_bound({schedule.feed, "", false});
             series != m_recorded.newest.end() && series->first.feed == schedule.feed; ++series) {
            if (series->first.shadow != shadow) continue;
            known.push_back(series->first.sender);
            if (series->second < *newest) recorded[series->second].push_back(series->first.sender);
        }
        for (const auto& [since, senders] : recorded) {
            std::optional<std::vector<Run>> runs;
            for (const auto sender : senders) {
                if (!owing.ever(sender, since, m_now)) continue;
                if (!runs) runs = runs_between(schedule, owing, since, m_now);
                plan_series(schedule, owing, {schedule.feed, std::string(sender), shadow}, *runs, false);
            }
        }
        const auto first = runs_between(schedule, owing, *newest - Instant::duration{1}, *newest);
        for (const auto sender : owing.at(schedule.recurrence.zone().local_day(*newest)))
            if (!std::binary_search(known.begin(), known.end(), sender))
                plan_series(schedule, owing, {schedule.feed, std::string(sender), shadow}, first, true);
    }

    void plan_series(const catalog::Schedule& schedule, Owing& owing, const Series& series,
                     const std::vector<Run>& runs, bool begins) {
        const auto paused = m_recorded.paused.find(schedule.feed);
        const Pause* pause = paused == m_recorded.paused.end() ? nullptr : &paused->second;
        auto missed = judge_missed(schedule, owing, series, runs, {m_now, pause, begins});
        if (missed.waits_until) keep_earliest(m_plan.next, *missed.waits_until);
        for (auto& [unit, instant] : missed.due)
            m_plan.due.push_back(
                {std::move(unit), instant, deadline(schedule, instant, m_now), m_ranks.of(schedule.feed)});
        std::move(missed.skipped.begin(), missed.skipped.end(), std::back_inserter(m_plan.skipped));
    }

    /// Of a slot taken for the first time at `taken`.
    static Instant deadline(const catalog::Schedule& schedule, Instant instant, Instant taken) {
        const Instant own = schedule.deadline_of(instant);
        return taken < own ? own : schedule.deadline_of(taken);
    }

    void plan_retry(const FailedSlot& failed) {
        const auto found = m_catalog.schedules.find(failed.unit.feed);
        const auto contract = m_catalog.contracts.find(failed.unit.feed);
        const auto wanted = failed.unit.shadow ? catalog::FeedState::shadow : catalog::FeedState::active;
        if (found == m_catalog.schedules.end() || contract == m_catalog.contracts.end() ||
            contract->second.state != wanted)
            return give_up(failed, "the feed is not scheduled any more");
        const auto& schedule = found->second;
        if (is_superseded(schedule, failed)) return give_up(failed, "a newer instant of the unit took its place");
        if (!owes(schedule, contract->second, failed))
            return give_up(failed, "the sender does not owe the feed any more");
        const Instant late = deadline(schedule, failed.instant, failed.first_tried);
        Instant again = std::max(failed.retry_at, m_now);
        if (schedule.window) again = schedule.window->this_or_next_opening(again, schedule.recurrence.zone());
        if (again >= late) return give_up(failed, "its deadline was " + schedule.recurrence.zone().text(late));
        if (m_recorded.paused.contains(failed.unit.feed) || again > m_now)
            return keep_earliest(m_plan.next, again > m_now ? again : late);
        m_plan.due.push_back({failed.unit, failed.instant, late, m_ranks.of(failed.unit.feed)});
    }

    void give_up(const FailedSlot& failed, std::string reason) {
        m_plan.given_up.push_back({failed.id, std::move(reason)});
    }

    /// A newer slot of the same unit brings what this one would have brought.
    bool is_superseded(const catalog::Schedule& schedule, const FailedSlot& failed) const {
        const auto newest = m_recorded.newest.find({failed.unit.feed, failed.unit.sender, failed.unit.shadow});
        if (newest != m_recorded.newest.end() && newest->second > failed.instant &&
            schedule.period_of(schedule.recurrence.zone().local_day(newest->second)) == failed.unit.period)
            return true;
        return std::any_of(m_plan.due.begin(), m_plan.due.end(), [&](const Slot& slot) {
            return slot.unit == failed.unit && slot.instant >= failed.instant;
        });
    }

    bool owes(const catalog::Schedule& schedule, const catalog::Contract& contract, const FailedSlot& failed) {
        auto& owing =
            m_owing.try_emplace(schedule.feed, m_senders, schedule, contract.source, m_register_turns).first->second;
        const LocalDay day = schedule.recurrence.zone().local_day(failed.instant);
        return owing.owes(failed.unit.sender, day) && schedule.exemption(failed.unit.sender, day) == nullptr;
    }

    const catalog::Catalog& m_catalog;
    const senders::Register& m_senders;
    const Recorded& m_recorded;
    Instant m_now;
    Ranks m_ranks;
    std::vector<LocalDay> m_register_turns = turns_of(m_senders);
    std::map<std::string, Owing> m_owing;
    SlotPlan m_plan;
};

}  // namespace

SlotPlan plan_slots(const catalog::Catalog& catalog, const senders::Register& senders, const Recorded& recorded,
                    Instant now) {
    return Planner(catalog, senders, recorded, now).plan();
}

}  // namespace tilsig::night
