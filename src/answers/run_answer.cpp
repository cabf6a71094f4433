#include "answers/run_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "model/reason.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

std::string counts_by(const std::map<std::string, std::uint64_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += (text.empty() ? " (" : ", ") + name + " " + grouped(count);
    return text.empty() ? text : text + ")";
}

/// What was found about the delivery, then examples of what was found in it; a refusal stands in both, and is told
/// once.
std::vector<model::Finding> findings_of(const ledger::RunReport& report) {
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

std::string outcome_word(const ledger::Run& run) {
    if (!run.outcome) return "open";
    const bool retraction = run.cause == model::RunCause::retract && *run.outcome == model::Outcome::loaded;
    return retraction ? to_string(model::DeliveryState::retracted) : model::to_string(*run.outcome);
}

json delivery_json(const ledger::Delivery& delivery) {
    return {{"id", delivery.id},
            {"seq", delivery.seq},
            {"hash", delivery.hash},
            {"bytes", delivery.bytes},
            {"received_at", delivery.received_at},
            {"state", to_string(delivery.state)}};
}

json ledger_run_json(const ledger::Run& run) {
    json value = {{"run", run.id},
                  {"cause", to_string(run.cause)},
                  {"started_at", run.started_at},
                  {"ended_at", run.ended_at},
                  {"outcome", run.outcome ? json(outcome_word(run)) : json()},
                  {"reason", run.reason},
                  {"error_kind", run.error_kind ? to_string(*run.error_kind) : ""},
                  {"error_code", run.error_code},
                  {"retry_at", run.retry_at},
                  {"mapping_hash", run.mapping_hash},
                  {"program_version", run.program_version},
                  {"load_seq", run.load_seq ? json(*run.load_seq) : json()}};
    value["delivery"] = run.delivery_id ? json(*run.delivery_id) : json();
    value["night"] = run.night_id ? json(*run.night_id) : json();
    value["bytes"] = {{"preface", run.bytes.preface}, {"header", run.bytes.header},
                      {"blank", run.bytes.blank},     {"trailer", run.bytes.trailer},
                      {"record", run.bytes.record},   {"unreadable", run.bytes.unreadable}};
    const auto& records = run.records;
    value["records"] = {{"read", records.read},
                        {"accepted", records.accepted},
                        {"duplicate", records.duplicate},
                        {"rejected", records.rejected},
                        {"filtered", records.filtered},
                        {"held", records.held},
                        {"rejected_by_rule", records.rejected_by_rule},
                        {"filtered_by_reason", records.filtered_by_reason},
                        {"flagged_by_rule", records.flagged_by_rule},
                        {"changed_by_kind", records.changed_by_kind}};
    value["rows"] = json::object();
    for (const auto& [table, rows] : run.rows) {
        value["rows"][table] = {{"derived", rows.derived}, {"new", rows.fresh},
                                {"updated", rows.updated}, {"unchanged", rows.unchanged},
                                {"merged", rows.merged},   {"closed", rows.closed},
                                {"kept", rows.kept}};
    }
    value["kept"] = ledger::kept_text(run);
    return value;
}

void name_unit(json& document, const model::UnitName& unit) {
    document["unit"] = unit.text();
    document["shadow"] = unit.shadow;
}

json holds_json(const std::vector<ledger::Hold>& holds) {
    json list = json::array();
    for (const auto& hold : holds) {
        list.push_back({{"hold", hold.id},
                        {"slice", hold.slice},
                        {"state", to_string(hold.state)},
                        {"reason", hold.reason},
                        {"decided_by", hold.decided_by},
                        {"decided_at", hold.decided_at},
                        {"waiver", hold.waiver}});
    }
    return list;
}

void add_account(Page& page, const ledger::Run& run) {
    const auto& bytes = run.bytes;
    page.line("bytes    " + grouped(bytes.total()) + " = preface " + grouped(bytes.preface) + " + header " +
              grouped(bytes.header) + " + blank " + grouped(bytes.blank) + " + trailer " + grouped(bytes.trailer) +
              " + record " + grouped(bytes.record) + " + unreadable " + grouped(bytes.unreadable));
    const auto& records = run.records;
    page.line("records  " + grouped(records.read) + " = accepted " + grouped(records.accepted) + " + duplicate " +
              grouped(records.duplicate) + " + rejected " + grouped(records.rejected) +
              counts_by(records.rejected_by_rule) + " + filtered " + grouped(records.filtered) +
              counts_by(records.filtered_by_reason) + " + held " + grouped(records.held));
    if (!records.flagged_by_rule.empty()) page.line("flagged " + counts_by(records.flagged_by_rule));
    if (!records.changed_by_kind.empty()) page.line("changed " + counts_by(records.changed_by_kind));
    for (const auto& [table, rows] : run.rows) {
        page.line("rows     " + grouped(rows.derived) + " = new " + grouped(rows.fresh) + " + updated " +
                  grouped(rows.updated) + " + unchanged " + grouped(rows.unchanged) + " + merged " +
                  grouped(rows.merged) + "; closed " + grouped(rows.closed) + " in " + table);
    }
    if (const auto kept = ledger::kept_text(run); !kept.empty()) page.line("kept     " + kept);
}

void add_holds(Page& page, const std::vector<ledger::Hold>& holds) {
    for (const auto& hold : holds) {
        page.line("hold     " + std::to_string(hold.id) + (hold.slice.empty() ? "" : " of " + hold.slice) + " " +
                  to_string(hold.state) +
                  (hold.decided_by.empty()
                       ? ""
                       : " by " + hold.decided_by + " at " + local_text(hold.decided_at) + ": " + hold.waiver) +
                  " (" + hold.reason + ")");
    }
}

void add_report(Page& page, const ledger::RunReport& report, const catalog::Catalog& catalog, const std::string& line) {
    page.line(bold(report.unit.text()) + "  " +
              tinted(report.run.outcome ? outcome_word(report.run) : model::to_string(model::Outcome::failed),
                     report.exit_code()) +
              (report.message.empty() ? "" : ": " + report.message));
    page.line(line);
    if (report.run.records.read > 0 || report.run.bytes.total() > 0) add_account(page, report.run);
    const auto declared = declarations_of(catalog, report.unit.feed);
    std::set<std::string> told;
    for (const auto& [code, count] : report.finding_counts) told.insert(code);
    const auto held = [&](const std::string& reason) {
        // The words of the rule stand with its findings; a hold without findings says them itself, once.
        const auto code = model::RuleCode::parse(model::reason_code(reason));
        if (!code || !told.insert(code->str()).second) return;
        const auto words = words_of(*code, declared);
        if (!words.text.empty()) page.line("rule     " + code->str() + ": " + words.text);
        if (!words.remedy.empty()) page.line("remedy   " + words.remedy);
    };
    if (report.run.outcome == model::Outcome::held) held(report.run.reason);
    for (const auto& [slice, reason] : report.held_slices) {
        page.line("held     " + slice + ": " + reason);
        held(reason);
    }
    const FindingsAnswer found{report.finding_counts, findings_of(report)};
    add_findings(page, found, declarations_of(catalog, report.unit.feed));
    if (report.run.id > 0 && found.total() > found.findings.size())
        page.line("all of them: `tilsig ledger " + std::to_string(report.run.id) + " --findings`");
}

json report_json(const ledger::RunReport& report, const catalog::Catalog& catalog) {
    const Declarations declared = declarations_of(catalog, report.unit.feed);
    json value = ledger_run_json(report.run);
    name_unit(value, report.unit);
    value["delivery"] = delivery_json(report.delivery);
    value["held_slices"] = report.held_slices;
    value["findings"] = findings_json(report.examples, declared);
    value["finding_counts"] = report.finding_counts;
    value["delivery_findings"] = findings_json(report.delivery_findings, declared);
    value["exit_code"] = static_cast<int>(report.exit_code());
    return value;
}

}  // namespace tilsig::answers
