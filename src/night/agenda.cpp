#include "night/agenda.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "ledger/pauses.hpp"

namespace tilsig::night {

namespace {

constexpr int all_runs = 1'000'000;

answers::Waiting in_numbers(const session::Context& context, const Recorded& recorded) {
    const Instant now = context.clock.now();
    const auto plan = plan_slots(context.catalog, context.senders, recorded, now);
    answers::Waiting waiting;
    waiting.due = plan.due.size();
    waiting.next = plan.next;
    for (const auto& slot : plan.due) {
        if (!waiting.oldest || slot.instant < *waiting.oldest) waiting.oldest = slot.instant;
        if (context.catalog.schedules.at(slot.unit.feed).deadline_of(slot.instant) <= now) ++waiting.overdue;
    }
    return waiting;
}

}  // namespace

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
    return in_numbers(session.context(), recorded_slots(session, session.context().clock.now()));
}

answers::Waiting waiting_from_the_start(const session::Context& context) { return in_numbers(context, {}); }

std::vector<Slot> all_units(const session::Context& context, Instant now, const std::vector<std::string>& only) {
    // What was never recorded begins with its newest past instant: nothing recorded is everything due.
    auto due = plan_slots(context.catalog, context.senders, {}, now).due;
    std::erase_if(due, [&](const auto& slot) {
        return !only.empty() && std::find(only.begin(), only.end(), slot.unit.feed) == only.end();
    });
    return due;
}

std::string feeds_text(const std::vector<std::string>& feeds) {
    const std::set<std::string> each(feeds.begin(), feeds.end());
    return join({each.begin(), each.end()}, ", ");
}

std::string not_come_to(session::Session& session, const ledger::Night& night) {
    const bool everything = night.cause == ledger::NightCause::everything;
    if (!everything && night.asked.empty()) return "";
    std::vector<std::string> feeds;
    if (!everything)
        for (const auto feed : split(night.asked, ',')) feeds.emplace_back(trim(feed));
    std::set<model::UnitName> done;
    const auto names = session.ledger().unit_names();
    for (const auto& one : session.ledger().runs(std::nullopt, night.id, all_runs))
        if (const auto name = names.find(one.unit_id);
            name != names.end() && one.outcome && *one.outcome != model::Outcome::failed)
            done.insert(name->second);
    constexpr std::size_t named = 3;
    std::vector<std::string> left, again;
    std::size_t more = 0;
    for (const auto& slot : all_units(session.context(), parse_instant(night.started_at), feeds)) {
        if (done.contains(slot.unit)) continue;
        left.size() < named ? left.push_back(slot.unit.text()) : static_cast<void>(++more);
        again.push_back(slot.unit.feed);
    }
    if (left.empty()) return "";
    const std::set<std::string> undone(again.begin(), again.end());
    const std::string named_feeds = join({undone.begin(), undone.end()}, " --feed ");
    const std::string units = join(left, ", ") + (more > 0 ? " and " + grouped(more) + " more" : "");
    const char* them = left.size() + more == 1 ? "it" : "them";
    if (everything) return units + "; `tilsig night --all` runs " + them;
    return units + "; `tilsig night --feed " + named_feeds + "` runs " + them;
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
