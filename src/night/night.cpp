#include "night/night.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "arrivals/publish.hpp"
#include "ledger/nights.hpp"
#include "ledger/received_units.hpp"
#include "night/agenda.hpp"
#include "night/due.hpp"
#include "night/insist.hpp"
#include "night/look_back.hpp"
#include "night/round.hpp"
#include "night/unit_night.hpp"
#include "session/process_lock.hpp"

namespace tilsig::night {

namespace {

using answers::UnitAnswer;
using Units = std::vector<model::UnitName>;

/// One night in progress.
class NightRun {
public:
    NightRun(session::Session& session, const NightOptions& options, const NightProgress& progress)
        : m_session(session), m_options(options), m_progress(progress), m_clock(session.context().clock) {}

    answers::NightAnswer execute() {
        // First: a feed that is not known must leave no open night behind.
        for (const auto& feed : m_options.only) (void)require_schedule(m_session.context().catalog, feed);
        m_deadline = m_clock.steady() + m_options.deadline;
        auto plan = plan_now(m_session);
        if (nothing_to_do(plan) && !left_open()) {
            answers::NightAnswer none;
            none.next = plan.next;
            return none;
        }
        begin();
        // What an interrupted night left is due again.
        if (!m_interrupted.empty()) plan = look();
        m_skipped = plan.skipped.size();
        auto end = m_options.scope == Scope::nothing ? RoundEnd::done : work_on(units_of(plan));
        while (end == RoundEnd::done && m_options.together.count() > 0 && wait_for_more())
            end = work_on(units_of(look()));
        close(end);
        run_shadows(end);
        return answer();
    }

private:
    using Scope = NightOptions::Scope;

    [[nodiscard]] bool asked_for_all() const { return m_options.scope != Scope::due || !m_options.only.empty(); }

    [[nodiscard]] bool nothing_to_do(const SlotPlan& plan) const {
        return !asked_for_all() && plan.due.empty() && plan.skipped.empty();
    }

    /// A night that was killed is closed, or gone on with, also when nothing new is due.
    [[nodiscard]] bool left_open() { return nights().open().has_value(); }

    void begin() {
        ledger::NightWish wish{m_options.cause, to_text(m_clock.now() + m_options.deadline), asked(), m_holder};
        wish.require_gone = [&](const std::string& holder) { session::require_gone(holder, fence()); };
        wish.unfinished = [&](const ledger::Night& night) { return not_come_to(m_session, night); };
        auto begun = insist_until(m_deadline, [&] { return nights().begin(wish); });
        m_night = std::move(begun.night);
        m_interrupted = std::move(begun.interrupted);
        if (m_options.begun) m_options.begun(m_night);
        if (!begun.resumed) return;
        m_resumed_night = true;
        // Its own deadline goes on, not a new one.
        const auto left = parse_instant(m_night.deadline_at) - m_clock.now();
        m_deadline = std::min(m_deadline, m_clock.steady() + left);
        for (const auto& key : slots().not_run(m_night.id)) m_not_run.push_back(key.unit);
        for (const auto& key : slots().running(m_night.id)) m_resumed.push_back(key.unit);
        for (const std::int64_t unit : nights().finished_units(m_night.id)) m_finished.insert(unit);
    }

    /// What this night has to do now: what is due and, when it was asked for, what is not.
    Units units_of(const SlotPlan& plan) {
        SlotPlan mine = plan;
        if (!m_options.only.empty()) {
            const auto other = [&](const auto& each) {
                return std::find(m_options.only.begin(), m_options.only.end(), each.unit.feed) == m_options.only.end();
            };
            std::erase_if(mine.due, other);
            std::erase_if(mine.skipped, other);
        }
        // An instant that is new to the night is run, whatever it finished of the unit before.
        auto units = insist_until(m_deadline, [&] { return take_due(m_session, m_night.id, mine); });
        units.insert(units.end(), m_not_run.begin(), m_not_run.end());
        m_not_run.clear();
        add_unfinished(units, std::move(m_resumed));
        m_resumed.clear();
        if (asked_for_all()) {
            Units all;
            for (auto& slot : all_units(m_session.context(), m_clock.now(), m_options.only))
                all.push_back(std::move(slot.unit));
            add_unfinished(units, std::move(all));
        }
        return with_late_files(once_each(std::move(units)));
    }

    /// And what lies at the sources for older periods. It takes no slot: nothing is due, and what lies there is found
    /// again by the next night when this one does not come to it.
    Units with_late_files(Units units) {
        std::set<std::string> feeds;
        if (m_resumed_night && m_looked_back.empty() && !m_finished.empty()) {
            // Of a feed whose due units had all ended the older ones may have been left.
            const auto names = m_session.ledger().unit_names();
            for (const std::int64_t number : m_finished) {
                const auto name = names.find(number);
                if (name == names.end()) continue;
                feeds.insert(name->second.feed);
                m_looked_back.insert(name->second);
            }
        }
        auto found = survey(m_session, units, feeds, m_looked_back);
        m_remarks.merge(found.remarks);
        if (found.units.empty()) return units;
        m_looked_back.insert(found.units.begin(), found.units.end());
        units.insert(units.end(), found.units.begin(), found.units.end());
        // Of a feed and a sender the older period first.
        Ranks ranks(m_session.context().catalog);
        std::sort(units.begin(), units.end(), [&](const auto& a, const auto& b) {
            return std::pair(ranks.of(a.feed), a) < std::pair(ranks.of(b.feed), b);
        });
        return units;
    }

    /// Without those that this night finished before it was interrupted.
    void add_unfinished(Units& units, Units more) {
        for (auto& unit : more) {
            const auto number = m_finished.empty() ? std::nullopt : m_session.ledger().find_unit(unit);
            if (!number || !m_finished.contains(*number)) units.push_back(std::move(unit));
        }
    }

    /// In their order.
    static Units once_each(Units units) {
        std::set<model::UnitName> seen;
        std::erase_if(units, [&](const auto& unit) { return !seen.insert(unit).second; });
        return units;
    }

    RoundEnd work_on(Units units) {
        m_due += units.size();
        Units refused;
        std::erase_if(units, [&](const auto& unit) {
            if (m_session.loadable(unit)) return false;
            refused.push_back(unit);
            return true;
        });
        // Only this process knows why their tables are not as declared; nothing is fetched for them.
        for (const auto& unit : refused) ended(process_unit(m_session, unit, m_night.id));
        std::stable_partition(units.begin(), units.end(), [](const auto& unit) { return !unit.shadow; });
        const auto first_shadow =
            std::find_if(units.begin(), units.end(), [](const auto& unit) { return unit.shadow; });
        m_shadows.insert(m_shadows.end(), first_shadow, units.end());
        units.erase(first_shadow, units.end());
        return two_rounds(std::move(units));
    }

    /// Failures that may pass get a second chance when everybody else had a first one. What builds on a feed that
    /// failed waits for that: made now, it would be made of yesterday's data.
    RoundEnd two_rounds(Units units) {
        m_again.clear();
        m_waiting.clear();
        const auto end = one_round(units, true);
        if (end != RoundEnd::done || (m_again.empty() && m_waiting.empty())) return end;
        Units second = m_again;
        second.insert(second.end(), m_waiting.begin(), m_waiting.end());
        m_done -= m_again.size();
        return one_round(second, false);
    }

    RoundEnd one_round(const Units& units, bool first) {
        Round round(m_session, m_options, m_night.id, m_deadline, [&](const UnitAnswer& answer) {
            if (first && answer.outcome == model::Outcome::failed && answer.retryable &&
                m_session.loadable(answer.unit))
                m_again.push_back(answer.unit);
            ended(answer);
        });
        round.tell(m_remarks);
        if (first) round.postpone([&](const model::UnitName& unit) { return postponed(unit); });
        const auto end = round.run(units);
        const bool stopped = end == RoundEnd::stopped;
        auto left = round.left();
        if (end != RoundEnd::done) left.insert(left.end(), m_waiting.begin(), m_waiting.end());
        if (!stopped) {
            for (const auto& unit : left)
                round.settle(unit, model::Outcome::late, "the night's deadline passed before its turn");
        }
        return end;
    }

    /// Asked when it is the unit's turn in the first round: what it builds on has ended then.
    bool postponed(const model::UnitName& unit) {
        const auto& schedules = m_session.context().catalog.schedules;
        const auto schedule = schedules.find(unit.feed);
        if (schedule == schedules.end()) return false;
        const auto is_of = [](const std::string& feed) {
            return [&feed](const model::UnitName& other) { return other.feed == feed; };
        };
        for (const auto& before : schedule->second.after) {
            if (std::any_of(m_again.begin(), m_again.end(), is_of(before)) ||
                std::any_of(m_waiting.begin(), m_waiting.end(), is_of(before))) {
                m_waiting.push_back(unit);
                return true;
            }
        }
        return false;
    }

    void ended(const UnitAnswer& answer) {
        ++m_done;
        if (!m_progress) return;
        auto told = answer;
        told.never_delivered = answer.outcome == model::Outcome::nothing_new && !ever_received(answer.unit);
        m_progress(told, m_done, m_due);
    }

    /// For progress alone: a connection that is lost is not made again for it.
    bool ever_received(const model::UnitName& unit) {
        try {
            return ledger::ever_received(m_session.connection(), unit);
        } catch (const Error&) {
            return true;
        }
    }

    SlotPlan look() {
        return insist_until(closing_deadline(), [&] { return plan_now(m_session); });
    }

    /// Until something more is due within `together`: true. False when nothing is, or the night is to stop.
    bool wait_for_more() {
        const Instant until = m_clock.now() + m_options.together;
        const Instant closes = parse_instant(m_night.deadline_at);
        for (;;) {
            const auto plan = look();
            if (!plan.due.empty()) return true;
            if (!plan.next || *plan.next > until || *plan.next >= closes) return false;
            if (!rest_until(*plan.next)) return false;
        }
    }

    /// Others may load meanwhile. A night by hand that came in between has closed this one: it goes on as a new one.
    bool rest_until(Instant moment) {
        insist_until(closing_deadline(), [&] { nights().let_go(m_night.id); });
        if (m_options.rests) m_options.rests();
        const bool stopped = wait_until(moment);
        // Also to close its books it must be alone.
        if (m_options.works && !m_options.works()) return false;
        if (!insist_until(closing_deadline(), [&] { return nights().take_up(m_night.id, m_holder); })) begin();
        return !stopped;
    }

    /// True when the night is to stop. The wall clock is looked at often: it may be set.
    bool wait_until(Instant moment) {
        constexpr std::chrono::milliseconds step{500};
        while (m_clock.now() < moment) {
            if (m_clock.steady() >= m_deadline) return true;
            if (is_stopped(m_options.stop_fd)) return true;
            m_clock.sleep_for(step);
        }
        return false;
    }

    void close(RoundEnd end) {
        m_night = insist_until(closing_deadline(), [&] {
            auto books = nights();
            if (end == RoundEnd::stopped)
                m_session.write([&] { slots().settle(m_night.id, ledger::Unfinished::again, "tilsig was stopped"); });
            auto verdict = books.verdict(m_night.id);
            if (end == RoundEnd::stopped && verdict == model::Verdict::good) verdict = model::Verdict::interrupted;
            return books.close(m_night.id, verdict, [&] {
                const auto& context = m_session.context();
                arrivals::publish_arrivals(m_session.connection(), context.catalog, context.senders, m_clock.now());
            });
        });
        (void)m_session.context().followers.catch_up(m_session);
    }

    /// The deadline is for units; the books are closed after it too.
    [[nodiscard]] std::chrono::steady_clock::time_point closing_deadline() const {
        constexpr std::chrono::minutes for_the_books{5};
        return std::max(m_deadline, m_clock.steady() + for_the_books);
    }

    /// Feeds in shadow run last, in what is left of the night's time: they delay nothing that BI reads, and their
    /// outcome is no part of the verdict.
    void run_shadows(RoundEnd end) {
        if (m_shadows.empty() || end == RoundEnd::stopped) return;
        try {
            (void)two_rounds(std::move(m_shadows));
            insist_until(closing_deadline(), [&] {
                m_session.write([&] { slots().settle(m_night.id, ledger::Unfinished::late, "the deadline passed"); });
            });
        } catch (const Error& error) {
            m_session.context().log.error("the shadow units were not run to their end", error);
        }
    }

    answers::NightAnswer answer() {
        auto answer = insist_until(closing_deadline(), [&] { return answers::night_answer(m_session, m_night); });
        answer.interrupted = m_interrupted;
        answer.skipped = m_skipped;
        answer.resumed = m_resumed_night;
        return answer;
    }

    template <typename Work>
    std::invoke_result_t<const Work&> insist_until(std::chrono::steady_clock::time_point deadline, const Work& work) {
        return insist(m_session, deadline, m_options.stop_fd, work);
    }
    [[nodiscard]] std::optional<std::int64_t> fence() const {
        const auto& fence = m_session.context().fence;
        return fence ? std::optional(fence->number) : std::nullopt;
    }
    [[nodiscard]] std::string asked() const { return feeds_text(m_options.only); }
    ledger::Nights nights() { return ledger::Nights(m_session.connection(), m_clock, m_session.context().fence); }
    ledger::Slots slots() { return ledger::Slots(m_session.connection(), m_clock); }

    session::Session& m_session;
    const NightOptions& m_options;
    const NightProgress& m_progress;
    Clock& m_clock;
    std::chrono::steady_clock::time_point m_deadline;
    const std::string m_holder = session::LockHolder::own(m_clock.now(), fence()).text();
    ledger::Night m_night;
    std::vector<ledger::Night> m_interrupted;
    bool m_resumed_night = false;
    std::size_t m_skipped = 0;
    Units m_not_run;                    ///< of those, the ones that were not run since
    Units m_resumed;                    ///< claimed by this night before it was interrupted
    std::set<std::int64_t> m_finished;  ///< by this night before it was interrupted
    Units m_shadows;
    std::set<model::UnitName> m_looked_back;           ///< older units that this night has had
    std::map<model::UnitName, std::string> m_remarks;  ///< what lies at the sources and is not taken
    Units m_again;                                     ///< failed in the first round, and may pass
    Units m_waiting;                                   ///< build on those
    std::size_t m_due = 0, m_done = 0;
};

}  // namespace

answers::NightAnswer run_night(session::Session& session, const NightOptions& options, const NightProgress& progress) {
    return NightRun(session, options, progress).execute();
}

}  // namespace tilsig::night
