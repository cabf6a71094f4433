#include "cli/run_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tilsig::cli {

using nlohmann::json;

namespace {

json place_json(const model::RecordPlace& place) {
    json value = {{"record", place.number}, {"line", place.line}, {"offset", place.offset}, {"length", place.length}};
    if (place.column != 0) value["column"] = place.column;
    if (place.sheet != 0) value["sheet"] = place.sheet;
    return value;
}

json findings_json(const std::vector<model::Finding>& findings) {
    json list = json::array();
    for (const auto& finding : findings) {
        list.push_back({{"code", finding.code.str()},
                        {"severity", model::to_string(finding.severity)},
                        {"action", model::to_string(finding.action)},
                        {"field", finding.field},
                        {"place", place_json(finding.place)},
                        {"message", finding.message}});
    }
    return list;
}

std::string counts_by(const std::map<std::string, std::uint64_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) text += (text.empty() ? " (" : ", ") + name + " " + grouped(count);
    return text.empty() ? text : text + ")";
}

std::string place_text(const model::RecordPlace& place) {
    if (place.number == 0 && place.line == 0) return "delivery";
    std::string text = place.sheet == 0
                           ? "line " + std::to_string(place.line)
                           : "sheet " + std::to_string(place.sheet) + ", row " + std::to_string(place.line);
    if (place.column != 0) text += ", column " + std::to_string(place.column);
    return text;
}

/// The rule book's words for a finding that carries none.
std::string words_for(const model::Finding& finding, const rules::RuleBook& book) {
    if (!finding.message.empty()) return finding.message;
    const rules::Entry* entry = book.find(finding.code);
    return entry == nullptr ? "" : rules::in_language(entry->text, "en");
}

void show_findings(const Output& output, const std::vector<model::Finding>& findings, const catalog::Catalog& catalog) {
    for (const auto& finding : findings) {
        std::string text = "  " + finding.code + "  " + place_text(finding.place);
        if (!finding.field.empty()) text += ", field " + finding.field;
        const std::string words = words_for(finding, catalog.rule_book);
        if (!words.empty()) text += ": " + words;
        output.line(text);
    }
}

}  // namespace

json ledger_run_json(const ledger::Run& run) {
    json value = {{"run", run.id},
                  {"cause", run.cause},
                  {"started_at", run.started_at},
                  {"ended_at", run.ended_at},
                  {"outcome", run.outcome ? json(model::to_string(*run.outcome)) : json()},
                  {"reason", run.reason},
                  {"error_kind", run.error_kind},
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

json run_json(const pipeline::RunReport& report) {
    json value = ledger_run_json(report.run);
    name_unit(value, report.unit);
    value["delivery"] = {{"id", report.delivery.id},
                         {"seq", report.delivery.seq},
                         {"hash", report.delivery.hash},
                         {"bytes", report.delivery.bytes},
                         {"received_at", report.delivery.received_at},
                         {"state", report.delivery.state}};
    value["held_slices"] = report.held_slices;
    value["findings"] = findings_json(report.examples);
    value["delivery_findings"] = findings_json(report.delivery_findings);
    value["exit_code"] = static_cast<int>(report.exit_code());
    return value;
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

json holds_json(const std::vector<ledger::Hold>& holds) {
    json list = json::array();
    for (const auto& hold : holds) {
        list.push_back({{"hold", hold.id},
                        {"slice", hold.slice},
                        {"state", hold.state},
                        {"reason", hold.reason},
                        {"decided_by", hold.decided_by},
                        {"decided_at", hold.decided_at},
                        {"waiver", hold.waiver}});
    }
    return list;
}

void show_holds(const Output& output, const std::vector<ledger::Hold>& holds) {
    for (const auto& hold : holds) {
        output.line(
            "hold     " + std::to_string(hold.id) + (hold.slice.empty() ? "" : " of " + hold.slice) + " " + hold.state +
            (hold.decided_by.empty() ? "" : " by " + hold.decided_by + " at " + hold.decided_at + ": " + hold.waiver) +
            " (" + hold.reason + ")");
    }
}

void show_run(const Output& output, const pipeline::RunReport& report, const catalog::Catalog& catalog) {
    show_planned(output, report, catalog,
                 "run " + std::to_string(report.run.id) + ", delivery " + std::to_string(report.delivery.id) + " (" +
                     std::to_string(report.delivery.seq) + " of its unit, " + report.delivery.hash.substr(0, 12) +
                     ", " + grouped(report.delivery.bytes) + " bytes)" +
                     (report.run.load_seq ? ", load sequence " + std::to_string(*report.run.load_seq) : ""));
}

void show_planned(const Output& output, const pipeline::RunReport& report, const catalog::Catalog& catalog,
                  const std::string& line) {
    if (output.json()) return;
    const int code = static_cast<int>(report.exit_code());
    const char* outcome = model::to_string(report.run.outcome.value_or(model::Outcome::failed));
    output.line(output.bold(report.unit.text()) + "  " + output.tinted(outcome, code) +
                (report.message.empty() ? "" : ": " + report.message));
    output.line(line);
    if (report.run.records.read > 0 || report.run.bytes.total() > 0) show_account(output, report.run);
    for (const auto& [slice, reason] : report.held_slices) output.line("held     " + slice + ": " + reason);
    show_findings(output, report.delivery_findings, catalog);
    std::vector<model::Finding> examples;
    std::copy_if(report.examples.begin(), report.examples.end(), std::back_inserter(examples),
                 [](const auto& finding) { return finding.place.number != 0; });
    show_findings(output, examples, catalog);
}

void watch_reading(pipeline::Session& session, Output& output) {
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

int worst_exit(const std::vector<pipeline::RunReport>& reports) {
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
