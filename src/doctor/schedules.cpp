// When something is due next, what is paused, and whether anybody runs it.
#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "ledger/lease.hpp"
#include "ledger/migrations.hpp"
#include "ledger/nights.hpp"
#include "ledger/pauses.hpp"
#include "night/agenda.hpp"
#include "session/session.hpp"

namespace tilsig::doctor {

namespace {

using namespace std::chrono_literals;

/// A night a day, and an hour or two for one that took long.
constexpr auto without_anybody = 26h;

std::chrono::seconds age(Instant now, const std::string& recorded) {
    return std::chrono::duration_cast<std::chrono::seconds>(now - parse_instant(recorded));
}

void look_at_declared(Remarks& remarks, const Installation& here) {
    std::vector<std::string> without;
    std::size_t scheduled = 0;
    for (const auto& [feed, contract] : here.catalog.contracts) {
        if (contract.state == catalog::FeedState::draft) continue;
        if (here.catalog.schedules.contains(feed))
            ++scheduled;
        else
            without.push_back(feed);
    }
    // Some are published once and loaded by hand, so that this is no fault; a schedule that was forgotten shows here.
    if (!without.empty())
        remarks.push_back(
            good(counted(without.size(), "feed") + " without a schedule, only run by hand: " + join(without, ", ")));
    const auto plan = night::plan_slots(here.catalog, here.senders, {}, here.clock.now());
    if (!plan.next) {
        remarks.push_back(warning("nothing is scheduled", "write schedules/SOURCE.yaml"));
        return;
    }
    remarks.push_back(good(counted(scheduled, "feed") + " with a schedule; next: " + answers::local_text(*plan.next)));
}

void look_at_pauses(Remarks& remarks, session::Session& session) {
    for (const auto& pause : ledger::Pauses(session.connection(), session.context().clock).paused_feeds())
        remarks.push_back(warning(
            pause.feed + ": paused since " + answers::local_text(pause.since) + " by " + pause.who + ": " + pause.why,
            "when that is over: `tilsig schedule resume " + pause.feed + "`"));
}

/// Who runs it: a daemon that is heard of, or a night that closed not long ago.
void look_at_nights(Remarks& remarks, session::Session& session, const Installation& here) {
    const Instant now = here.clock.now();
    const auto daemon = ledger::Lease(session.connection(), ledger::daemon_lease, here.settings.daemon.lease).holder();
    const auto closed = ledger::Nights(session.connection(), here.clock).last_closed();
    const auto waiting = night::waiting_units(session);
    const std::string last = closed ? "the last night closed " + answers::age_text(age(now, closed->closed_at)) + " ago"
                                    : "no night closed yet";
    if (daemon && !daemon->expired) {
        remarks.push_back(good("a daemon is at work (" + daemon->holder + "); " + last));
        return;
    }
    const bool silent = closed && age(now, closed->closed_at) > without_anybody;
    const std::string due =
        waiting.due > 0 ? "; " + counted(waiting.due, "unit") + " due since " + answers::local_text(*waiting.oldest)
                        : "; nothing is due";
    if (silent && waiting.due > 0)
        remarks.push_back(bad(ErrorKind::internal, "neither a daemon nor a night: " + last + due,
                              "start `tilsig daemon`, or see why cron does not run `tilsig night`"));
    else if (!closed)
        remarks.push_back(
            warning("no daemon, and " + last + due, "run `tilsig night`, then start `tilsig daemon` or cron"));
    else
        remarks.push_back(good("no daemon; " + last + due));
}

}  // namespace

Remarks look_at_schedules(const Installation& here, bool database) {
    Remarks remarks;
    look_at_declared(remarks, here);
    if (!database) {
        remarks.push_back(warning("pauses, daemon and nights were not looked at: they stand in the database",
                                  "see the check of the database"));
        return remarks;
    }
    const session::Context context{here.catalog, here.senders,     here.dsn(),  here.places,
                                   here.clock,   Logger::silent(), here.version};
    try {
        session::Session session(context, session::SessionRole::reader);
        look_at_pauses(remarks, session);
        look_at_nights(remarks, session, here);
    } catch (const Error& error) {
        if (error.error_code() == ledger::no_ledger_yet) {
            remarks.push_back(good("no night yet: the first one tries " +
                                   counted(night::all_units(context, here.clock.now(), {}).size(), "unit")));
            return remarks;
        }
        // Of another version, which the check of the database has told.
        if (error.kind() != ErrorKind::state) throw;
        remarks.push_back(
            warning("pauses, daemon and nights were not looked at: " + error.message(), error.remedy_text()));
    }
    return remarks;
}

}  // namespace tilsig::doctor
