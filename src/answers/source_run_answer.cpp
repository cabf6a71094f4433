#include "answers/source_run_answer.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace tilsig::answers {

SourceRunAnswer source_run_answer(session::Session& session, UnitAnswer unit) {
    constexpr std::int64_t per_code = 5;
    SourceRunAnswer answer;
    if (unit.run_id != 0 && !session.lost())
        answer.found = stored_findings(session.ledger(), unit.run_id, "", per_code);
    answer.bi = bi_answer(session, !unit.unit.shadow && unit.fresh + unit.updated + unit.closed > 0);
    answer.unit = std::move(unit);
    return answer;
}

Page to_page(const SourceRunAnswer& answer, const catalog::Catalog& catalog) {
    const auto& unit = answer.unit;
    Page page;
    page.line(bold(unit.unit.text()) + "  " + tinted(model::to_string(unit.outcome), unit.code) +
              (unit.message.empty() ? "" : ": " + unit.message));
    page.line(grouped(unit.records) + " records, " + grouped(unit.rejected) + " rejected, " + grouped(unit.held) +
              " held; " + grouped(unit.fresh) + " new, " + grouped(unit.updated) + " updated, " + grouped(unit.closed) +
              " closed rows; run " + std::to_string(unit.run_id));
    if (!unit.kept.empty()) page.line(unit.kept);
    if (!unit.note.empty() && unit.note != unit.message) page.line("note: " + unit.note);
    add_findings(page, answer.found, declarations_of(catalog, unit.unit.feed));
    if (answer.found.total() > answer.found.findings.size())
        page.line("all of them: `tilsig ledger " + std::to_string(unit.run_id) + " --findings`");
    add_bi(page, answer.bi);
    return page;
}

nlohmann::json to_json(const SourceRunAnswer& answer, const catalog::Catalog& catalog) {
    const auto& unit = answer.unit;
    nlohmann::json document = {
        {"unit", unit.unit.text()},  {"shadow", unit.unit.shadow}, {"outcome", model::to_string(unit.outcome)},
        {"message", unit.message},   {"run", unit.run_id},         {"records", unit.records},
        {"rejected", unit.rejected}, {"held", unit.held},          {"new", unit.fresh},
        {"updated", unit.updated},   {"closed", unit.closed},      {"kept", unit.kept},
        {"note", unit.note},         {"bi", to_json(answer.bi)},   {"exit_code", static_cast<int>(unit.code)}};
    add_findings(document, answer.found, declarations_of(catalog, unit.unit.feed));
    return document;
}

}  // namespace tilsig::answers
