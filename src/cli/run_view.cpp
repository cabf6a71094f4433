#include "cli/run_view.hpp"

#include <algorithm>

#include "answers/local_text.hpp"
#include "cli/finding_view.hpp"

namespace tilsig::cli {

using answers::declarations_of;
using answers::outcome_word;

namespace {

std::string counts_by(const std::map<std::string, std::uint64_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += (text.empty() ? " (" : ", ") + name + " " + grouped(count);
    return text.empty() ? text : text + ")";
}

std::vector<std::pair<std::uint64_t, std::string>> rarest_first(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<std::pair<std::uint64_t, std::string>> codes;
    for (const auto& [code, count] : counts) codes.emplace_back(count, code);
    std::sort(codes.begin(), codes.end());
    return codes;
}

/// What was found about the delivery, then examples of what was found in it; a refusal stands in both, and is told
/// once.
std::vector<model::Finding> all_findings(const run::RunReport& report) {
    auto all = report.delivery_findings;
    const auto told = [&all](const model::Finding& finding) {
        return std::any_of(all.begin(), all.end(), [&](const auto& other) {
            return other.code == finding.code && other.field == finding.field && other.message == finding.message &&
                   other.place.number == finding.place.number && other.place.line == finding.place.line;
        });
    };
    for (const auto& finding : report.examples)
        if (finding.place.number != 0 || !told(finding)) all.push_back(finding);
    // The order of codes is that of their first finding.
    std::vector<model::RuleCode> codes;
    for (const auto& finding : all)
        if (std::find(codes.begin(), codes.end(), finding.code) == codes.end()) codes.push_back(finding.code);
    std::stable_sort(all.begin(), all.end(), [&codes](const auto& a, const auto& b) {
        return std::find(codes.begin(), codes.end(), a.code) < std::find(codes.begin(), codes.end(), b.code);
    });
    return all;
}

}  // namespace

answers::RunAnswer answer_of(const run::RunReport& report) {
    return {report.unit,
            report.run,
            report.delivery,
            report.held_slices,
            report.examples,
            report.finding_counts,
            report.delivery_findings,
            report.exit_code()};
}

void show_account(const Output& output, const ledger::Run& run) {
    const auto& bytes = run.bytes;
    output.line("bytes    " + grouped(bytes.total()) + " = preface " + grouped(bytes.preface) + " + header " +
                grouped(bytes.header) + " + blank " + grouped(bytes.blank) + " + trailer " + grouped(bytes.trailer) +
                " + record " + grouped(bytes.record) + " + unreadable " + grouped(bytes.unreadable));
    const auto& records = run.records;
    output.line("records  " + grouped(records.read) + " = accepted " + grouped(records.accepted) + " + duplicate " +
                grouped(records.duplicate) + " + rejected " + grouped(records.rejected) +
                counts_by(records.rejected_by_rule) + " + filtered " + grouped(records.filtered) +
                counts_by(records.filtered_by_reason) + " + held " + grouped(records.held));
    if (!records.flagged_by_rule.empty()) output.line("flagged " + counts_by(records.flagged_by_rule));
    if (!records.changed_by_kind.empty()) output.line("changed " + counts_by(records.changed_by_kind));
    for (const auto& [table, rows] : run.rows) {
        output.line("rows     " + grouped(rows.derived) + " = new " + grouped(rows.fresh) + " + updated " +
                    grouped(rows.updated) + " + unchanged " + grouped(rows.unchanged) + " + merged " +
                    grouped(rows.merged) + "; closed " + grouped(rows.closed) + " in " + table);
    }
    if (const auto kept = ledger::kept_text(run); !kept.empty()) output.line("kept     " + kept);
}

void show_holds(const Output& output, const std::vector<ledger::Hold>& holds) {
    for (const auto& hold : holds) {
        output.line("hold     " + std::to_string(hold.id) + (hold.slice.empty() ? "" : " of " + hold.slice) + " " +
                    to_string(hold.state) +
                    (hold.decided_by.empty() ? ""
                                             : " by " + hold.decided_by + " at " +
                                                   answers::local_text(hold.decided_at) + ": " + hold.waiver) +
                    " (" + hold.reason + ")");
    }
}

void show_run(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog) {
    show_planned(output, report, catalog,
                 "run " + std::to_string(report.run.id) + ", delivery " + std::to_string(report.delivery.id) + " (" +
                     std::to_string(report.delivery.seq) + " of its unit, " + report.delivery.hash.substr(0, 12) +
                     ", " + grouped(report.delivery.bytes) + " bytes)" +
                     (report.run.load_seq ? ", load sequence " + std::to_string(*report.run.load_seq) : ""));
}

void show_planned(const Output& output, const run::RunReport& report, const catalog::Catalog& catalog,
                  const std::string& line) {
    if (output.json()) return;
    const int code = static_cast<int>(report.exit_code());
    const std::string outcome =
        report.run.outcome ? outcome_word(report.run) : model::to_string(model::Outcome::failed);
    output.line(output.bold(report.unit.text()) + "  " + output.tinted(outcome, code) +
                (report.message.empty() ? "" : ": " + report.message));
    output.line(line);
    if (report.run.records.read > 0 || report.run.bytes.total() > 0) show_account(output, report.run);
    for (const auto& [slice, reason] : report.held_slices) output.line("held     " + slice + ": " + reason);
    const auto findings = all_findings(report);
    show_findings(output, findings, report.finding_counts, declarations_of(catalog, report.unit.feed));
    std::uint64_t all = 0;
    for (const auto& [of_code, count] : report.finding_counts) all += count;
    if (report.run.id > 0 && all > findings.size())
        output.line("all of them: `tilsig ledger " + std::to_string(report.run.id) + " --findings`");
}

std::string counted_findings(const std::map<std::string, std::uint64_t>& counts) {
    std::string text;
    for (const auto& [count, code] : rarest_first(counts))
        text += (text.empty() ? "" : ", ") + code + " " + grouped(count);
    return text.empty() ? "nothing was found" : text;
}

StoredFindings stored_findings(ledger::Ledger& ledger, std::int64_t run_id, const std::string& only,
                               std::int64_t per_code) {
    StoredFindings stored;
    stored.counts = ledger.finding_counts(run_id);
    for (const auto& [count, code] : rarest_first(stored.counts)) {
        if (!only.empty() && code != only) continue;
        ledger.each_finding(run_id, code, per_code,
                            [&stored](const model::Finding& finding) { stored.findings.push_back(finding); });
    }
    return stored;
}

void watch_reading(session::Session& session, Output& output) {
    session.set_progress([&output](const model::UnitName& unit, std::uint64_t done, std::uint64_t total) {
        output.byte_progress(done, total, unit.text());
    });
}

std::string counted_outcomes(const std::map<std::string, std::size_t>& counts) {
    std::string text;
    for (const auto& [outcome, count] : counts) {
        std::string word = outcome;
        std::replace(word.begin(), word.end(), '_', ' ');
        text += (text.empty() ? "" : ", ") + grouped(count) + " " + word;
    }
    return text;
}

int worst_exit(const std::vector<run::RunReport>& reports) {
    // In the order an operator must act: refused, failed, held, rejects.
    constexpr int order[] = {5, 1, 4, 3, 2};
    for (const int code : order) {
        if (std::any_of(reports.begin(), reports.end(),
                        [code](const auto& r) { return static_cast<int>(r.exit_code()) == code; }))
            return code;
    }
    return 0;
}

}  // namespace tilsig::cli
