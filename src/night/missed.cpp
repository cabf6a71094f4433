#include "night/missed.hpp"

#include <algorithm>
#include <set>

namespace tilsig::night {

namespace {

using calendar::LocalDay;
using std::chrono::days;

/// One more than can be caught up: the instant before those must be known.
constexpr std::size_t held = most_caught_up + 1;
/// Skipped spans of a series that stand before everything that is due.
constexpr std::size_t most_spans = most_caught_up;

std::string text_of(LocalDay day) { return to_text(Day{day.time_since_epoch()}); }

void note(Run& run, Instant instant) {
    if (run.count++ == 0) run.first = instant;
    run.last = instant;
    if (run.newest.size() == 2 * held)
        run.newest.erase(run.newest.begin(), run.newest.begin() + static_cast<std::ptrdiff_t>(held));
    run.newest.push_back(instant);
}

bool is_in_time(const catalog::Schedule& schedule, Instant instant) {
    return !schedule.window ||
           schedule.window->this_or_next_opening(instant, schedule.recurrence.zone()) < schedule.deadline_of(instant);
}

/// How the instants of a series part into those that are due and those that are not.
class Judge {
public:
    Judge(const catalog::Schedule& schedule, const Series& series, std::vector<const Run*> owed, const Judging& judging)
        : m_schedule(schedule),
          m_series(series),
          m_owed(std::move(owed)),
          m_judging(judging),
          m_due_of(m_owed.size(), 0) {}

    Missed judge() {
        if (m_judging.pause == nullptr) choose();
        const auto& zone = m_schedule.recurrence.zone();
        const bool closed = m_schedule.window && !m_schedule.window->contains(m_judging.now, zone);
        for (std::size_t i = 0; i < m_owed.size(); ++i) {
            const Run& run = *m_owed[i];
            const std::size_t due = m_due_of[i];
            if (run.count > due) skip(run, due);
            if (due == 0) continue;
            if (closed) {
                m_missed.waits_until = m_schedule.window->this_or_next_opening(m_judging.now, zone);
                break;
            }
            for (auto at = run.newest.end() - static_cast<std::ptrdiff_t>(due); at != run.newest.end(); ++at)
                m_missed.due.emplace_back(unit(run), *at);
            m_may_join = false;
        }
        join_oldest();
        return std::move(m_missed);
    }

private:
    enum class Why { paused, exempt, window, policy };

    model::UnitName unit(const Run& run) const { return {m_series.feed, m_series.sender, run.period, m_series.shadow}; }
    const catalog::Exemption* exemption(const Run& run) const { return m_schedule.exemption(m_series.sender, run.day); }

    /// From the newest to the oldest: how many of each run's last instants are due.
    void choose() {
        std::size_t left = most_caught_up;
        for (std::size_t i = m_owed.size(); i-- > 0 && left > 0;) {
            const Run& run = *m_owed[i];
            if (!run.in_time || exemption(run) != nullptr) continue;
            m_due_of[i] = std::min(left, wanted(run));
            left -= m_due_of[i];
            if (m_due_of[i] > 0) m_served.insert(run.period);
        }
    }

    std::size_t wanted(const Run& run) const {
        const auto is_open = [&](Instant instant) { return m_schedule.deadline_of(instant) > m_judging.now; };
        if (m_judging.begins) return 1;
        switch (m_schedule.catch_up) {
            case catalog::CatchUp::none: return m_served.contains(run.period) || !is_open(run.last) ? 0 : 1;
            case catalog::CatchUp::one: return m_served.contains(run.period) ? 0 : 1;
            case catalog::CatchUp::recent: {
                const auto first = std::find_if(run.newest.begin(), run.newest.end(), is_open);
                return static_cast<std::size_t>(run.newest.end() - first);
            }
            case catalog::CatchUp::all: return run.newest.size();
        }
        return 0;
    }

    /// All of `run` but its last `due` instants.
    void skip(const Run& run, std::size_t due) {
        const Why why = why_of(run);
        const std::string reason = reason_of(run, why);
        const Instant last = due == 0 ? run.last : *(run.newest.end() - static_cast<std::ptrdiff_t>(due) - 1);
        const std::size_t count = run.count - due;
        auto& spans = m_missed.skipped;
        const bool mixed = why == Why::policy || why == Why::window;
        if (m_may_join && !spans.empty() && spans.back().unit.period == run.period &&
            (spans.back().reason == reason || (mixed && m_mixed))) {
            spans.back().last = last;
            spans.back().count += count;
            if (why == Why::policy) spans.back().reason = reason;
            return;
        }
        spans.push_back({unit(run), run.first, last, count, reason});
        m_mixed = mixed;
        m_may_join = true;
        if (m_missed.due.empty()) ++m_oldest;
    }

    Why why_of(const Run& run) const {
        if (m_judging.pause != nullptr) return Why::paused;
        if (exemption(run) != nullptr) return Why::exempt;
        return run.in_time ? Why::policy : Why::window;
    }

    std::string reason_of(const Run& run, Why why) const {
        switch (why) {
            case Why::paused: return "paused by " + m_judging.pause->who + ": " + m_judging.pause->why;
            case Why::exempt: return "exempt until " + text_of(exemption(run)->until) + ": " + exemption(run)->why;
            case Why::window:
                return "the window " + m_schedule.window->text() + " opens only after the deadline of " +
                       m_schedule.deadline.text();
            case Why::policy: break;
        }
        const std::string missed = "the program was not running, was busy or could not reach the warehouse; ";
        const std::string most = "only the newest " + std::to_string(most_caught_up) + " missed instants are caught up";
        switch (m_schedule.catch_up) {
            case catalog::CatchUp::none: return missed + "missed instants are not caught up";
            case catalog::CatchUp::one:
                return missed + (m_served.contains(run.period) ? "only the newest missed instant is caught up" : most);
            case catalog::CatchUp::recent: return missed + "what is behind its deadline is not caught up";
            case catalog::CatchUp::all: return missed + most;
        }
        return missed;
    }

    /// Ten years of a daily period are not thousands of rows.
    void join_oldest() {
        auto& spans = m_missed.skipped;
        if (m_oldest <= most_spans) return;
        const std::size_t many = m_oldest - most_spans + 1;
        auto& joined = spans.front();
        for (std::size_t i = 1; i < many; ++i) {
            joined.last = spans[i].last;
            joined.count += spans[i].count;
            if (joined.reason.find(spans[i].reason) == std::string::npos) joined.reason += "; " + spans[i].reason;
        }
        joined.reason += " (periods from " + joined.unit.period + " to " + spans[many - 1].unit.period + ")";
        spans.erase(spans.begin() + 1, spans.begin() + static_cast<std::ptrdiff_t>(many));
    }

    const catalog::Schedule& m_schedule;
    const Series& m_series;
    std::vector<const Run*> m_owed;
    const Judging& m_judging;
    std::vector<std::size_t> m_due_of;
    std::set<std::string_view> m_served;  ///< periods
    Missed m_missed;
    std::size_t m_oldest = 0;  ///< spans before the first that is due
    bool m_may_join = false;   ///< nothing due lies behind the last span
    bool m_mixed = false;      ///< the last span was skipped by policy or window
};

}  // namespace

std::vector<LocalDay> turns_of(const senders::Register& senders) {
    std::vector<LocalDay> turns;
    const auto add = [&](const senders::Validity& validity) {
        if (validity.from != INT64_MIN) turns.emplace_back(days{validity.from});
        if (validity.to != INT64_MAX) turns.emplace_back(days{validity.to});
    };
    for (const auto& sender : senders.senders) add(sender.validity);
    for (const auto& delegation : senders.delegations) add(delegation.validity);
    std::sort(turns.begin(), turns.end());
    turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
    return turns;
}

Owing::Owing(const senders::Register& senders, const catalog::Schedule& schedule, std::string_view source,
             std::vector<LocalDay> register_turns)
    : m_senders(senders), m_schedule(schedule), m_source(source), m_turns(std::move(register_turns)) {
    if (!schedule.of_register) m_turns.clear();
    for (const auto& exemption : schedule.exempt) m_turns.push_back(exemption.until);
    std::sort(m_turns.begin(), m_turns.end());
}

std::size_t Owing::stretch(LocalDay day) const {
    return static_cast<std::size_t>(std::upper_bound(m_turns.begin(), m_turns.end(), day) - m_turns.begin());
}

const std::vector<std::string_view>& Owing::at(LocalDay day) {
    const auto [entry, is_new] = m_stretches.try_emplace(stretch(day));
    if (!is_new) return entry->second;
    if (!m_schedule.of_register) {
        entry->second.push_back(m_source);
        return entry->second;
    }
    for (const auto* sender : m_senders.owing(m_schedule.feed, day.time_since_epoch().count()))
        entry->second.push_back(sender->id);
    return entry->second;
}

bool Owing::owes(std::string_view sender, LocalDay day) {
    const auto& all = at(day);
    return std::binary_search(all.begin(), all.end(), sender);
}

bool Owing::ever(std::string_view sender, Instant since, Instant until) {
    const auto& zone = m_schedule.recurrence.zone();
    const LocalDay last = zone.local_day(until);
    LocalDay day = zone.local_day(since);
    for (auto turn = std::upper_bound(m_turns.begin(), m_turns.end(), day);; ++turn) {
        if (owes(sender, day)) return true;
        if (turn == m_turns.end() || *turn > last) return false;
        day = *turn;
    }
}

std::vector<Run> runs_between(const catalog::Schedule& schedule, const Owing& owing, Instant since, Instant until) {
    const auto& recurrence = schedule.recurrence;
    const auto& zone = recurrence.zone();
    std::vector<Run> runs;
    Instant last = since;
    // The day before as well: in a zone that skips a midnight an instant can lie behind its own day.
    for (LocalDay named = zone.local_day(since) - days{1}; named <= zone.local_day(until); named += days{1}) {
        const auto instants = recurrence.of_day(named);
        if (instants.empty() || instants.back() <= last) continue;
        const bool one_day = zone.local_day(instants.front()) == zone.local_day(instants.back());
        LocalDay day = zone.local_day(instants.front());
        std::string period = schedule.period_of(day);
        for (const Instant instant : instants) {
            if (instant <= last) continue;
            if (instant > until) break;
            last = instant;
            if (!one_day) {
                day = zone.local_day(instant);
                period = schedule.period_of(day);
            }
            const bool in_time = is_in_time(schedule, instant);
            const std::size_t stretch = owing.stretch(day);
            if (runs.empty() || runs.back().in_time != in_time || runs.back().stretch != stretch ||
                runs.back().period != period) {
                runs.push_back({period, day, stretch, in_time, {}, {}, 0, {}});
            }
            note(runs.back(), instant);
        }
    }
    for (auto& run : runs)
        if (run.newest.size() > held)
            run.newest.erase(run.newest.begin(), run.newest.end() - static_cast<std::ptrdiff_t>(held));
    return runs;
}

Missed judge_missed(const catalog::Schedule& schedule, Owing& owing, const Series& series, const std::vector<Run>& runs,
                    const Judging& judging) {
    std::vector<const Run*> owed;
    for (const auto& run : runs)
        if (owing.owes(series.sender, run.day)) owed.push_back(&run);
    if (owed.empty()) return {};
    return Judge(schedule, series, std::move(owed), judging).judge();
}

}  // namespace tilsig::night
