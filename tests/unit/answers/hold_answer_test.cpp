// What somebody reads who decides about a hold.
#include "answers/hold_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/answers/page_text.hpp"
#include "unit/answers/run_answers_fixture.hpp"

namespace tilsig::answers {
namespace {

HoldAnswer held_slice() {
    const auto report = loaded_report();
    HoldAnswer answer;
    answer.now = parse_instant("2026-11-29T05:00:00Z");
    answer.recorded.hold.id = 3;
    answer.recorded.hold.delivery_id = 12;
    answer.recorded.hold.slice = "0301";
    answer.recorded.hold.reason = "half of its records are gone";
    answer.recorded.held_at = "2026-11-29T03:00:00.000000Z";
    answer.delivery = report.delivery;
    answer.unit = report.unit;
    answer.slice = SliceCounts{4, 1'800};
    return answer;
}

TEST(Hold, IsToldWithWhatAReleaseWouldChange) {
    auto answer = held_slice();
    const auto catalog = no_feeds();
    EXPECT_EQ(text_of(to_page(answer, catalog)),
              "hold 3  desk.roster/desk/2026-11  held\n"
              "waits    slice 0301 of the delivery, held since 2026-11-29 04:00 +01:00 (2 hours ago)\n"
              "delivery 12 (2 of its unit, 0123456789ab, 1 234 bytes), received 2026-11-29 03:00 +01:00 (3 hours ago)\n"
              "reason   half of its records are gone\n"
              "slice    0301: 4 records in the delivery; rows of it now: 1 800\n"
              "live     nothing: no delivery of this unit was loaded before\n"
              "acts     you: decide; or sender desk delivers again, and a good delivery ends it\n"
              "look     `tilsig preview --delivery 12`: its rows; `tilsig plan --delivery 12`: what a release would "
              "change\n"
              "decide   `tilsig hold release 3 --reason WHY`: it is loaded as it is\n"
              "         `tilsig hold reject 3 --reason WHY`: it is not loaded, and the sender is told why\n");
    const auto document = to_json(answer, catalog);
    EXPECT_EQ(document.at("hold"), 3);
    EXPECT_EQ(document.at("state"), "held");
    EXPECT_EQ(document.at("slice_counts"), (nlohmann::json{{"records_read", 4}, {"rows_now", 1'800}}));
    EXPECT_EQ(document.at("decisions"), (nlohmann::json{"release", "reject"}));
    EXPECT_TRUE(document.at("run").is_null());
    EXPECT_TRUE(document.at("last_good").is_null());

    answer.recorded.held_at = "2026-11-29T09:00:00.000000Z";
    EXPECT_NE(text_of(to_page(answer, catalog)).find("2026-11-29 10:00 +01:00 (by a clock that was ahead)"),
              std::string::npos);
    answer.slice->records.reset();
    EXPECT_NE(text_of(to_page(answer, catalog)).find("the delivery's bytes are gone"), std::string::npos);
    EXPECT_TRUE(to_json(answer, catalog).at("slice_counts").at("records_read").is_null()) << "unknown is not 0";
}

TEST(Hold, ThatIsDecidedAsksForNothing) {
    auto answer = held_slice();
    const auto report = loaded_report();
    answer.recorded.hold.state = model::HoldState::released;
    answer.recorded.hold.decided_by = "anna";
    answer.recorded.hold.decided_at = "2026-11-29T04:00:00.000000Z";
    answer.recorded.hold.waiver = "known";
    answer.run = report.run;
    answer.found = {report.finding_counts, report.examples};
    answer.last_good = LiveDelivery{report.delivery, 2};
    const auto catalog = no_feeds();
    const auto text = text_of(to_page(answer, catalog));
    EXPECT_NE(text.find("decided  released 2026-11-29 05:00 +01:00 by anna: known\n"), std::string::npos) << text;
    EXPECT_NE(text.find("live     delivery 12, received 2026-11-29 03:00 +01:00 (3 hours ago), is the last good one: 3 "
                        "records then, 3 records in this one; rows of the unit now: 2\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("findings SYS-F002 4; all of them: `tilsig ledger 7 --findings`\n"), std::string::npos) << text;
    EXPECT_NE(text.find("acts     nobody: it is decided\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("decide   "), std::string::npos) << text;
    const auto document = to_json(answer, catalog);
    EXPECT_TRUE(document.at("decisions").empty());
    EXPECT_EQ(document.at("records").at("accepted"), 2);
    EXPECT_EQ(document.at("last_good").at("rows_now"), 2);
    EXPECT_EQ(document.at("findings").size(), 1);
}

}  // namespace
}  // namespace tilsig::answers
