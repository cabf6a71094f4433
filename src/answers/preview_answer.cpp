#include "answers/preview_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/run_answer.hpp"

namespace tilsig::answers {

using nlohmann::json;

Page to_page(const PreviewAnswer& answer, const catalog::Catalog& catalog) {
    Page page;
    Page::Table table{answer.columns};
    for (const auto& row : answer.rows) {
        auto& line = table.emplace_back();
        for (const auto& cell : row) line.push_back(cell.value_or("-"));
    }
    if (!answer.rows.empty()) page.table(std::move(table));
    page.line();
    add_report(page, answer.run, catalog, "what a run into an empty warehouse would come to; nothing was stored");
    return page;
}

json to_json(const PreviewAnswer& answer, const catalog::Catalog& catalog) {
    json rows = json::array();
    for (const auto& row : answer.rows) {
        auto cells = json::array();
        for (const auto& cell : row) cells.push_back(cell ? json(*cell) : json());
        rows.push_back(std::move(cells));
    }
    auto document = report_json(answer.run, catalog);
    // What only a run that happens gets.
    for (const char* given : {"run", "night", "load_seq", "started_at", "ended_at", "delivery"}) document.erase(given);
    for (auto& finding : document["findings"]) finding["line"] = finding["place"]["line"];
    document["feed"] = answer.run.unit.feed;
    document["columns"] = answer.columns;
    document["preview"] = std::move(rows);
    return document;
}

}  // namespace tilsig::answers
