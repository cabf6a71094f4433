#include "answers/status_answer.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "answers/decision.hpp"
#include "answers/local_text.hpp"
#include "answers/run_answer.hpp"
#include "arrivals/arrival.hpp"
#include "base/text.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/outbox.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

/// Nights that could not begin, at most, before the newest that began is given up.
constexpr int looked_at_nights = 23;

std::string ago(const std::string& recorded, Instant now) { return ago_text(parse_instant(recorded), now); }

json moment(const std::optional<Instant>& instant) { return instant ? json(to_text(*instant)) : json(); }

std::vector<StandingUnit> standing_units(session::Session& session) {
    const auto& catalog = session.context().catalog;
    auto& ledger = session.ledger();
    const auto names = ledger.unit_names();
    std::set<model::UnitName> came;
    std::set<std::pair<std::string, std::string>> deliver;  // feed and sender
    for (const auto& received : arrivals::read_known(session.connection()).received) {
        came.insert(received.unit);
        deliver.emplace(received.unit.feed, received.unit.sender);
    }
    std::vector<StandingUnit> units;
    for (auto& run : ledger.newest_runs()) {
        const auto& unit = names.at(run.unit_id);
        // What a shadow came to is of interest while there is one.
        if (unit.shadow && !(catalog.contracts.contains(unit.feed) && catalog.in_shadow(unit.feed))) continue;
        auto decided = decision_of(ledger, run);
        units.push_back({unit, std::move(run), std::move(decided), came.contains(unit),
                         !deliver.contains({unit.feed, unit.sender})});
    }
    return units;
}

json unbegun_json(const std::vector<ledger::UnbegunNight>& nights) {
    json list = json::array();
    for (const auto& night : nights)
        list.push_back({{"at", to_text(night.at)}, {"begun_by", to_string(night.cause)}, {"reason", night.reason}});
    return list;
}

json units_json(const std::vector<StandingUnit>& units) {
    json list = json::array();
    for (const auto& standing : units) {
        auto value = ledger_run_json(standing.run);
        name_unit(value, standing.unit);
        value["decided"] = standing.decided ? to_string(standing.decided->state) : "";
        list.push_back(std::move(value));
    }
    return list;
}

}  // namespace

namespace {

StandingLetters standing_letters(session::Session& session) {
    const auto& clock = session.context().clock;
    ledger::Outbox outbox(session.connection(), clock);
    const auto counts = outbox.counts();
    StandingLetters letters;
    letters.owed = static_cast<std::size_t>(counts.owed);
    for (const auto state : {ledger::LetterState::waiting, ledger::LetterState::sending})
        if (const auto found = counts.letters.find(state); found != counts.letters.end())
            letters.waiting += static_cast<std::size_t>(found->second);
    letters.unreachable = outbox.unreachable_owners();
    letters.suspended = ledger::ContactStates(session.connection(), clock).suspended().size();
    return letters;
}

}  // namespace

StatusAnswer status_answer(session::Session& session, std::vector<ledger::UnbegunNight> noted, const Waiting& waiting) {
    const auto& clock = session.context().clock;
    ledger::Nights nights(session.connection(), clock);
    StatusAnswer answer;
    answer.now = clock.now();
    answer.unbegun = std::move(noted);
    for (const auto& night : nights.newest(looked_at_nights)) {
        if (night.verdict != to_string(model::Verdict::not_begun)) {
            answer.night = night_answer(session, night);
            break;
        }
        answer.unbegun.insert(answer.unbegun.begin(), {parse_instant(night.started_at), night.cause, night.reason});
    }
    answer.bi = nights.last_closed();
    answer.waiting = waiting;
    answer.units = standing_units(session);
    answer.holds = held_items(session.ledger());
    answer.letters = standing_letters(session);
    answer.paused = ledger::Pauses(session.connection(), clock).paused_feeds();
    return answer;
}

model::Verdict verdict_now(const NightAnswer& answer) {
    if (answer.verdict() != model::Verdict::held) return answer.verdict();
    auto worst = model::ExitCode::good;
    for (const auto& unit : answer.units)
        if (!unit.unit.shadow) worst = model::worse_of(worst, unit.code);
    return model::verdict_of(worst);
}

model::ExitCode exit_code_of(const StatusAnswer& answer) {
    auto code = model::ExitCode::good;
    if (answer.night && answer.night->abandoned)
        code = model::ExitCode::technical_failure;
    else if (answer.night && !answer.running())
        code = model::exit_code_of(verdict_now(*answer.night));
    if (!answer.unbegun.empty()) code = model::worse_of(code, model::ExitCode::technical_failure);
    if (answer.waiting.overdue > 0 && !answer.running()) code = model::worse_of(code, model::ExitCode::overdue);
    return code;
}

std::string unbegun_text(const std::vector<ledger::UnbegunNight>& nights) {
    return nights.empty() ? "" : "; " + counted(nights.size(), "night") + " could not begin since";
}

std::string letters_text(const StandingLetters& letters) {
    std::vector<std::string> parts;
    const auto say = [&](std::size_t count, const std::string& one, const char* singular, const char* plural) {
        if (count > 0) parts.push_back(counted(count, one) + (count == 1 ? singular : plural));
    };
    say(letters.waiting, "letter", " waits", " wait");
    say(letters.owed, "notice", " is owed", " are owed");
    say(letters.unreachable.size(), "owner", " cannot be written to", " cannot be written to");
    say(letters.suspended, "contact", " is suspended", " are suspended");
    return join(parts, ", ");
}

std::string line_of(const StatusAnswer& answer) {
    std::string line = "no night yet";
    if (answer.night) {
        const auto& night = answer.night->night;
        const auto verdict = verdict_now(*answer.night);
        const auto worst = model::verdict_of(exit_code_of(answer));
        const std::string name = "night " + std::to_string(night.id);
        if (answer.night->abandoned)
            line = std::string(to_string(worst)) + ": " + name + " was interrupted, begun " +
                   ago(night.started_at, answer.now);
        else if (answer.running())
            line = name + " in progress for " +
                   age_text(
                       std::chrono::duration_cast<std::chrono::seconds>(answer.now - parse_instant(night.started_at)));
        else
            line = std::string(to_string(worst)) + ": " + name + " closed " + ago(night.closed_at, answer.now) +
                   (verdict == answer.night->verdict() ? "" : ", what it held is decided") +
                   (verdict == worst ? "" : ", itself " + std::string(to_string(verdict)));
    }
    line += unbegun_text(answer.unbegun);
    if (!answer.holds.empty()) line += "; " + counted(answer.holds.size(), "hold") + " to decide";
    const auto& waiting = answer.waiting;
    if (waiting.due > 0)
        line += "; " + counted(waiting.due, "unit") + " due" +
                (waiting.overdue > 0 ? ", " + grouped(waiting.overdue) + " of them overdue" : "");
    if (const auto count = answer.letters.unreachable.size(); count > 0)
        line += "; " + counted(count, "owner") + " cannot be written to";
    return line;
}

json to_json(const StatusAnswer& answer) {
    json document;
    document["check"] = {{"exit_code", static_cast<int>(exit_code_of(answer))}, {"line", line_of(answer)}};
    document["night"] = answer.night ? to_json(*answer.night) : json();
    document["bi"] =
        answer.bi
            ? json{{"night", answer.bi->id}, {"closed_at", answer.bi->closed_at}, {"load_seq", answer.bi->load_seq}}
            : json();
    document["letters"] = {{"owed", answer.letters.owed},
                           {"waiting", answer.letters.waiting},
                           {"unreachable_owners", answer.letters.unreachable},
                           {"suspended_contacts", answer.letters.suspended}};
    document["paused"] = json::array();
    for (const auto& pause : answer.paused)
        document["paused"].push_back(
            {{"feed", pause.feed}, {"since", pause.since}, {"who", pause.who}, {"why", pause.why}});
    document["not_begun"] = unbegun_json(answer.unbegun);
    document["due"] = {{"units", answer.waiting.due},
                       {"overdue", answer.waiting.overdue},
                       {"oldest", moment(answer.waiting.oldest)},
                       {"next", moment(answer.waiting.next)}};
    document["units"] = units_json(answer.units);
    document["holds"] = to_json(answer.holds);
    return document;
}

}  // namespace tilsig::answers
