// What came of runs, for people and programs; the worst of several by the one ranking.
#include "answers/runs_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "answers/source_run_answer.hpp"
#include "unit/answers/page_text.hpp"
#include "unit/answers/run_answers_fixture.hpp"

namespace tilsig::answers {
namespace {

ledger::RunReport ended(model::Outcome outcome) {
    ledger::RunReport report;
    report.run.outcome = outcome;
    return report;
}

TEST(Runs, EndWithTheWorstOfThem) {
    EXPECT_EQ(RunsAnswer{}.code(), model::ExitCode::good);
    RunsAnswer answer{{ended(model::Outcome::rejected), ended(model::Outcome::held), ended(model::Outcome::loaded)},
                      {}};
    EXPECT_EQ(answer.code(), model::ExitCode::held);
    answer.reports.push_back(ended(model::Outcome::late));
    EXPECT_EQ(answer.code(), model::ExitCode::overdue);
    answer.reports.push_back(ended(model::Outcome::failed));
    EXPECT_EQ(answer.code(), model::ExitCode::technical_failure);
    answer.reports.push_back(ended(model::Outcome::failed));
    answer.reports.back().run.error_kind = ErrorKind::state;
    EXPECT_EQ(answer.code(), model::ExitCode::refused);
}

TEST(Runs, AreToldWithTheirAccountAndWhenBiSeesThem) {
    const auto catalog = no_feeds();
    RunsAnswer answer{{loaded_report()}, {true, true, std::nullopt}};
    const auto text = text_of(to_page(answer, catalog));
    const std::string account =
        "desk.roster/desk/2026-11  loaded\n"
        "run 7, delivery 12 (2 of its unit, 0123456789ab, 1 234 bytes), load sequence 5\n"
        "bytes    1 234 = preface 0 + header 34 + blank 0 + trailer 0 + record 1 200 + unreadable 0\n"
        "records  3 = accepted 2 + duplicate 0 + rejected 1 (SYS-F002 1) + filtered 0 + held 0\n"
        "rows     2 = new 2 + updated 0 + unchanged 0 + merged 0; closed 0 in fact_roster\n"
        "SYS-F002  ";
    EXPECT_EQ(text.substr(0, account.size()), account);
    EXPECT_NE(text.find("    line 4, field \"settled\": no number\n    and 3 more\n"), std::string::npos) << text;
    EXPECT_NE(text.find("all of them: `tilsig ledger 7 --findings`\nBI shows this when the next night closes; `tilsig "
                        "night --close` closes one now; no night has closed yet, so it shows no row\n"),
              std::string::npos)
        << text;

    const auto document = to_json(answer, catalog);
    const auto& run = document.at("runs").at(0);
    EXPECT_EQ(run.at("exit_code"), 2);
    EXPECT_EQ(run.at("outcome"), "loaded");
    EXPECT_EQ(run.at("delivery").at("id"), 12);
    EXPECT_EQ(run.at("finding_counts").at("SYS-F002"), 4);
    EXPECT_EQ(run.at("findings").at(0).at("place").at("line"), 4);
    EXPECT_EQ(document.at("bi").at("waits_for_night"), true);
    EXPECT_TRUE(document.at("bi").at("last_closed_night").is_null());
    EXPECT_EQ(single_run_json(answer, catalog).at("run"), 7);

    answer.bi = {false, true, std::nullopt};
    EXPECT_TRUE(to_json(answer, catalog).at("bi").is_null()) << "nobody can tell";
    EXPECT_EQ(text_of(to_page(answer, catalog)).find("BI"), std::string::npos);
}

TEST(Runs, ChangeWhatBiShowsOnlyWhereRowsWereLoadedAndNoShadow) {
    auto report = loaded_report();
    EXPECT_TRUE(report.changes_bi());
    report.unit.shadow = true;
    EXPECT_FALSE(report.changes_bi());
    report = loaded_report();
    report.run.rows["fact_roster"].fresh = 0;
    EXPECT_FALSE(report.changes_bi());
}

TEST(Runs, FromASourceAreToldAsOneUnit) {
    const auto catalog = no_feeds();
    SourceRunAnswer answer;
    answer.unit.unit = {"desk.roster", "desk", "2026-11"};
    answer.unit.outcome = model::Outcome::loaded;
    answer.unit.code = model::ExitCode::loaded_with_rejects;
    answer.unit.run_id = 7;
    answer.unit.records = 1'300;
    answer.unit.fresh = 2;
    answer.unit.note = "one file waits";
    EXPECT_EQ(text_of(to_page(answer, catalog)),
              "desk.roster/desk/2026-11  loaded\n"
              "1 300 records, 0 rejected, 0 held; 2 new, 0 updated, 0 closed rows; run 7\n"
              "note: one file waits\n");
    const auto document = to_json(answer, catalog);
    EXPECT_EQ(document.at("records"), 1'300);
    EXPECT_EQ(document.at("note"), "one file waits");
    EXPECT_EQ(document.at("exit_code"), 2);
    EXPECT_TRUE(document.at("findings").empty());
}

TEST(Retracted, TwiceDoesNothing) {
    RetractedAnswer answer{12, loaded_report().run, {}};
    answer.run->reason = "by anna: wrong year";
    EXPECT_EQ(text_of(to_page(answer)),
              "already retracted: delivery 12, 2026-11-29 04:00 +01:00, by anna: wrong year; "
              "nothing was done\n");
    EXPECT_EQ(to_json(answer).at("already_retracted").at("run"), 7);
    EXPECT_TRUE(to_json(answer).at("runs").empty());
}

}  // namespace
}  // namespace tilsig::answers
