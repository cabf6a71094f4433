// The register the product ships: without mistakes, one owner at every date, in step with the code lists.
#include <gtest/gtest.h>

#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "model/value.hpp"
#include "senders/register.hpp"

namespace tilsig::senders {
namespace {

constexpr std::int64_t first_day = 13149;  // 2006-01-01
constexpr std::int64_t last_day = 21550;   // 2029-01-01

const Register& shipped() {
    static const Register all = [] {
        config::Lints lints;
        Register read = load_register(TILSIG_SOURCE_DIR "/connectors/municipal/senders.yaml", "senders.yaml", lints);
        for (const std::string& line : lints.lines()) ADD_FAILURE() << line;
        return read;
    }();
    return all;
}

struct Row {
    std::string code;
    Validity validity;
    std::string last;
};

/// Rows of a code list, which stand as `code;from;to;...` in its block.
std::vector<Row> code_list(const std::string& name) {
    std::vector<Row> rows;
    config::Lints lints;
    const config::Node list = config::load_yaml(TILSIG_SOURCE_DIR "/mappings/codelists/" + name, name, lints);
    const std::string block = list["rows"].scalar();
    for (const std::string_view line : split(block, '\n')) {
        const auto cells = split(line, ';');
        if (cells.size() < 4) continue;
        Validity validity;
        validity.from = model::parse_iso_date(cells[1]).value_or(INT64_MIN);
        validity.to = model::parse_iso_date(cells[2]).value_or(INT64_MAX);
        rows.push_back({std::string(cells[0]), validity, std::string(cells[3])});
    }
    EXPECT_GT(rows.size(), 10U) << name;
    return rows;
}

TEST(ShippedRegister, EachOwnerHasAtAnyDateAtMostOneEntry) {
    std::set<std::string> ids;
    for (const Sender& sender : shipped().senders) ids.insert(sender.id);
    EXPECT_GT(ids.size(), 30U);
    for (std::int64_t day = first_day; day < last_day; ++day) {
        std::set<std::string> seen;
        std::set<std::string> codes;
        for (const Sender& sender : shipped().senders) {
            if (!sender.validity.contains(day)) continue;
            ASSERT_TRUE(seen.insert(sender.id).second) << sender.id << " on day " << day;
            if (sender.kind != "municipality") continue;
            ASSERT_TRUE(codes.insert(sender.municipality).second) << sender.municipality << " on day " << day;
            ASSERT_EQ(shipped().owner_of_code(sender.municipality, day), &sender);
        }
        for (const std::string& id : seen) ASSERT_NE(shipped().find(id, day), nullptr);
    }
}

TEST(ShippedRegister, EachOwnedFeedIsDueFromExactlyOneSenderAtAnyDate) {
    for (std::int64_t day = first_day; day < last_day; day += 13) {
        std::multiset<std::string> owners;
        for (const Sender* sender : shipped().owing("municipal.settled", day)) {
            for (const Sender* owner : shipped().owners(sender->id, "municipal.settled", day)) owners.insert(owner->id);
        }
        std::multiset<std::string> expected;
        for (const Sender& sender : shipped().senders) {
            const bool owes =
                std::find(sender.feeds.begin(), sender.feeds.end(), "municipal.settled") != sender.feeds.end();
            if (owes && sender.validity.contains(day)) expected.insert(sender.id);
        }
        ASSERT_EQ(owners, expected) << "day " << day;
    }
}

TEST(ShippedRegister, KeepsOneIdOverHaldensThreeCodesAndFindsHaramAgain) {
    const auto at = [](const char* id, const char* date) {
        return shipped().find(id, model::parse_iso_date(date).value());
    };
    EXPECT_EQ(at("k0101", "2008-06-01")->municipality, "0101");
    EXPECT_EQ(at("k0101", "2022-06-01")->municipality, "3001");
    EXPECT_EQ(at("k0101", "2024-06-01")->municipality, "3101");
    EXPECT_EQ(at("k1534", "2008-06-01")->municipality, "1534");
    EXPECT_EQ(at("k1534", "2022-06-01"), nullptr);
    EXPECT_EQ(at("k1534", "2024-06-01")->municipality, "1580");
    EXPECT_EQ(at("k1504", "2022-06-01")->municipality, "1507");
    EXPECT_EQ(at("k1046", "2008-06-01")->region, "sor");
}

TEST(ShippedRegister, CodesAndRegionsAreThoseOfTheCodeListsThroughoutEachPeriod) {
    const std::vector<Row> municipalities = code_list("municipality.yaml");
    const std::vector<Row> regions = code_list("imdi_region_municipality.yaml");
    // The days of [from, to) that rows of `code` cover, row by row; rows of one code lie side by side. Names in other
    // languages follow the Norwegian one ("Oslo - Oslove").
    const auto covered = [](const std::vector<Row>& rows, const Sender& sender, const std::string& last) {
        std::int64_t day = sender.validity.from;
        for (const Row& row : rows) {
            if (row.code == sender.municipality && row.validity.contains(day) &&
                (last.empty() || row.last == last || row.last.starts_with(last + " - "))) {
                day = row.validity.to;
            }
        }
        return day >= sender.validity.to;
    };
    for (const Sender& sender : shipped().senders) {
        if (sender.kind == "agency") continue;
        EXPECT_TRUE(covered(municipalities, sender, "")) << sender.id << " " << sender.place.text();
        EXPECT_TRUE(covered(regions, sender, sender.region)) << sender.id << " " << sender.place.text();
        if (sender.kind == "municipality") {
            EXPECT_TRUE(covered(municipalities, sender, sender.name)) << sender.id << " is not called " << sender.name;
        }
    }
}

TEST(ShippedRegister, NamesRoleAddressesBelowExampleOrgOnly) {
    for (const Sender& sender : shipped().senders) {
        for (const Contact& contact : sender.contacts) {
            EXPECT_TRUE(contact.address.ends_with("@example.org")) << contact.place.text();
        }
    }
}

}  // namespace
}  // namespace tilsig::senders
