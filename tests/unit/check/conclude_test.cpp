// The end of a delivery: empty, too few, shrunken, expected sets, slices that block themselves.
#include <gtest/gtest.h>

#include "contract_builder.hpp"

namespace tilsig::check {
namespace {

using namespace testing;
using model::Action;
using Strings = std::vector<std::string>;

catalog::Contract strict() {
    auto c = contract();
    c.completeness.min_records = 1;
    c.completeness.nothing_is_normal = false;
    return c;
}

Checker::Verdict verdict_for(const catalog::Contract& c, std::size_t records, std::optional<std::uint64_t> previous,
                             std::uint64_t unreadable = 0) {
    Checker checker(c, catalog_with_places());
    RawBatch raw(c, {});
    for (std::size_t i = 0; i < records; ++i) raw.add({"A" + std::to_string(i), "0301", "k"});
    (void)run(checker, raw);
    return checker.conclude(previous, unreadable);
}

TEST(Conclude, AnEmptyDeliveryIsHeldUnlessNothingIsAnAnswer) {
    const auto held = verdict_for(strict(), 0, 100);
    EXPECT_EQ(held.hold_delivery, "SYS-A001: the delivery holds no records");
    ASSERT_FALSE(held.findings.empty());
    EXPECT_EQ(held.findings[0].code, "SYS-A001");
    EXPECT_EQ(held.findings[0].place.number, 0U);
    auto c = strict();
    c.completeness.nothing_is_normal = true;
    c.completeness.max_shrink = 0.05;
    EXPECT_FALSE(verdict_for(c, 0, 100).hold_delivery) << "a nil return is no shrunken delivery";
}

TEST(Conclude, BelowTheLeastAgreed) {
    auto c = strict();
    c.completeness.min_records = 3;
    EXPECT_EQ(verdict_for(c, 2, std::nullopt).hold_delivery,
              "SYS-A002: the delivery holds 2 records, at least 3 are expected");
    EXPECT_FALSE(verdict_for(c, 3, std::nullopt).hold_delivery);
    EXPECT_FALSE(verdict_for(c, 2, std::nullopt, 1).hold_delivery) << "an unreadable record was delivered all the same";
}

TEST(Conclude, ShrunkenBeyondItsShare) {
    auto c = strict();
    c.completeness.max_shrink = 0.05;
    EXPECT_FALSE(verdict_for(c, 95, 100).hold_delivery);
    EXPECT_EQ(verdict_for(c, 94, 100).hold_delivery,
              "SYS-A003: the delivery holds 94 records, the last good one held 100");
    EXPECT_FALSE(verdict_for(c, 500, 100).hold_delivery);
    EXPECT_FALSE(verdict_for(c, 1, std::nullopt).hold_delivery) << "the first delivery has nothing to compare with";
    c.completeness.max_shrink = 1.0;
    EXPECT_FALSE(verdict_for(c, 1, 1000000).hold_delivery);
}

TEST(Conclude, VolumeRuleWarnsBeforeTheContractHolds) {
    auto c = strict();
    auto r = rule("TST-A001", checks::Volume{0.1});
    r.action = Action::alert;
    c.rules = {r};
    EXPECT_TRUE(verdict_for(c, 90, 100).findings.empty());
    const auto warned = verdict_for(c, 89, 100);
    ASSERT_EQ(warned.findings.size(), 1U);
    EXPECT_EQ(warned.findings[0].code, "TST-A001");
    EXPECT_FALSE(warned.hold_delivery);
    c.rules[0].action = Action::block_delivery;
    EXPECT_EQ(verdict_for(c, 89, 100).hold_delivery,
              "TST-A001: the delivery holds 89 records, the last good one held 100");
    c.rules[0].shadow = true;
    EXPECT_FALSE(verdict_for(c, 89, 100).hold_delivery);
}

catalog::Rule expected(const std::string& field, Action action) {
    auto r = rule("TST-A002", checks::ExpectedSet{"place", catalog::ValidAt::on(day("2021-01-01"))}, field);
    r.action = action;
    return r;
}

TEST(ExpectedSets, NameWhatNeverAppeared) {
    auto c = strict();
    c.rules = {expected("owner_code", Action::alert)};
    const auto catalog = catalog_with_places();
    Checker checker(c, catalog);
    // Valid in 2021: 0301, 3001, 3002, 3003. 0101 is not expected any more and 3101 not yet.
    RawBatch raw(c, {{"A1", "0301"}, {"A2", "3001", "k", "not a date"}, {"A3", "3101"}});
    (void)run(checker, raw);
    const auto verdict = checker.conclude(std::nullopt);
    ASSERT_EQ(verdict.findings.size(), 1U);
    EXPECT_EQ(verdict.findings[0].message, "2 of 4 expected codes are missing: 3002, 3003")
        << "a rejected record was there";
    EXPECT_FALSE(verdict.hold_delivery);
    EXPECT_EQ(checker.counts().at("TST-A002").at("").failed, 1U);
}

TEST(ExpectedSets, TheActionDecides) {
    const auto catalog = catalog_with_places();
    const auto verdict = [&](const catalog::Rule& r) {
        auto c = strict();
        c.rules = {r};
        Checker checker(c, catalog);
        RawBatch raw(c, {{"A1", "0301", "3001"}, {"A2", "3001", "3001"}, {"A3", "3002", "3001"}});
        (void)run(checker, raw);
        return checker.conclude(std::nullopt);
    };
    EXPECT_EQ(verdict(expected("owner_code", Action::block_delivery)).hold_delivery,
              "TST-A002: 1 of 4 expected codes are missing: 3003");
    const auto slices = verdict(expected("owner_code", Action::block_slice));
    EXPECT_FALSE(slices.hold_delivery);
    EXPECT_EQ(slices.hold_slices,
              (std::map<std::string, std::string>{{"3003", "TST-A002: the delivery holds nothing of this owner"}}));
    EXPECT_TRUE(verdict(expected("kind", Action::block_slice)).hold_delivery)
        << "codes that are no owners have no slice to park";
}

TEST(ExpectedSets, Period) {
    const auto catalog = catalog_with_places();
    auto c = strict();
    c.rules = {expected("owner_code", Action::alert)};
    c.rules[0].check = checks::ExpectedSet{"place", catalog::ValidAt::period()};
    Checker checker(c, catalog, "2019");
    RawBatch raw(c, {{"A1", "0301"}, {"A3", "0102"}});
    (void)run(checker, raw);
    const auto verdict = checker.conclude(std::nullopt);
    ASSERT_EQ(verdict.findings.size(), 1U);
    EXPECT_EQ(verdict.findings[0].message, "1 of 3 expected codes are missing: 0101");
    Checker undated(c, catalog, "all");
    EXPECT_TRUE(run(undated, raw).batch.findings.empty());
    EXPECT_TRUE(undated.conclude(std::nullopt).findings.empty());
    EXPECT_EQ(undated.counts().at("TST-A002").at("").because(model::NotApplicable::no_period), 1U);
}

TEST(ExpectedSets, ExamplesAreCappedAndCountsAreNot) {
    auto c = strict();
    std::vector<catalog::Code> codes;
    for (int i = 0; i < 50; ++i) codes.push_back({std::to_string(1000 + i), open_start, open_end, "", "", "", ""});
    catalog::Catalog catalog;
    catalog.code_lists["place"] = code_list("place", codes);
    c.rules = {expected("owner_code", Action::alert)};
    Checker checker(c, catalog);
    RawBatch raw(c, {{"A1", "1000"}});
    (void)run(checker, raw);
    const std::string message = checker.conclude(std::nullopt).findings.at(0).message;
    EXPECT_TRUE(message.starts_with("49 of 50 expected codes are missing: 1001, 1002")) << message;
    EXPECT_TRUE(message.ends_with("1020 and 29 more")) << message;
}

TEST(Blocking, ARecordRuleParksItsSliceOnly) {
    auto c = strict();
    auto r = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    r.action = Action::block_slice;
    c.rules = {r};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "b"}, {"A2", "0301", "b"}, {"A3", "1103", "a"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.account.accepted, 3U) << "held is the run's word, not ours";
    const auto verdict = checker.conclude(std::nullopt);
    EXPECT_EQ(verdict.hold_slices,
              (std::map<std::string, std::string>{{"0301", "TST-F001: 2 records against the rule: Wrong."}}));
    EXPECT_FALSE(verdict.hold_delivery);
}

TEST(Blocking, WithoutAKnownOwnerTheDeliveryIsParked) {
    auto c = strict();
    auto r = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    r.action = Action::block_slice;
    c.rules = {r};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", std::nullopt, "b"}});
    (void)run(checker, raw);
    EXPECT_EQ(checker.conclude(std::nullopt).hold_delivery, "TST-F001: 1 record against the rule: Wrong.");
}

TEST(Blocking, ARecordRuleMayParkTheDelivery) {
    auto c = strict();
    auto r = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    r.action = Action::block_delivery;
    c.rules = {r};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "b"}});
    (void)run(checker, raw);
    EXPECT_TRUE(checker.conclude(std::nullopt).hold_delivery);
}

catalog::Rule::Example example(std::map<std::string, std::optional<std::string>> given, Truth expect,
                               std::uint64_t line) {
    return {std::move(given), expect, {"r.yaml", line, 3}};
}

TEST(RuleTests, RightExamplesAreSilentAndWrongOnesHaveTheirPlace) {
    auto c = contract();
    auto r = rule("TST-F001", between("amount", "0", "5"), "amount");
    r.tests = {example({{"amount", "3"}}, Truth::pass, 1), example({{"amount", "7"}}, Truth::fail, 2),
               example({}, Truth::unknown, 3), example({{"amount", "."}}, Truth::unknown, 4),
               example({{"amount", "x"}}, Truth::unknown, 5)};
    auto when = rule("TST-F002", checks::Required{}, "kind");
    when.when = "hours = 1";
    when.tests = {example({{"hours", "1"}, {"kind", "x"}}, Truth::pass, 6), example({{"hours", "1"}}, Truth::fail, 7),
                  example({{"hours", "2"}}, Truth::not_applicable, 8)};
    c.rules = {r, when};
    config::Lints lints;
    run_rule_tests(c, {}, lints);
    EXPECT_TRUE(lints.empty()) << lints.lines().front();

    c.rules[0].tests[1].expect = Truth::pass;
    c.rules[1].tests[2].given["hourz"] = "1";
    run_rule_tests(c, {}, lints);
    EXPECT_EQ(
        lints.lines(),
        (Strings{"r.yaml:2:3: example of rule TST-F001: expected pass, it is fail; correct the rule or the example",
                 "r.yaml:8:3: example of rule TST-F002: the contract has no field 'hourz'; did you mean 'hours'?"}));
}

TEST(RuleTests, CodesSetsAndVolume) {
    auto c = contract();
    auto code = rule("TST-K001", checks::InList{"place", catalog::ValidAt::period()}, "kind");
    code.tests = {example({{"kind", "3101"}}, Truth::pass, 1), example({{"kind", "3001"}}, Truth::fail, 2),
                  example({{"kind", "3001"}, {"$period", "2021"}}, Truth::pass, 3)};
    auto set = expected("owner_code", Action::alert);
    set.tests = {example({{"$missing", ""}}, Truth::pass, 4), example({{"$missing", "3001 3002"}}, Truth::fail, 5),
                 example({{"$missing", "0101"}}, Truth::pass, 6)};
    auto volume = rule("TST-A003", checks::Volume{0.05});
    volume.tests = {example({{"$previous", "100"}, {"$records", "95"}}, Truth::pass, 7),
                    example({{"$previous", "100"}, {"$records", "94"}}, Truth::fail, 8),
                    example({{"$records", "94"}}, Truth::not_applicable, 9)};
    c.rules = {code, set, volume};
    config::Lints lints;
    run_rule_tests(c, catalog_with_places(), lints);
    EXPECT_TRUE(lints.empty()) << lints.lines().front();
}

TEST(RuleTests, ARuleThatCannotBeCompiledIsToldOnce) {
    auto c = contract();
    auto r = rule("TST-F001", checks::Required{}, "knid");
    r.place = {"r.yaml", 4, 3};
    r.tests = {example({{"kind", "x"}}, Truth::pass, 1), example({{"kind", "x"}}, Truth::fail, 2)};
    c.rules = {r};
    config::Lints lints;
    run_rule_tests(c, {}, lints);
    EXPECT_EQ(lints.size(), 1U);
}

TEST(Conclude, CodesThatLostTheirZeroAreToldOnce) {
    auto c = contract();
    auto place = rule("TST-K001", checks::InList{"place", {}}, "kind");
    place.action = Action::flag;
    c.rules.push_back(place);
    const auto places = catalog_with_places();
    Checker checker(c, places);
    RawBatch raw(c, {{"A1", "0301", "3001"}, {"A2", "0301", "301"}, {"A3", "0301", "101"}, {"A4", "0301", "999"}});
    raw.get().source_columns.push_back({0, 0, 1, {1, 2, 3, 4, 5, 6, 7}});
    (void)run(checker, raw);
    const auto verdict = checker.conclude(std::nullopt);
    ASSERT_EQ(verdict.findings.size(), 1U);
    const auto& finding = verdict.findings[0];
    EXPECT_EQ(finding.code, "SYS-F005");
    EXPECT_EQ(finding.field, "kind");
    EXPECT_EQ(finding.place.line, 3U);
    EXPECT_EQ(finding.place.column, 3U);
    EXPECT_EQ(finding.place.number, 0U) << "about the delivery";
    EXPECT_NE(finding.message.find("2 records"), std::string::npos) << finding.message;
    EXPECT_FALSE(verdict.hold_delivery);

    Checker other(c, places);
    RawBatch good(c, {{"A1", "0301", "3001"}, {"A4", "0301", "999"}});
    (void)run(other, good);
    EXPECT_TRUE(other.conclude(std::nullopt).findings.empty());
}

}  // namespace
}  // namespace tilsig::check
