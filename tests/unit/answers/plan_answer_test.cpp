// What a run would do, told before it is made.
#include "answers/plan_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "answers/preview_answer.hpp"
#include "unit/answers/page_text.hpp"
#include "unit/answers/run_answers_fixture.hpp"

namespace tilsig::answers {
namespace {

ledger::RunReport predicted() {
    auto report = loaded_report();
    report.run.id = 0;
    report.run.load_seq.reset();
    report.delivery.id = 0;
    report.finding_counts.clear();
    report.examples.clear();
    return report;
}

TEST(Plan, OfTheStructureAlone) {
    PlanAnswer answer;
    EXPECT_EQ(text_of(to_page(answer.structure)), "structure: as declared\n");
    EXPECT_EQ(answer.code(), model::ExitCode::good);
    answer.structure.statements = {"ALTER TABLE fact_roster ADD note text"};
    answer.structure.refused = {{"fact_old", {"desk.old"}, "fact_old.note would go", "keep it"}};
    EXPECT_EQ(text_of(to_page(answer.structure)),
              "structure: 1 statement before the run\n"
              "  ALTER TABLE fact_roster ADD note text\n"
              "refused: fact_old.note would go\n"
              "  does not load: desk.old; all other feeds do\n"
              "  remedy: keep it\n");
    EXPECT_EQ(answer.code(), model::ExitCode::refused);
    const auto document = to_json(answer, no_feeds());
    EXPECT_EQ(document.at("ddl").size(), 1);
    EXPECT_EQ(document.at("refused").at(0).at("feeds").at(0), "desk.old");
    EXPECT_FALSE(document.contains("run")) << "no unit was asked for";
}

TEST(Plan, OfAUnitHasTheDeltaAndNoNumbersOfARun) {
    PlanAnswer answer;
    auto& plan = answer.unit.emplace();
    plan.unit = {"desk.roster", "desk", "2026-11"};
    plan.run = predicted();
    plan.table = "fact_roster";
    plan.examples.fresh = {{"0301", "2026-11-01"}};
    plan.code = model::ExitCode::loaded_with_rejects;
    plan.not_predicted = {"what the source has after that"};
    const auto text = text_of(to_page(plan, no_feeds()));
    EXPECT_NE(text.find("\nplanned for the delivery 0123456789ab (1 234 bytes); nothing was written\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("\n  new        0301, 2026-11-01\nnot predicted: what the source has after that\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(answer.code(), model::ExitCode::loaded_with_rejects);
    const auto document = to_json(answer, no_feeds());
    EXPECT_EQ(document.at("exit_code"), 2);
    EXPECT_EQ(document.at("examples").at("fact_roster").at("new").at(0).at(0), "0301");
    for (const char* given : {"run", "night", "load_seq", "started_at", "ended_at"})
        EXPECT_FALSE(document.at("run").contains(given)) << given;
    EXPECT_FALSE(document.at("run").at("delivery").contains("id"));
}

TEST(Plan, SaysWhyNothingWouldBeRun) {
    PlanAnswer answer;
    auto& plan = answer.unit.emplace();
    plan.unit = {"desk.roster", "desk", "2026-11"};
    plan.message = "nothing new";
    EXPECT_EQ(text_of(to_page(plan, no_feeds())), "desk.roster/desk/2026-11  nothing new\n");
    EXPECT_TRUE(to_json(answer, no_feeds()).at("run").is_null());
    EXPECT_EQ(to_json(answer, no_feeds()).at("examples"), nlohmann::json::object());
}

TEST(Preview, ShowsRowsAndWhatARunWouldSay) {
    PreviewAnswer answer;
    answer.columns = {"code", "note"};
    answer.rows = {{"0301", std::nullopt}};
    answer.run = predicted();
    const auto text = text_of(to_page(answer, no_feeds()));
    EXPECT_EQ(text.substr(0, text.find("bytes ")),
              "code|note\n0301|-\n\ndesk.roster/desk/2026-11  loaded\n"
              "what a run into an empty warehouse would come to; nothing was stored\n");
    const auto document = to_json(answer, no_feeds());
    EXPECT_EQ(document.at("columns"), (nlohmann::json{"code", "note"}));
    EXPECT_TRUE(document.at("preview").at(0).at(1).is_null());
    EXPECT_EQ(document.at("feed"), "desk.roster");
    for (const char* given : {"run", "night", "load_seq", "delivery"}) EXPECT_FALSE(document.contains(given)) << given;
}

}  // namespace
}  // namespace tilsig::answers
