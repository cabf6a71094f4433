#include "answers/night_answer.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "arrivals/arrival.hpp"
#include "ledger/run_notes.hpp"
#include "session/process_lock.hpp"

namespace tilsig::answers {

namespace {

using Runs = std::vector<ledger::Run>;

/// How often a ledger is asked for runs at most: more units than any night has.
constexpr int all_runs = 1'000'000;

std::map<std::int64_t, Runs> runs_by_unit(ledger::Ledger& ledger, std::int64_t night_id) {
    std::map<std::int64_t, Runs> units;
    auto runs = ledger.runs(std::nullopt, night_id, all_runs);
    std::reverse(runs.begin(), runs.end());  // oldest first
    for (auto& run : runs) {
        const std::int64_t unit = run.unit_id;
        units[unit].push_back(std::move(run));
    }
    return units;
}

/// A source that had nothing more and still something to say: files that nobody takes.
bool is_remark(const ledger::Run& run) { return run.outcome == model::Outcome::nothing_new && !run.delivery_id; }

/// The run that says what the unit came to: a remark behind a load takes nothing away from it.
const ledger::Run& account_of(const Runs& runs, const ledger::Run& last) {
    if (!is_remark(last)) return last;
    const auto loaded = std::find_if(runs.rbegin(), runs.rend(), [&](const auto& run) {
        return run.id < last.id && run.outcome == model::Outcome::loaded;
    });
    return loaded == runs.rend() ? last : *loaded;
}

/// Slices of the run's delivery that wait, and what was decided about those that do not.
std::map<std::string, std::string> waiting_slices(ledger::Ledger& ledger, const ledger::Run& run, UnitAnswer& answer) {
    std::map<std::string, std::string> slices;
    const bool held = run.outcome == model::Outcome::held || run.records.held > 0;
    if (!held || !run.delivery_id) return slices;
    for (const auto& hold : ledger.holds_of(*run.delivery_id)) {
        if (hold.state != model::HoldState::held)
            answer.decided = hold.state;
        else if (!hold.slice.empty())
            slices.emplace(hold.slice, hold.reason);
    }
    return slices;
}

class Answering {
public:
    Answering(session::Session& session, std::int64_t night_id)
        : m_ledger(session.ledger()), m_runs(runs_by_unit(session.ledger(), night_id)) {
        ledger::RunNotes notes(session.connection(), session.context().clock);
        for (auto& note : notes.of_night(night_id)) m_notes[note.run_id].push_back(std::move(note));
    }

    /// The unit as the run `deciding` has it; the newest when that is 0.
    UnitAnswer unit(std::int64_t unit_id, const model::UnitName& name, std::int64_t deciding,
                    std::optional<model::ExitCode> code) {
        UnitAnswer answer;
        answer.unit = name;
        const auto& runs = m_runs[unit_id];
        for (const auto& run : runs) add_counts(answer, run);
        const auto found = std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run.id == deciding; });
        if (runs.empty()) {
            answer.outcome = model::Outcome::late;
            answer.code = code.value_or(model::ExitCode::overdue);
            answer.cause = deadline_passed;
            answer.message = "the night ended before its turn";
            return answer;
        }
        const auto& last = found == runs.end() ? runs.back() : *found;
        const auto& run = account_of(runs, last);
        const auto slices = waiting_slices(m_ledger, run, answer);
        describe(answer, run, slices);
        answer.code = code.value_or(exit_code_of(run, !slices.empty()));
        if (run.outcome == model::Outcome::held && answer.code == model::ExitCode::good) answer.message.clear();
        if (is_remark(last)) answer.note = last.reason;
        for (const auto& each : runs) {
            for (const auto& note : m_notes[each.id]) add_note(answer, note);
        }
        return answer;
    }

    /// Whether the newest run of the unit has ended. In a night that is open the others are still to come.
    bool is_over(std::int64_t unit_id) const {
        const auto found = m_runs.find(unit_id);
        return found != m_runs.end() && !found->second.empty() && found->second.back().outcome.has_value();
    }

    /// Units with runs that are not among `answered`.
    std::vector<std::int64_t> others(const std::set<std::int64_t>& answered) const {
        std::vector<std::int64_t> units;
        for (const auto& [unit, runs] : m_runs)
            if (!answered.contains(unit)) units.push_back(unit);
        return units;
    }

private:
    static void add_note(UnitAnswer& answer, const ledger::RunNote& note) {
        if (note.kind == ledger::RunNoteKind::not_acknowledged) {
            answer.cause = not_acknowledged;
            answer.message = "not acknowledged: " + note.text;
            answer.code = model::worse_of(answer.code, model::ExitCode::technical_failure);
        } else {
            answer.note = note.text;
        }
    }

    ledger::Ledger& m_ledger;
    std::map<std::int64_t, Runs> m_runs;
    std::map<std::int64_t, std::vector<ledger::RunNote>> m_notes;
};

/// Where their senders stand now.
void add_arrivals(session::Session& session, NightAnswer& answer) {
    const auto& context = session.context();
    const auto known = arrivals::read_known(session.connection());
    const auto all = arrivals::arrivals_of(context.catalog, context.senders, known, context.clock.now());
    answer.overdue_senders = arrivals::overdue_senders(all);
    std::map<model::UnitName, const arrivals::Arrival*> by_unit;
    for (const auto& arrival : all) by_unit.emplace(arrival.unit, &arrival);
    for (auto& unit : answer.units) {
        const auto found = by_unit.find(unit.unit);
        if (found == by_unit.end()) continue;
        unit.arrival = found->second->state;
        unit.nothing_received = !found->second->came;
        unit.never_delivered = !found->second->first_delivery;
    }
}

}  // namespace

model::Verdict NightAnswer::verdict() const {
    return model::parse_verdict(night.verdict).value_or(model::Verdict::failed);
}

NightAnswer night_answer(session::Session& session, const ledger::Night& night) {
    NightAnswer answer;
    answer.night = night;
    Answering answering(session, night.id);
    const auto names = session.ledger().unit_names();
    std::set<std::int64_t> answered;
    for (const auto& end : ledger::Nights(session.connection(), session.context().clock).unit_ends(night.id)) {
        answered.insert(end.unit_id);
        if (night.closed_at.empty() && !answering.is_over(end.unit_id)) {
            ++answer.to_come;
            continue;
        }
        answer.units.push_back(answering.unit(end.unit_id, names.at(end.unit_id), end.run_id, end.code));
    }
    std::stable_sort(answer.units.begin(), answer.units.end(),
                     [](const auto& a, const auto& b) { return a.run_id < b.run_id; });
    auto worst_shadow = model::ExitCode::good;
    for (const std::int64_t unit : answering.others(answered)) {
        const auto& name = names.at(unit);
        if (!name.shadow) continue;
        answer.units.push_back(answering.unit(unit, name, 0, std::nullopt));
        worst_shadow = model::worse_of(worst_shadow, answer.units.back().code);
        answer.shadow_verdict = to_string(model::verdict_of(worst_shadow));
    }
    answer.abandoned = night.closed_at.empty() && session::is_holder_gone(session.context().places.cache);
    add_arrivals(session, answer);
    answer.owed_receipts = session.ledger().owed_receipts().size();
    return answer;
}

}  // namespace tilsig::answers
