#include "daemon/outlook.hpp"

#include <algorithm>

#include "answers/holds_answer.hpp"
#include "ledger/nights.hpp"
#include "ledger/pauses.hpp"
#include "night/agenda.hpp"

namespace tilsig::daemon {

namespace {

constexpr std::chrono::minutes between_pauses{1};

}  // namespace

bool Outlook::refresh(session::Session& session, const ledger::Fence& fence) {
    if (m_known && !moment_has_come() && !pauses_changed(session)) return false;
    plan(session, fence);
    return true;
}

bool Outlook::moment_has_come() const { return m_plan.next && m_clock.now() >= *m_plan.next; }

void Outlook::plan(session::Session& session, const ledger::Fence& fence) {
    const auto& context = session.context();
    const Instant now = m_clock.now();
    m_known = false;
    m_paused = paused(session);
    m_paused_asked = m_clock.steady();
    const auto recorded = night::recorded_slots(session, now);
    m_plan = night::plan_slots(context.catalog, context.senders, recorded, now);
    m_failed = recorded.failed.size();
    m_deadlines.clear();
    for (const auto& slot : m_plan.due) keep_deadline(context.catalog, slot.unit.feed, slot.instant);
    for (const auto& failed : recorded.failed) keep_deadline(context.catalog, failed.unit.feed, failed.instant);
    count_holds(session);
    const auto open = ledger::Nights(session.connection(), m_clock).open();
    m_left_open = open && open->cause == ledger::NightCause::schedule;
    if (m_plan.due.empty() && (!m_plan.skipped.empty() || !m_plan.given_up.empty())) {
        session.write([&] {
            night::record_not_run(session, m_plan);
            ledger::require_fence(session.connection(), fence);
        });
    }
    m_plan.skipped.clear();
    m_plan.given_up.clear();
    m_known = true;
}

std::vector<std::string> Outlook::paused(session::Session& session) const {
    std::vector<std::string> feeds;
    for (const auto& pause : ledger::Pauses(session.connection(), m_clock).paused_feeds()) feeds.push_back(pause.feed);
    return feeds;
}

bool Outlook::pauses_changed(session::Session& session) {
    const auto now = m_clock.steady();
    if (now - m_paused_asked < between_pauses) return false;
    m_paused_asked = now;
    count_holds(session);
    return paused(session) != m_paused;
}

void Outlook::count_holds(session::Session& session) {
    m_holds.clear();
    for (const auto& item : answers::held_items(session.ledger())) ++m_holds[item.unit.feed];
}

void Outlook::keep_deadline(const catalog::Catalog& catalog, const std::string& feed, Instant instant) {
    const auto schedule = catalog.schedules.find(feed);
    if (schedule == catalog.schedules.end()) return;
    const Instant deadline = schedule->second.deadline_of(instant);
    const auto [at, first] = m_deadlines.emplace(feed, deadline);
    if (!first) at->second = std::min(at->second, deadline);
}

void Outlook::remember_start() {
    m_given.reset();
    if (!m_plan.due.empty()) m_given = Given{m_plan.due.front().unit, m_plan.due.front().instant};
}

bool Outlook::came_to_something() const {
    if (!m_given) return !m_left_open;
    return std::none_of(m_plan.due.begin(), m_plan.due.end(), [&](const auto& slot) {
        return Given{slot.unit, slot.instant} == *m_given;
    });
}

Backlog Outlook::backlog(bool running) const {
    Backlog backlog;
    (running ? backlog.running : backlog.due) = m_plan.due.size();
    backlog.retrying = m_failed;
    backlog.next = m_plan.next;
    backlog.holds = m_holds;
    const Instant now = m_clock.now();
    for (const auto& [feed, deadline] : m_deadlines)
        if (deadline <= now) backlog.overdue_since.emplace(feed, deadline);
    return backlog;
}

}  // namespace tilsig::daemon
