#include "night/agenda.hpp"

#include <algorithm>
#include <set>

#include "ledger/pauses.hpp"

namespace tilsig::night {

Recorded recorded_slots(session::Session& session, Instant now) {
    Recorded recorded;
    ledger::Slots slots(session.connection(), session.context().clock);
    for (const auto& newest : slots.newest(now))
        recorded.newest[{newest.feed, newest.sender, newest.shadow}] = newest.instant;
    for (const auto& failed : slots.failed())
        recorded.failed.push_back(
            {failed.id, failed.slot.unit, failed.slot.instant, failed.first_tried, failed.retry_at});
    for (const auto& pause : ledger::Pauses(session.connection(), session.context().clock).paused_feeds())
        recorded.paused[pause.feed] = {parse_instant(pause.since), pause.who, pause.why};
    return recorded;
}

SlotPlan plan_now(session::Session& session) {
    const auto& context = session.context();
    const Instant now = context.clock.now();
    return plan_slots(context.catalog, context.senders, recorded_slots(session, now), now);
}

answers::Waiting waiting_units(session::Session& session) {
    const auto& context = session.context();
    const auto plan = plan_now(session);
    const Instant now = context.clock.now();
    answers::Waiting waiting;
    waiting.due = plan.due.size();
    waiting.next = plan.next;
    for (const auto& slot : plan.due) {
        if (!waiting.oldest || slot.instant < *waiting.oldest) waiting.oldest = slot.instant;
        if (context.catalog.schedules.at(slot.unit.feed).deadline_of(slot.instant) <= now) ++waiting.overdue;
    }
    return waiting;
}

std::vector<Slot> all_units(const session::Context& context, Instant now, const std::vector<std::string>& only) {
    // What was never recorded begins with its newest past instant: nothing recorded is everything due.
    auto due = plan_slots(context.catalog, context.senders, {}, now).due;
    std::erase_if(due, [&](const auto& slot) {
        return !only.empty() && std::find(only.begin(), only.end(), slot.unit.feed) == only.end();
    });
    return due;
}

void record_not_run(session::Session& session, const SlotPlan& plan) {
    std::vector<ledger::SkippedSpan> skipped;
    for (const auto& span : plan.skipped)
        skipped.push_back({span.unit, span.first, span.last, span.count, span.reason});
    ledger::Slots slots(session.connection(), session.context().clock);
    slots.record_skipped(skipped);
    for (const auto& over : plan.given_up) slots.give_up({over.id}, over.reason);
}

std::vector<model::UnitName> take_due(session::Session& session, std::int64_t night_id, const SlotPlan& plan) {
    std::vector<ledger::SlotKey> due;
    for (const auto& slot : plan.due) due.push_back({slot.unit, slot.instant});
    session.write([&] {
        record_not_run(session, plan);
        (void)ledger::Slots(session.connection(), session.context().clock).claim(night_id, due);
        session.require_fence();
    });
    // Also what was claimed before an answer was lost.
    std::set<ledger::SlotKey> mine;
    for (auto& key : ledger::Slots(session.connection(), session.context().clock).running(night_id))
        mine.insert(std::move(key));
    std::vector<model::UnitName> units;
    for (const auto& slot : plan.due)
        if (mine.contains({slot.unit, slot.instant})) units.push_back(slot.unit);
    return units;
}

}  // namespace tilsig::night
