// One row back to its bytes, and the account of one run.
#include "answers/explain_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "answers/ledger_answer.hpp"
#include "base/text.hpp"
#include "unit/answers/page_text.hpp"
#include "unit/answers/run_answers_fixture.hpp"

namespace tilsig::answers {
namespace {

ledger::Hold released() {
    ledger::Hold hold;
    hold.id = 3;
    hold.reason = "half of it is gone";
    hold.state = model::HoldState::released;
    hold.decided_by = "anna";
    hold.decided_at = "2026-11-29T04:00:00.000000Z";
    hold.waiver = "known";
    return hold;
}

ExplainAnswer traced() {
    const auto report = loaded_report();
    ExplainAnswer answer;
    answer.table = "fact_roster";
    answer.values = {{"code", "0301"}, {"note", ""}};
    answer.load_seq = 5;
    answer.loaded_at = "2026-11-29T03:00:01.000000Z";
    answer.delivery = report.delivery;
    answer.unit = report.unit;
    answer.run = report.run;
    answer.holds = {released()};
    answer.record = 2;
    answer.place.number = 2;
    answer.place.line = 3;
    answer.place.offset = 40;
    answer.place.length = 8;
    answer.bytes = "0301;x\r\n";
    return answer;
}

TEST(Explain, LeadsFromARowToItsBytes) {
    EXPECT_EQ(text_of(to_page(traced())),
              "fact_roster  code 0301, note -\n"
              "loaded   2026-11-29 04:00 +01:00, load sequence 5, run 7 (command, mapping fedcba987654)\n"
              "delivery 12 of desk.roster/desk/2026-11, received 2026-11-29 03:00 +01:00\n"
              "hold     3 released by anna at 2026-11-29 05:00 +01:00: known (half of it is gone)\n"
              "content  0123456789abcdef0123456789abcdef\n"
              "place    record 2, line 3, bytes 40 to 48\n"
              "bytes    " +
                  display_name("0301;x\r\n", 400) + "\n");
    const auto document = to_json(traced());
    EXPECT_EQ(document.at("row").at("code"), "0301");
    EXPECT_EQ(document.at("offset"), 40);
    EXPECT_EQ(document.at("run"), 7);
    EXPECT_EQ(document.at("holds").at(0).at("waiver"), "known");
    EXPECT_TRUE(document.at("sheet").is_null());
    EXPECT_TRUE(document.at("container").is_null());
}

TEST(Explain, ShowsNoBytesOfPersons) {
    auto answer = traced();
    answer.withheld = true;
    EXPECT_NE(text_of(to_page(answer)).find("bytes    not shown"), std::string::npos);
    EXPECT_TRUE(to_json(answer).at("bytes").is_null());
}

TEST(Explain, NamesTheCellsOfAWorkbook) {
    auto answer = traced();
    answer.place.sheet = 2;
    answer.place.column = 1;
    const auto text = text_of(to_page(answer));
    EXPECT_NE(text.find("place    record 2, sheet 2, row 3, column 1, 8 cells\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("bytes "), std::string::npos);
    EXPECT_EQ(to_json(answer).at("sheet"), 2);
    EXPECT_TRUE(to_json(answer).at("bytes").is_null());
}

AccountAnswer account() {
    auto report = loaded_report();
    AccountAnswer answer;
    answer.run = report.run;
    answer.unit = report.unit;
    answer.delivery = report.delivery;
    answer.outside_name = "roster.csv";
    answer.holds = {released()};
    answer.finding_counts = report.finding_counts;
    answer.steps = {{"read", std::chrono::microseconds(12'500), 3}};
    return answer;
}

TEST(Account, OfARunIsClosed) {
    EXPECT_EQ(text_of(to_page(account())),
              "run 7  desk.roster/desk/2026-11  loaded\n"
              "cause command, 2026-11-29 04:00 +01:00 to 2026-11-29 04:00 +01:00, load sequence 5\n"
              "bytes    1 234 = preface 0 + header 34 + blank 0 + trailer 0 + record 1 200 + unreadable 0\n"
              "records  3 = accepted 2 + duplicate 0 + rejected 1 (SYS-F002 1) + filtered 0 + held 0\n"
              "rows     2 = new 2 + updated 0 + unchanged 0 + merged 0; closed 0 in fact_roster\n"
              "delivery 12, 0123456789abcdef0123456789abcdef, received 2026-11-29 03:00 +01:00\n"
              "sent as  roster.csv\n"
              "hold     3 released by anna at 2026-11-29 05:00 +01:00: known (half of it is gone)\n"
              "findings SYS-F002 4; `tilsig ledger 7 --findings` lists them\n"
              "step     read  12 ms, 3\n");
    const auto document = to_json(account());
    EXPECT_EQ(document.at("records").at("rejected_by_rule").at("SYS-F002"), 1);
    EXPECT_EQ(document.at("steps").at(0).at("microseconds"), 12'500);
    EXPECT_EQ(document.at("outside_name"), "roster.csv");
    EXPECT_EQ(document.at("error_kind"), "");
}

TEST(Account, HasTheSameKeysWhereNothingCame) {
    const auto document = to_json(AccountAnswer{});
    for (const char* unknown : {"delivery", "delivery_hash", "outside_name"})
        EXPECT_TRUE(document.at(unknown).is_null()) << unknown;
    for (const char* none : {"holds", "steps"}) EXPECT_EQ(document.at(none), nlohmann::json::array()) << none;
    EXPECT_EQ(document.at("finding_counts"), nlohmann::json::object());
}

TEST(Account, OfAFailureNamesItsKind) {
    auto answer = account();
    answer.run.outcome = model::Outcome::failed;
    answer.run.error_kind = ErrorKind::transport;
    EXPECT_EQ(to_json(answer).at("error_kind"), "transport");
}

TEST(Account, ListsTheLatestRuns) {
    const auto report = loaded_report();
    const LedgerAnswer answer{{{report.unit, report.run}}};
    EXPECT_EQ(text_of(to_page(answer)),
              "run|unit|cause|outcome|delivery|read|accepted|rejected|load|started\n"
              "7|desk.roster/desk/2026-11|command|loaded|12|3|2|1|5|2026-11-29 04:00 +01:00\n");
    EXPECT_EQ(to_json(answer).at("runs").at(0).at("unit"), "desk.roster/desk/2026-11");
}

TEST(Account, SaysWhereReplacedFindingsAre) {
    RunFindingsAnswer answer;
    answer.run = loaded_report().run;
    answer.unit = loaded_report().unit;
    answer.replaced_by = 9;
    EXPECT_EQ(text_of(to_page(answer, no_feeds())),
              "run 7  desk.roster/desk/2026-11, delivery 12: nothing was found\n"
              "what it found was replaced by what a later run over the same delivery found: `tilsig ledger 9 "
              "--findings`\n");
    EXPECT_TRUE(to_json(answer, no_feeds()).at("finding_counts").empty());
}

}  // namespace
}  // namespace tilsig::answers
