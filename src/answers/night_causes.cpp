#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "answers/local_text.hpp"
#include "answers/night_answer.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

namespace {

constexpr std::size_t shown_names = 3;

std::string listed(const std::set<std::string>& names, const std::string& one) {
    if (names.size() > shown_names) return counted(names.size(), one);
    return one + (names.size() == 1 ? " " : "s ") + join({names.begin(), names.end()}, ", ");
}

/// What it held is decided, and nothing of it waits.
bool is_decided(const UnitAnswer& unit) {
    return unit.outcome == model::Outcome::held && unit.decided && unit.code != model::ExitCode::held;
}

std::string who_acts(const UnitAnswer& unit, const std::set<std::string>& senders) {
    const auto is = [&](ErrorKind kind) { return unit.error_kind == kind; };
    if (is(ErrorKind::state) && unit.error_code == "structure")
        return "you: `tilsig plan` names the columns, who depends on them, and what to do";
    if (unit.code == model::ExitCode::refused)
        return "you: recorded state and data disagree; nothing is touched until that is settled";
    if (is_decided(unit)) return listed(senders, "sender") + "; the receipt says what was decided and why";
    if (unit.outcome == model::Outcome::held)
        return "you: `tilsig hold list`, then release or reject; or " + listed(senders, "sender") + " delivers again";
    if (unit.cause == not_acknowledged)
        return "you: let tilsig write where " + listed(senders, "sender") + " delivers; the rows are loaded";
    if (unit.outcome == model::Outcome::late) return "nobody, unless it is late again";
    if (unit.outcome != model::Outcome::failed) {
        return unit.held > 0 ? "you: `tilsig hold list`, then release or reject"
                             : listed(senders, "sender") + "; the receipt says which records and how to repair them";
    }
    if (is(ErrorKind::transport) && unit.retryable)
        return "nobody, if it passes by itself; else " + listed(senders, "source");
    if (is(ErrorKind::transport))
        return listed(senders, "source") + ", or you: address, credentials or options are refused";
    if (is(ErrorKind::plugin)) return "whoever maintains the connector";
    if (is(ErrorKind::configuration)) return "you: `tilsig check` names file and line";
    return unit.retryable ? "nobody, if it passes by itself; else you" : "you";
}

std::string next_try(const UnitAnswer& unit) {
    if (is_decided(unit)) return "with the next delivery";
    if (unit.outcome == model::Outcome::held || unit.code == model::ExitCode::held)
        return "none; it waits for the decision or a newer good delivery";
    if (unit.outcome == model::Outcome::late || unit.cause == not_acknowledged) return "next night";
    if (unit.outcome != model::Outcome::failed) return "with the next delivery";
    if (!unit.retryable) return "next night; fails again until the cause is repaired";
    return unit.retry_at.empty() ? "next night" : "not before " + local_text(unit.retry_at);
}

}  // namespace

std::vector<TroubleCause> group_by_cause(const NightAnswer& answer) {
    std::map<std::tuple<model::ExitCode, model::Outcome, std::string>, std::vector<const UnitAnswer*>> together;
    for (const auto& unit : answer.units) {
        if (unit.code == model::ExitCode::good || unit.unit.shadow) continue;
        together[{unit.code, unit.outcome, unit.cause}].push_back(&unit);
    }
    std::vector<TroubleCause> causes;
    for (const auto& [key, units] : together) {
        const auto& first = *units.front();
        TroubleCause cause;
        cause.outcome = model::to_string(first.outcome);
        if (is_decided(first)) cause.decided = first.decided;
        cause.cause = first.cause;
        cause.code = first.code;
        cause.message = first.message;
        if (first.run_id > 0 && first.outcome != model::Outcome::failed && first.outcome != model::Outcome::late)
            cause.see = "`tilsig ledger " + std::to_string(first.run_id) + " --findings`";
        std::set<std::string> senders;
        for (const auto* unit : units) {
            cause.units.push_back(unit->unit.text());
            senders.insert(unit->unit.sender);
        }
        cause.who_acts = who_acts(first, senders);
        // The latest of them: before that not all can have come right.
        const auto* last = *std::max_element(units.begin(), units.end(),
                                             [](const auto* a, const auto* b) { return a->retry_at < b->retry_at; });
        cause.next_try = next_try(*last);
        causes.push_back(std::move(cause));
    }
    std::stable_sort(causes.begin(), causes.end(), [](const auto& a, const auto& b) {
        const int left = model::severity_rank(a.code);
        const int right = model::severity_rank(b.code);
        return left != right ? left > right : a.units.size() > b.units.size();
    });
    return causes;
}

nlohmann::json to_json(const NightAnswer& answer) {
    nlohmann::json units = nlohmann::json::array();
    for (const auto& unit : answer.units) {
        units.push_back({{"unit", unit.unit.text()},
                         {"shadow", unit.unit.shadow},
                         {"outcome", model::to_string(unit.outcome)},
                         {"message", unit.message},
                         {"cause", unit.cause},
                         {"retry_at", unit.retry_at},
                         {"run", unit.run_id},
                         {"records", unit.records},
                         {"rejected", unit.rejected},
                         {"held", unit.held},
                         {"new", unit.fresh},
                         {"updated", unit.updated},
                         {"closed", unit.closed},
                         {"kept", unit.kept},
                         {"note", unit.note},
                         {"arrival", unit.arrival ? nlohmann::json(to_string(*unit.arrival)) : nlohmann::json()},
                         {"nothing_received", unit.nothing_received},
                         {"never_delivered", unit.never_delivered},
                         {"decided", unit.decided ? to_string(*unit.decided) : ""},
                         {"exit_code", static_cast<int>(unit.code)}});
    }
    nlohmann::json causes = nlohmann::json::array();
    for (const auto& cause : group_by_cause(answer)) {
        causes.push_back({{"outcome", cause.outcome},
                          {"cause", cause.cause},
                          {"decided", cause.decided ? to_string(*cause.decided) : ""},
                          {"units", cause.units},
                          {"message", cause.message},
                          {"see", cause.see},
                          {"who_acts", cause.who_acts},
                          {"next_try", cause.next_try}});
    }
    nlohmann::json interrupted = nlohmann::json::array();
    for (const auto& night : answer.interrupted)
        interrupted.push_back({{"night", night.id},
                               {"started_at", night.started_at},
                               {"verdict", night.verdict},
                               {"reason", night.reason}});
    return {
        {"night", answer.night.id},
        {"verdict", answer.night.verdict},
        {"started_at", answer.night.started_at},
        {"closed_at", answer.night.closed_at},
        {"load_seq", answer.night.load_seq},
        {"deadline_at", answer.night.deadline_at},
        {"begun_by", to_string(answer.night.cause)},
        {"reason", answer.night.reason},
        {"resumed", answer.resumed},
        {"abandoned", answer.abandoned},
        {"to_come", answer.to_come},
        {"interrupted", interrupted},
        {"skipped", answer.skipped},
        {"overdue_senders", answer.overdue_senders},
        {"owed_receipts", answer.owed_receipts},
        {"shadow_verdict", answer.shadow_verdict.empty() ? nlohmann::json() : nlohmann::json(answer.shadow_verdict)},
        {"causes", causes},
        {"units", units},
        {"exit_code", static_cast<int>(model::exit_code_of(answer.verdict()))}};
}

}  // namespace tilsig::answers
