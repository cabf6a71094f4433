#include "answers/plan_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/run_answer.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

void add_keys(Page& page, const std::string& what, const load::DeltaExamples::Keys& keys) {
    for (const auto& key : keys) page.line("  " + what + "  " + join(key, ", "));
}

json refused_json(const StructurePlan& structure) {
    json list = json::array();
    for (const auto& table : structure.refused) {
        list.push_back(
            {{"table", table.table}, {"feeds", table.feeds}, {"message", table.message}, {"remedy", table.remedy}});
    }
    return list;
}

/// Without what only a run that happens gets.
json predicted_json(const ledger::RunReport& report, const catalog::Catalog& catalog) {
    json run = report_json(report, catalog);
    for (const char* given : {"run", "night", "load_seq", "started_at", "ended_at"}) run.erase(given);
    run["delivery"].erase("id");
    return run;
}

}  // namespace

model::ExitCode PlanAnswer::code() const {
    if (unit) return unit->code;
    return structure.refused.empty() ? model::ExitCode::good : model::ExitCode::refused;
}

Page to_page(const StructurePlan& structure) {
    Page page;
    const auto& ddl = structure.statements;
    if (!ddl.empty()) {
        page.line("structure: " + grouped(ddl.size()) + (ddl.size() == 1 ? " statement" : " statements") +
                  " before the run");
    } else if (structure.refused.empty()) {
        page.line("structure: as declared");
    }
    for (const auto& statement : ddl) page.line("  " + statement);
    for (const auto& table : structure.refused) {
        page.line(tinted("refused", model::ExitCode::refused) + ": " + table.message);
        page.line(table.feeds.empty() ? "  no feed loads into it; all feeds load"
                                      : "  does not load: " + join(table.feeds, ", ") + "; all other feeds do");
        page.line("  remedy: " + table.remedy);
    }
    return page;
}

Page to_page(const UnitPlan& plan, const catalog::Catalog& catalog) {
    Page page;
    if (!plan.run) {
        page.line(bold(plan.unit.text()) + "  " + tinted(plan.message, plan.code));
    } else {
        const auto& delivery = plan.run->delivery;
        add_report(page, *plan.run, catalog,
                   "planned for the delivery " + delivery.hash.substr(0, 12) + " (" + grouped(delivery.bytes) +
                       " bytes); nothing was written");
    }
    add_keys(page, "new      ", plan.examples.fresh);
    add_keys(page, "updated  ", plan.examples.updated);
    add_keys(page, "closed   ", plan.examples.closed);
    add_keys(page, "unchanged", plan.examples.unchanged);
    for (const auto& what : plan.not_predicted) page.line("not predicted: " + what);
    return page;
}

json to_json(const PlanAnswer& answer, const catalog::Catalog& catalog) {
    json document = {{"ddl", answer.structure.statements}, {"refused", refused_json(answer.structure)}};
    if (!answer.unit) return document;
    const auto& plan = *answer.unit;
    name_unit(document, plan.unit);
    document["message"] = plan.message;
    document["not_predicted"] = plan.not_predicted;
    document["exit_code"] = static_cast<int>(plan.code);
    document["run"] = json();
    document["examples"] = json::object();
    if (!plan.run) return document;
    document["run"] = predicted_json(*plan.run, catalog);
    document["examples"][plan.table] = {{"new", plan.examples.fresh},
                                        {"updated", plan.examples.updated},
                                        {"unchanged", plan.examples.unchanged},
                                        {"closed", plan.examples.closed}};
    return document;
}

}  // namespace tilsig::answers
