#include "answers/runs_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

std::string delivery_line(const ledger::RunReport& report) {
    const auto& delivery = report.delivery;
    return "run " + std::to_string(report.run.id) + ", delivery " + std::to_string(delivery.id) + " (" +
           std::to_string(delivery.seq) + " of its unit, " + delivery.hash.substr(0, 12) + ", " +
           grouped(delivery.bytes) + " bytes)" +
           (report.run.load_seq ? ", load sequence " + std::to_string(*report.run.load_seq) : "");
}

}  // namespace

model::ExitCode RunsAnswer::code() const {
    auto worst = model::ExitCode::good;
    for (const auto& report : reports) worst = model::worse_of(worst, report.exit_code());
    return worst;
}

RunsAnswer runs_answer(session::Session& session, std::vector<ledger::RunReport> reports) {
    const bool changed =
        std::any_of(reports.begin(), reports.end(), [](const auto& report) { return report.changes_bi(); });
    return {std::move(reports), bi_answer(session, changed)};
}

Page to_page(const RunsAnswer& answer, const catalog::Catalog& catalog) {
    Page page;
    for (const auto& report : answer.reports) add_report(page, report, catalog, delivery_line(report));
    add_bi(page, answer.bi);
    return page;
}

json to_json(const RunsAnswer& answer, const catalog::Catalog& catalog) {
    json runs = json::array();
    for (const auto& report : answer.reports) runs.push_back(report_json(report, catalog));
    return {{"runs", std::move(runs)}, {"bi", to_json(answer.bi)}};
}

json single_run_json(const RunsAnswer& answer, const catalog::Catalog& catalog) {
    json document = report_json(answer.reports.at(0), catalog);
    document["bi"] = to_json(answer.bi);
    return document;
}

Page to_page(const RetractedAnswer& answer) {
    Page page;
    const auto& run = answer.run;
    page.line("already retracted: delivery " + std::to_string(answer.delivery) +
              (run ? ", " + local_text(run->ended_at) + ", " + run->reason : std::string()) + "; nothing was done");
    return page;
}

json to_json(const RetractedAnswer& answer) {
    return {{"already_retracted", answer.run ? ledger_run_json(*answer.run) : json()},
            {"runs", json::array()},
            {"bi", to_json(answer.bi)}};
}

}  // namespace tilsig::answers
