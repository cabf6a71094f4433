#include "answers/ledger_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "answers/run_answer.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

ledger::Run required_run(ledger::Ledger& ledger, std::int64_t run_id) {
    if (auto run = ledger.run(run_id)) return *run;
    throw Error(ErrorKind::usage, "there is no run " + std::to_string(run_id))
        .remedy("`tilsig ledger` lists the latest");
}

model::UnitName unit_of(ledger::Ledger& ledger, const ledger::Run& run) {
    return ledger.unit_name(run.unit_id).value_or(model::UnitName());
}

/// The newest run whose findings the ledger keeps for the delivery of this one.
std::optional<std::int64_t> later_reading(ledger::Ledger& ledger, const ledger::Run& run) {
    constexpr int looked_at = 50;
    for (const auto& other : ledger.runs(run.unit_id, std::nullopt, looked_at))
        if (other.id > run.id && other.delivery_id == run.delivery_id && !ledger.finding_counts(other.id).empty())
            return other.id;
    return std::nullopt;
}

/// People write identifiers into file names, so the name is sealed in the landing zone and stands nowhere else.
std::string outside_name(session::Session& session, const model::UnitName& unit, const ledger::Delivery& delivery) {
    try {
        const auto manifest = session.landing(unit).find(delivery.hash);
        return manifest ? display_name(manifest->outside_name) : "";
    } catch (const Error& error) {
        session.context().log.warn("the name of a delivery cannot be read",
                                   {{"delivery", delivery.id}, {"code", ours(error.error_code())}});
        return "";
    }
}

/// "when 5, grace 2"; empty for none.
std::string reasons_text(const model::RuleCount& count) {
    std::string text;
    for (std::size_t i = 0; i < model::reasons_not_applicable; ++i)
        if (count.not_applicable_by[i] > 0)
            text += (text.empty() ? "" : ", ") + std::string(model::words_not_applicable[i]) + " " +
                    grouped(count.not_applicable_by[i]);
    return text;
}

/// Each rule over all slices, in the order of codes.
std::vector<ledger::RuleCountRow> over_slices(const std::vector<ledger::RuleCountRow>& rows) {
    std::vector<ledger::RuleCountRow> sums;
    for (const auto& row : rows) {
        if (sums.empty() || sums.back().code != row.code) {
            sums.push_back(row);
        } else {
            sums.back().count += row.count;
        }
    }
    return sums;
}

void add_rules(Page& page, const std::vector<ledger::RuleCountRow>& rows) {
    if (rows.empty()) return;
    Page::Table table{{"rule", "evaluated", "failed", "unknown", "not applicable"}};
    for (const auto& row : over_slices(rows))
        table.push_back({row.code + (row.shadow ? " (shadow)" : ""), grouped(row.count.evaluated()),
                         grouped(row.count.failed), grouped(row.count.unknown), reasons_text(row.count)});
    page.table(std::move(table));
}

json count_json(const model::RuleCount& count) {
    json reasons = json::object();
    for (std::size_t i = 0; i < model::reasons_not_applicable; ++i)
        if (count.not_applicable_by[i] > 0) reasons[model::words_not_applicable[i]] = count.not_applicable_by[i];
    return {{"evaluated", count.evaluated()},
            {"failed", count.failed},
            {"unknown", count.unknown},
            {"not_applicable", std::move(reasons)}};
}

json rules_json(const std::vector<ledger::RuleCountRow>& rows) {
    json list = json::array();
    for (const auto& sum : over_slices(rows)) {
        auto rule = count_json(sum.count);
        rule["code"] = sum.code;
        rule["version"] = sum.version;
        rule["shadow"] = sum.shadow;
        rule["slices"] = json::array();
        for (const auto& row : rows) {
            if (row.code != sum.code) continue;
            auto slice = count_json(row.count);
            slice["slice"] = row.slice;
            slice["owner"] = row.owner;
            rule["slices"].push_back(std::move(slice));
        }
        list.push_back(std::move(rule));
    }
    return list;
}

std::string text_of(const std::optional<std::int64_t>& number) { return number ? std::to_string(*number) : ""; }

}  // namespace

LedgerAnswer ledger_answer(ledger::Ledger& ledger, int most) {
    LedgerAnswer answer;
    for (auto& run : ledger.runs(std::nullopt, std::nullopt, most)) {
        auto unit = unit_of(ledger, run);
        answer.runs.push_back({std::move(unit), std::move(run)});
    }
    return answer;
}

Page to_page(const LedgerAnswer& answer) {
    Page page;
    if (answer.runs.empty()) {
        page.line("no run yet");
        return page;
    }
    Page::Table rows{
        {"run", "unit", "cause", "outcome", "delivery", "read", "accepted", "rejected", "load", "started"}};
    for (const auto& [unit, run] : answer.runs) {
        rows.push_back({std::to_string(run.id), unit.text(), to_string(run.cause), outcome_word(run),
                        text_of(run.delivery_id), grouped(run.records.read), grouped(run.records.accepted),
                        grouped(run.records.rejected), text_of(run.load_seq), local_text(run.started_at)});
    }
    page.table(std::move(rows));
    return page;
}

json to_json(const LedgerAnswer& answer) {
    json list = json::array();
    for (const auto& [unit, run] : answer.runs) {
        auto value = ledger_run_json(run);
        name_unit(value, unit);
        list.push_back(std::move(value));
    }
    return {{"runs", std::move(list)}};
}

AccountAnswer account_answer(session::Session& session, std::int64_t run_id) {
    auto& ledger = session.ledger();
    AccountAnswer answer;
    answer.run = required_run(ledger, run_id);
    answer.unit = unit_of(ledger, answer.run);
    if (answer.run.delivery_id) answer.delivery = ledger.delivery(*answer.run.delivery_id);
    if (answer.delivery) {
        answer.outside_name = outside_name(session, answer.unit, *answer.delivery);
        answer.holds = ledger.holds_of(answer.delivery->id);
    }
    answer.finding_counts = ledger.finding_counts(run_id);
    answer.steps = ledger.steps(run_id);
    return answer;
}

Page to_page(const AccountAnswer& answer) {
    const auto& run = answer.run;
    Page page;
    page.line(bold("run " + std::to_string(run.id)) + "  " + answer.unit.text() + "  " + outcome_word(run) +
              (run.reason.empty() ? "" : ": " + run.reason));
    page.line(std::string("cause ") + to_string(run.cause) + ", " + local_text(run.started_at) + " to " +
              local_text(run.ended_at) +
              (run.load_seq ? ", load sequence " + std::to_string(*run.load_seq) : ", nothing loaded"));
    add_account(page, run);
    if (const auto& delivery = answer.delivery) {
        page.line("delivery " + std::to_string(delivery->id) + ", " + delivery->hash + ", received " +
                  local_text(delivery->received_at));
        if (!answer.outside_name.empty()) page.line("sent as  " + answer.outside_name);
        add_holds(page, answer.holds);
    }
    if (!answer.finding_counts.empty())
        page.line("findings " + counted_findings(answer.finding_counts) + "; `tilsig ledger " + std::to_string(run.id) +
                  " --findings` lists them");
    for (const auto& step : answer.steps) {
        page.line("step     " + step.name + "  " + grouped(static_cast<std::uint64_t>(step.wall.count()) / 1000) +
                  " ms, " + grouped(step.count));
    }
    return page;
}

json to_json(const AccountAnswer& answer) {
    auto document = ledger_run_json(answer.run);
    name_unit(document, answer.unit);
    document["delivery_hash"] = answer.delivery ? json(answer.delivery->hash) : json();
    document["outside_name"] = answer.outside_name.empty() ? json() : json(answer.outside_name);
    document["holds"] = holds_json(answer.holds);
    document["finding_counts"] = answer.finding_counts;
    document["steps"] = json::array();
    for (const auto& step : answer.steps) {
        document["steps"].push_back({{"name", step.name}, {"microseconds", step.wall.count()}, {"count", step.count}});
    }
    return document;
}

RunFindingsAnswer run_findings_answer(session::Session& session, std::int64_t run_id, const std::string& only,
                                      std::int64_t per_code) {
    auto& ledger = session.ledger();
    RunFindingsAnswer answer;
    answer.run = required_run(ledger, run_id);
    answer.unit = unit_of(ledger, answer.run);
    answer.found = stored_findings(ledger, run_id, only, per_code);
    if (answer.found.counts.empty()) answer.replaced_by = later_reading(ledger, answer.run);
    answer.rules = ledger::RuleCounts(session.connection()).of_run(run_id);
    if (!only.empty()) std::erase_if(answer.rules, [&](const auto& row) { return row.code != only; });
    return answer;
}

Page to_page(const RunFindingsAnswer& answer, const catalog::Catalog& catalog) {
    const auto& run = answer.run;
    Page page;
    page.line(bold("run " + std::to_string(run.id)) + "  " + answer.unit.text() +
              (run.delivery_id ? ", delivery " + std::to_string(*run.delivery_id) : "") + ": " +
              counted_findings(answer.found.counts));
    if (answer.replaced_by)
        page.line(
            "what it found was replaced by what a later run over the same delivery found: `tilsig "
            "ledger " +
            std::to_string(*answer.replaced_by) + " --findings`");
    add_findings(page, answer.found, declarations_of(catalog, answer.unit.feed));
    add_rules(page, answer.rules);
    return page;
}

json to_json(const RunFindingsAnswer& answer, const catalog::Catalog& catalog) {
    const auto& run = answer.run;
    json document = {{"run", run.id}, {"delivery", run.delivery_id ? json(*run.delivery_id) : json()}};
    add_findings(document, answer.found, declarations_of(catalog, answer.unit.feed));
    document["rules"] = rules_json(answer.rules);
    name_unit(document, answer.unit);
    return document;
}

}  // namespace tilsig::answers
