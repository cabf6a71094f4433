// `requires`: a fault is told once, not with everything that follows from it.
#include <gtest/gtest.h>

#include "contract_builder.hpp"

namespace tilsig::check {
namespace {

using namespace testing;
using catalog::Rule;
using Strings = std::vector<std::string>;

Rule leaning(Rule rule, const Strings& required) {
    for (const auto& code : required) rule.prerequisites.push_back({code, {}});
    return rule;
}

/// A: kind is one of a, b, c. B: kind is one of a, b. C: hours are given.
catalog::Contract chain() {
    auto c = contract();
    // The rule that leans stands first: the order of need is not the order of the file.
    c.rules = {leaning(rule("TST-F003", checks::Required{}, "hours"), {"TST-F002"}),
               leaning(rule("TST-F002", checks::OneOf{{"a", "b"}}, "kind"), {"TST-F001"}),
               rule("TST-F001", checks::OneOf{{"a", "b", "c"}}, "kind")};
    return c;
}

model::RuleCount counts(const Checker& checker, const std::string& code) {
    return model::sum_of(checker.counts().at(code));
}

TEST(Prerequisites, AFollowOnFindingIsSuppressedAndCountedAsNotApplicable) {
    const auto c = chain();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "z"}, {"A2", "0301", "c"}, {"A3", "0301", "a"}, {"A4", "0301"}});
    EXPECT_EQ(run(checker, raw).codes(), (Strings{"1 TST-F001", "2 TST-F002", "3 TST-F003", "4 TST-F003"}))
        << "a chain falls with its first link, and what cannot be known is no failure";
    EXPECT_EQ(counts(checker, "TST-F001").evaluated(), 4U);
    const auto second = counts(checker, "TST-F002");
    EXPECT_EQ(second.evaluated(), 3U);
    EXPECT_EQ(second.not_applicable(), 1U);
    EXPECT_EQ(second.because(model::NotApplicable::prerequisite_failed), 1U);
    const auto third = counts(checker, "TST-F003");
    EXPECT_EQ(third.failed, 2U);
    EXPECT_EQ(third.because(model::NotApplicable::prerequisite_failed), 2U);
    EXPECT_EQ(third.evaluated() + third.not_applicable(), 4U);
}

TEST(Prerequisites, EveryBatchStartsAnew) {
    const auto c = chain();
    Checker checker(c, {});
    RawBatch bad(c, {{"A1", "0301", "z"}});
    RawBatch good(c, {{"A2", "0301", "c"}, {"A3", "0301", "a", "", "", "", "1"}});
    EXPECT_EQ(run(checker, bad).codes(), (Strings{"1 TST-F001"}));
    EXPECT_EQ(run(checker, good).codes(), (Strings{"1 TST-F002"}));
}

TEST(Prerequisites, AShadowRuleSuppressesOnlyShadowRules) {
    auto c = chain();
    c.rules[2].shadow = true;
    RawBatch raw(c, {{"A1", "0301", "z", "", "", "", "1"}});
    Checker active(c, {});
    EXPECT_EQ(run(active, raw).codes(), (Strings{"1 TST-F002"}));
    c.rules[1].shadow = true;
    Checker both(c, {});
    EXPECT_TRUE(run(both, raw).codes().empty());
    EXPECT_EQ(counts(both, "TST-F002").because(model::NotApplicable::prerequisite_failed), 1U);
}

TEST(Prerequisites, FlagBitsStayThoseOfTheContractsOrder) {
    const auto c = chain();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "z"}, {"A2", "0301", "a"}});
    EXPECT_EQ(run(checker, raw).batch.flags, (std::vector<std::uint64_t>{1U << 2U, 1U}));
}

TEST(Prerequisites, ExamplesAreJudgedAsRecordsOfADelivery) {
    auto c = chain();
    c.rules[0].tests = {{{{"kind", "a"}, {"hours", "1"}}, Truth::pass, {"r.yaml", 1, 3}},
                        {{{"kind", "a"}}, Truth::fail, {"r.yaml", 2, 3}},
                        {{{"kind", "c"}}, Truth::not_applicable, {"r.yaml", 3, 3}},
                        {{{"kind", "z"}, {"hours", "1"}}, Truth::not_applicable, {"r.yaml", 4, 3}}};
    config::Lints lints;
    run_rule_tests(c, {}, lints);
    EXPECT_TRUE(lints.empty()) << lints.lines().front();
    c.rules[0].tests[2].expect = Truth::fail;
    run_rule_tests(c, {}, lints);
    EXPECT_EQ(lints.lines(),
              (Strings{"r.yaml:3:3: example of rule TST-F003: expected fail, it is not_applicable; correct the rule or "
                       "the example"}));
}

}  // namespace
}  // namespace tilsig::check
