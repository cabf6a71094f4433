#include "cli/night_view.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "cli/run_view.hpp"
#include "cli/shadow_view.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t shown_causes = 3;
constexpr std::size_t shown_units = 3;
constexpr std::size_t longest_message = 4000;  // the remedy stands last: what is cut is what was looked for

/// "3 loaded, 214 failed": what the units came to.
std::string outcomes(const std::vector<answers::UnitAnswer>& units, std::size_t to_come) {
    std::map<std::string, std::size_t> counts;
    if (to_come > 0) counts["still to come"] = to_come;
    for (const auto& unit : units) ++counts[outcome_of(unit)];
    return counts.empty() ? "none was run" : counted_outcomes(counts);
}

/// "desk.roster/desk/all, desk.movement/desk/all and 2 more"
std::string first_names(const std::vector<std::string>& units) {
    const std::size_t named = std::min(shown_units, units.size());
    return join({units.begin(), units.begin() + static_cast<std::ptrdiff_t>(named)}, ", ") +
           (units.size() > named ? " and " + grouped(units.size() - named) + " more" : "");
}

/// What is no trouble of its own, but must be known: one line for each of the first texts, then how many units more.
/// Units of one source often say the same, of a folder that they share.
void show_remarks(const Output& output, const std::vector<answers::UnitAnswer>& units, const std::string& what,
                  std::string answers::UnitAnswer::*remark) {
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

std::string outcome_of(const answers::UnitAnswer& unit) {
    if (unit.decided) return std::string("held and ") + to_string(*unit.decided);
    if (unit.outcome != model::Outcome::nothing_new) return model::to_string(unit.outcome);
    if (unit.never_delivered) return "never delivered";
    return unit.nothing_received ? "nothing received yet" : model::to_string(unit.outcome);
}

void show_night(const Output& output, const answers::NightAnswer& answer) {
    const auto causes = answers::group_by_cause(answer);
    std::uint64_t records = 0, rejected = 0, fresh = 0, updated = 0, closed = 0;
    const auto units = without_shadows(answer.units);
    for (const auto& unit : units) {
        records += unit.records;
        rejected += unit.rejected;
        fresh += unit.fresh;
        updated += unit.updated;
        closed += unit.closed;
    }
    std::size_t touched = 0;
    for (const auto& cause : causes) touched += cause.units.size();
    const bool open = answer.night.closed_at.empty();
    output.line(output.bold("night " + std::to_string(answer.night.id)) + "  " +
                (answer.abandoned ? output.tinted("interrupted", static_cast<int>(model::ExitCode::technical_failure)) +
                                        ", begun " + answers::local_text(answer.night.started_at)
                 : open
                     ? "in progress since " + answers::local_text(answer.night.started_at)
                     : output.tinted(answer.night.verdict, static_cast<int>(model::exit_code_of(answer.verdict())))) +
                "  " + counted(units.size() + answer.to_come, "unit") + ": " + outcomes(units, answer.to_come) +
                (answer.resumed ? " (it was interrupted, and went on)" : ""));
    if (answer.abandoned)
        output.line(
            "its process is gone: the next `tilsig night` or the daemon goes on with it, or closes it when its "
            "deadline has passed");
    for (const auto& night : answer.interrupted)
        output.line("night " + std::to_string(night.id) + " of " + answers::local_text(night.started_at) + ": " +
                    night.verdict + " - " + night.reason);
    if (!answer.night.reason.empty()) output.line(answer.night.reason);
    output.line(counted(records, "record") + " read, " + grouped(rejected) + " rejected; rows: " + grouped(fresh) +
                " new, " + grouped(updated) + " updated, " + grouped(closed) + " closed");
    if (!open)
        output.line("BI reads as of load sequence " + std::to_string(answer.night.load_seq) + ", closed " +
                    answers::local_text(answer.night.closed_at) +
                    (causes.empty() ? "" : "; of what did not load it shows the last good data"));
    if (answer.skipped > 0)
        output.line(counted(answer.skipped, "span") +
                    " of scheduled times that nobody had run: skipped; `tilsig schedule skipped` tells the reasons");
    if (answer.overdue_senders > 0)
        output.line(output.tinted(counted(answer.overdue_senders, "sender") +
                                      (answer.overdue_senders == 1 ? " owes" : " owe") + " a period that is overdue",
                                  static_cast<int>(model::ExitCode::overdue)) +
                    ": `tilsig arrivals` names " + (answer.overdue_senders == 1 ? "it" : "them"));
    show_remarks(output, units, "not closed: ", &answers::UnitAnswer::kept);
    show_remarks(output, units, "note: ", &answers::UnitAnswer::note);
    if (answer.owed_receipts > 0)
        output.line(output.tinted(counted(answer.owed_receipts, "receipt") + " could not be written",
                                  static_cast<int>(model::ExitCode::technical_failure)) +
                    ": the log says why; what was loaded stands, the next start writes " +
                    (answer.owed_receipts == 1 ? "it" : "them"));
    show_shadows(output, answer);
    if (causes.empty()) return;
    output.line(counted(causes.size(), "cause") + ", " + counted(touched, "unit"));
    for (std::size_t i = 0; i < std::min(shown_causes, causes.size()); ++i) {
        const auto& cause = causes[i];
        const std::string came_to =
            cause.outcome + (cause.decided ? std::string(" and ") + to_string(*cause.decided) : "");
        const std::string label = cause.outcome == cause.cause ? came_to : came_to + ": " + cause.cause;
        output.line(output.tinted(label, static_cast<int>(cause.code)) + " - " + counted(cause.units.size(), "unit") +
                    ": " + first_names(cause.units));
        if (!cause.message.empty()) output.line("  " + display_name(cause.message, longest_message));
        if (!cause.see.empty()) output.line("  findings: " + cause.see);
        output.line("  acts: " + cause.who_acts + ". next try: " + cause.next_try);
    }
    if (causes.size() > shown_causes)
        output.line("and " + counted(causes.size() - shown_causes, "cause") +
                    " more: `tilsig ledger` lists the runs, `tilsig ledger RUN --findings` what each of them found");
}

}  // namespace tilsig::cli
