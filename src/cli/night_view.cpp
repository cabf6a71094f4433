#include "cli/night_view.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "cli/run_view.hpp"
#include "cli/shadow_view.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t shown_causes = 3;
constexpr std::size_t shown_units = 3;
constexpr std::size_t longest_message = 4000;  // the remedy stands last: what is cut is what was looked for

/// In the order an operator must act: refused, failed, held, late, rejects.
int gravity(int exit_code) {
    constexpr int order[] = {0, 5, 1, 3, 4, 2};
    const auto* found = std::find(std::begin(order), std::end(order), exit_code);
    return found == std::end(order) ? 0 : static_cast<int>(found - std::begin(order));
}

std::string counted(std::size_t number, const std::string& one) {
    return grouped(number) + " " + one + (number == 1 ? "" : "s");
}

std::string listed(const std::set<std::string>& names, const std::string& one) {
    if (names.size() > shown_units) return counted(names.size(), one);
    return one + (names.size() == 1 ? " " : "s ") + join({names.begin(), names.end()}, ", ");
}

std::string who_acts(const night::UnitResult& unit, const std::set<std::string>& senders) {
    const auto is = [&](const char* kind) { return unit.cause.starts_with(kind); };
    if (unit.cause == "state structure")
        return "you: `tilsig plan` names the columns, who depends on them, and what to do";
    if (unit.exit_code == static_cast<int>(model::ExitCode::refused))
        return "you: recorded state and data disagree; nothing is touched until that is settled";
    if (unit.outcome == model::Outcome::held)
        return "you: `tilsig hold list`, then release or reject; or " + listed(senders, "sender") + " delivers again";
    if (unit.cause == night::not_acknowledged)
        return "you: let tilsig write where " + listed(senders, "sender") + " delivers; the rows are loaded";
    if (unit.outcome == model::Outcome::late) return "nobody, unless it is late again";
    if (unit.outcome != model::Outcome::failed) {
        return unit.held > 0 ? "you: `tilsig hold list`, then release or reject"
                             : listed(senders, "sender") + "; the receipt says which records and how to repair them";
    }
    if (is("transport") && unit.retryable) return "nobody, if it passes by itself; else " + listed(senders, "source");
    if (is("transport")) return listed(senders, "source") + ", or you: address, credentials or options are refused";
    if (is("plugin")) return "whoever maintains the connector";
    if (is("configuration")) return "you: `tilsig check` names file and line";
    return unit.retryable ? "nobody, if it passes by itself; else you" : "you";
}

std::string next_try(const night::UnitResult& unit) {
    if (unit.outcome == model::Outcome::held || unit.exit_code == static_cast<int>(model::ExitCode::held))
        return "none; it waits for the decision or a newer good delivery";
    if (unit.outcome == model::Outcome::late || unit.cause == night::not_acknowledged) return "next night";
    if (unit.outcome != model::Outcome::failed) return "with the next delivery";
    if (!unit.retryable) return "next night; fails again until the cause is repaired";
    return unit.retry_at.empty() ? "next night" : "next night, not before " + unit.retry_at.substr(0, 16) + "Z";
}

/// "3 loaded, 214 failed": what the units came to.
std::string outcomes(const std::vector<night::UnitResult>& units) {
    std::map<std::string, std::size_t> counts;
    for (const auto& unit : units) ++counts[model::to_string(unit.outcome)];
    return counts.empty() ? "none was due" : counted_outcomes(counts);
}

/// "desk.roster/desk/all, desk.movement/desk/all and 2 more"
std::string first_names(const std::vector<std::string>& units) {
    const std::size_t named = std::min(shown_units, units.size());
    return join({units.begin(), units.begin() + static_cast<std::ptrdiff_t>(named)}, ", ") +
           (units.size() > named ? " and " + grouped(units.size() - named) + " more" : "");
}

/// What is no trouble of its own, but must be known: one line for each of the first texts, then how many units more.
/// Units of one source often say the same, of a folder that they share.
void show_remarks(const Output& output, const std::vector<night::UnitResult>& units, const std::string& what,
                  std::string night::UnitResult::*remark) {
    std::vector<std::string> texts;
    std::map<std::string, std::vector<std::string>> units_of;
    for (const auto& unit : units) {
        const std::string& text = unit.*remark;
        if (text.empty()) continue;
        auto& names = units_of[text];
        if (names.empty()) texts.push_back(text);
        names.push_back(unit.unit.text());
    }
    std::size_t more = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& names = units_of[texts[i]];
        if (i < shown_units)
            output.line(what + first_names(names) + ": " + texts[i]);
        else
            more += names.size();
    }
    if (more > 0) output.line(what + counted(more, "unit") + " more; `tilsig night --json` has all");
}

}  // namespace

std::vector<TroubleCause> group_by_cause(const night::NightReport& report) {
    std::map<std::string, std::vector<const night::UnitResult*>> together;
    for (const auto& unit : report.units) {
        if (unit.exit_code == 0 || unit.unit.shadow) continue;
        together[std::to_string(unit.exit_code) + " " + model::to_string(unit.outcome) + " " + unit.cause].push_back(
            &unit);
    }
    std::vector<TroubleCause> causes;
    for (const auto& [key, units] : together) {
        const auto& first = *units.front();
        TroubleCause cause;
        cause.outcome = model::to_string(first.outcome);
        cause.cause = first.cause;
        cause.exit_code = first.exit_code;
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
        const int left = gravity(a.exit_code);
        const int right = gravity(b.exit_code);
        return left != right ? left < right : a.units.size() > b.units.size();
    });
    return causes;
}

void show_night(const Output& output, const night::NightReport& report) {
    const auto causes = group_by_cause(report);
    std::uint64_t records = 0, rejected = 0, fresh = 0, updated = 0, closed = 0;
    const auto units = without_shadows(report.units);
    for (const auto& unit : units) {
        records += unit.records;
        rejected += unit.rejected;
        fresh += unit.fresh;
        updated += unit.updated;
        closed += unit.closed;
    }
    std::size_t touched = 0;
    for (const auto& cause : causes) touched += cause.units.size();
    output.line(output.bold("night " + std::to_string(report.night.id)) + "  " +
                output.tinted(report.night.verdict, static_cast<int>(report.exit_code)) + "  " +
                counted(units.size(), "unit") + ": " + outcomes(units) +
                (report.finished_before > 0
                     ? " (and " + std::to_string(report.finished_before) + " before it was interrupted)"
                     : ""));
    output.line(grouped(records) + " records read, " + grouped(rejected) + " rejected; rows: " + grouped(fresh) +
                " new, " + grouped(updated) + " updated, " + grouped(closed) + " closed");
    output.line("BI reads as of load sequence " + std::to_string(report.night.load_seq) + ", closed " +
                report.night.closed_at + (causes.empty() ? "" : "; of what did not load it shows the last good data"));
    show_remarks(output, units, "not closed: ", &night::UnitResult::kept);
    show_remarks(output, units, "note: ", &night::UnitResult::note);
    if (report.owed_receipts > 0)
        output.line(output.tinted(counted(report.owed_receipts, "receipt") + " could not be written",
                                  static_cast<int>(model::ExitCode::technical_failure)) +
                    ": the log says why; what was loaded stands, the next start writes " +
                    (report.owed_receipts == 1 ? "it" : "them"));
    show_shadows(output, report);
    if (causes.empty()) return;
    output.line(counted(causes.size(), "cause") + ", " + counted(touched, "unit"));
    for (std::size_t i = 0; i < std::min(shown_causes, causes.size()); ++i) {
        const auto& cause = causes[i];
        const std::string label = cause.outcome == cause.cause ? cause.outcome : cause.outcome + ": " + cause.cause;
        output.line(output.tinted(label, cause.exit_code) + " - " + counted(cause.units.size(), "unit") + ": " +
                    first_names(cause.units));
        if (!cause.message.empty()) output.line("  " + display_name(cause.message, longest_message));
        if (!cause.see.empty()) output.line("  findings: " + cause.see);
        output.line("  acts: " + cause.who_acts + ". next try: " + cause.next_try);
    }
    if (causes.size() > shown_causes)
        output.line("and " + counted(causes.size() - shown_causes, "cause") +
                    " more: `tilsig ledger` lists the runs, `tilsig ledger RUN --findings` what each of them found");
}

nlohmann::json night_json(const night::NightReport& report) {
    nlohmann::json units = nlohmann::json::array();
    for (const auto& unit : report.units) {
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
                         {"exit_code", unit.exit_code}});
    }
    nlohmann::json causes = nlohmann::json::array();
    for (const auto& cause : group_by_cause(report)) {
        causes.push_back({{"outcome", cause.outcome},
                          {"cause", cause.cause},
                          {"units", cause.units},
                          {"message", cause.message},
                          {"see", cause.see},
                          {"who_acts", cause.who_acts},
                          {"next_try", cause.next_try}});
    }
    return {
        {"night", report.night.id},
        {"verdict", report.night.verdict},
        {"started_at", report.night.started_at},
        {"closed_at", report.night.closed_at},
        {"load_seq", report.night.load_seq},
        {"finished_before", report.finished_before},
        {"owed_receipts", report.owed_receipts},
        {"shadow_verdict", report.shadow_verdict.empty() ? nlohmann::json() : nlohmann::json(report.shadow_verdict)},
        {"causes", causes},
        {"units", units},
        {"exit_code", static_cast<int>(report.exit_code)}};
}

}  // namespace tilsig::cli
