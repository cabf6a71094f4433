// `escalate`: by share and by count, per slice or per delivery.
#include <gtest/gtest.h>

#include "contract_builder.hpp"

namespace tilsig::check {
namespace {

using namespace testing;
using model::Action;
using Holds = std::map<std::string, std::string>;

catalog::Contract escalating(Action to, double share, std::uint64_t min_failed) {
    auto c = contract();
    auto r = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    r.escalation = {share, min_failed, to};
    c.rules = {r};
    return c;
}

/// `failed` of `records` records of an owner are against the rule.
struct Slice {
    const char* owner;
    std::size_t records, failed;
};

Checker::Verdict verdict_for(const catalog::Contract& c, std::initializer_list<Slice> slices) {
    Checker checker(c, {});
    for (const auto& slice : slices) {
        RawBatch raw(c, {});
        for (std::size_t i = 0; i < slice.records; ++i)
            raw.add({std::string("A") + slice.owner + std::to_string(i), slice.owner, i < slice.failed ? "b" : "a"});
        EXPECT_EQ(run(checker, raw).account.accepted, slice.records) << "flagged, not rejected";
    }
    return checker.conclude(std::nullopt);
}

TEST(Escalation, NeedsTheShareAndTheCount) {
    const auto c = escalating(Action::block_slice, 0.10, 5);
    EXPECT_TRUE(verdict_for(c, {{"0301", 3, 1}}).hold_slices.empty()) << "a third, but one record";
    EXPECT_TRUE(verdict_for(c, {{"0301", 51, 5}}).hold_slices.empty()) << "five records, but less than a tenth";
    EXPECT_TRUE(verdict_for(c, {{"0301", 40, 4}}).hold_slices.empty()) << "a tenth, but four records";
    EXPECT_EQ(verdict_for(c, {{"0301", 50, 5}}).hold_slices,
              (Holds{{"0301", "TST-F001: 5 of 50 records against the rule: Wrong."}}))
        << "exactly the share is enough";
}

TEST(Escalation, EachSliceByItself) {
    const auto verdict =
        verdict_for(escalating(Action::block_slice, 0.5, 2), {{"0301", 4, 2}, {"1103", 9, 2}, {"0301", 0, 0}});
    EXPECT_FALSE(verdict.hold_delivery);
    EXPECT_EQ(verdict.hold_slices, (Holds{{"0301", "TST-F001: 2 of 4 records against the rule: Wrong."}}));
    ASSERT_EQ(verdict.findings.size(), 1U);
    EXPECT_EQ(verdict.findings[0].code, "TST-F001");
    EXPECT_EQ(verdict.findings[0].action, Action::block_slice);
    EXPECT_EQ(verdict.findings[0].place.number, 0U);
}

TEST(Escalation, OfTheDeliveryCountsAllSlicesTogether) {
    const auto c = escalating(Action::block_delivery, 0.25, 3);
    EXPECT_FALSE(verdict_for(c, {{"0301", 5, 2}, {"1103", 5, 0}}).hold_delivery);
    const auto verdict = verdict_for(c, {{"0301", 5, 2}, {"1103", 7, 1}});
    EXPECT_EQ(verdict.hold_delivery, "TST-F001: 3 of 12 records against the rule: Wrong.");
    EXPECT_TRUE(verdict.hold_slices.empty());
}

TEST(Escalation, WithoutAnOwnerTheSliceIsTheDelivery) {
    auto c = escalating(Action::block_slice, 0.5, 1);
    c.owner.clear();
    EXPECT_EQ(verdict_for(c, {{"0301", 2, 1}}).hold_delivery, "TST-F001: 1 of 2 records against the rule: Wrong.");
}

TEST(Escalation, OnlyEvaluatedRecordsAreTheDenominator) {
    auto c = escalating(Action::block_slice, 0.5, 2);
    c.rules[0].when = "hours is not null";
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "b", "", "", "", "1"}, {"A2", "0301", "b", "", "", "", "1"}});
    for (int i = 0; i < 20; ++i) raw.add({"B" + std::to_string(i), "0301", "b"});
    (void)run(checker, raw);
    EXPECT_EQ(checker.conclude(std::nullopt).hold_slices,
              (Holds{{"0301", "TST-F001: 2 of 2 records against the rule: Wrong."}}));
}

TEST(Escalation, OfAShadowRuleDoesNothing) {
    auto c = escalating(Action::block_delivery, 0.1, 1);
    c.rules[0].shadow = true;
    const auto verdict = verdict_for(c, {{"0301", 2, 2}});
    EXPECT_FALSE(verdict.hold_delivery);
    EXPECT_TRUE(verdict.findings.empty());
}

}  // namespace
}  // namespace tilsig::check
