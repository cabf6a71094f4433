// Small answers about an installation: the register, what is past its keeping time, checksums, shadows, what is held.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "answers/checksum_answer.hpp"
#include "answers/holds_answer.hpp"
#include "answers/retention_answer.hpp"
#include "answers/senders_answer.hpp"
#include "answers/shadow_answer.hpp"
#include "unit/answers/page_text.hpp"

namespace tilsig::answers {
namespace {

TEST(Senders, AreThoseOfTheDay) {
    senders::Register all;
    for (const auto& [id, until] : {std::pair("k0301", 200), std::pair("k1601", 100)}) {
        senders::Sender sender;
        sender.id = id;
        sender.kind = "municipality";
        sender.feeds = {"municipal.settled", "municipal.hours"};
        sender.validity.from = 0;
        sender.validity.to = until;
        all.senders.push_back(sender);
    }
    const auto answer = senders_answer(all, 150);
    EXPECT_EQ(text_of(to_page(answer)),
              "sender|kind|name|municipality|region|language|feeds\n"
              "k0301|municipality|||||municipal.settled municipal.hours\n");
    EXPECT_EQ(to_json(answer).at("senders").at(0).at("feeds").size(), 2);
}

TEST(Retention, SaysWhetherBytesAreGone) {
    RetentionAnswer answer;
    EXPECT_EQ(text_of(to_page(answer)), "no delivery is past its keeping time\n");
    EXPECT_EQ(to_json(answer),
              (nlohmann::json{{"expired", nlohmann::json::array()}, {"letters", 0}, {"removed", false}}));
    auto& manifest = answer.expired.emplace_back();
    manifest.delivery = "0123456789abcdef";
    manifest.unit = "desk.roster/desk/all";
    manifest.bytes = 1'300;
    manifest.received_at = "2026-11-29T02:00:00.000000Z";
    manifest.retention = "90d";
    EXPECT_EQ(text_of(to_page(answer)),
              "delivery|unit|bytes|received|class\n"
              "0123456789ab|desk.roster/desk/all|1 300|2026-11-29 03:00 +01:00|90d\n"
              "1 would be removed by --apply\n");
    answer.removed = true;
    EXPECT_NE(text_of(to_page(answer)).find("1 removed\n"), std::string::npos);
    EXPECT_EQ(to_json(answer).at("removed"), true);
}

TEST(Checksums, AreNamedByTable) {
    EXPECT_TRUE(to_json(ChecksumAnswer{}).at("tables").is_object()) << "a model without tables has none, not nothing";
    const ChecksumAnswer answer{{{"fact_roster", 1'300, "abc"}}};
    EXPECT_EQ(text_of(to_page(answer)), "table|rows|checksum\nfact_roster|1 300|abc\n");
    EXPECT_EQ(to_json(answer).at("tables").at("fact_roster").at("rows"), 1'300);
}

TEST(Shadows, AreComparedOrSayWhyNot) {
    ShadowAnswer answer;
    EXPECT_EQ(text_of(to_page(answer)), "no feed is in shadow\n");
    answer.feeds.push_back({"desk.roster", "shadow_roster", "fact_roster", std::nullopt});
    EXPECT_EQ(text_of(to_page(answer)),
              "desk.roster  shadow_roster beside fact_roster\n"
              "nothing to compare: the tables are made or changed by the next run\n");
    EXPECT_EQ(to_json(answer).at("feeds").at(0).at("compared"), false);
    auto& found = answer.feeds.front().found.emplace();
    found.equal = 1'300;
    found.different = 1;
    found.by_column = {{"value", 1}};
    found.different_keys = {{"0301", "2026"}};
    EXPECT_EQ(text_of(to_page(answer)),
              "desk.roster  shadow_roster beside fact_roster\n"
              "rows     1 300 equal, 1 different (value 1), 0 only in shadow, 0 only active\n"
              "  different       0301, 2026\n");
    EXPECT_EQ(to_json(answer).at("feeds").at(0).at("examples").at("different").at(0).at(0), "0301");
}

TEST(Holds, AreListedOrThereAreNone) {
    EXPECT_EQ(text_of(to_page(std::vector<HeldItem>{})), "nothing is held\n");
    HeldItem item;
    item.hold.id = 3;
    item.hold.slice = "0301";
    item.hold.reason = "why";
    item.delivery.id = 12;
    item.unit = {"desk.roster", "desk", "all"};
    EXPECT_EQ(text_of(to_page(std::vector{item})),
              "hold|unit|delivery|slice|reason\n3|desk.roster/desk/all|12|0301|why\n");
}

}  // namespace
}  // namespace tilsig::answers
