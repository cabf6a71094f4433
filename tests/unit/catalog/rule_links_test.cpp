// Rules that lean on rules, and rules that grow: what cannot be meant is told with its place.
#include <gtest/gtest.h>

#include <algorithm>

#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

using Strings = std::vector<std::string>;

/// The example with more about its rule BOS-F001, and a second rule after it.
struct With : ExampleCatalog {
    explicit With(const std::string& about_first, const std::string& about_second = "") {
        replace(rules, "  check: {pattern: region", about_first + "  check: {pattern: region");
        (*this)[rules] +=
            "- code: BOS-F002\n  kind: field\n  severity: error\n  action: reject_record\n" + about_second +
            "  check: {required: year}\n  text: {nb: Året mangler, en: The year is missing}\n"
            "  fix: {nb: Skriv det, en: Write it}\n"
            "  tests: [{given: {year: \"2008\"}, expect: pass}, {given: {region: K0301}, expect: fail}]\n";
    }
};

TEST(Requires, IsReadWithItsPlace) {
    With files("", "  requires: [BOS-F001]\n  escalate: {share: 0.10, min_failed: 5, to: block_slice}\n");
    config::Lints lints;
    const auto catalog = files.load(lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    const Rule& rule = catalog.contracts.at("imdi.settlement").rules.at(1);
    ASSERT_EQ(rule.prerequisites.size(), 1U);
    EXPECT_EQ(rule.prerequisites[0].code, "BOS-F001");
    EXPECT_EQ(rule.prerequisites[0].place.text(), std::string(rules) + ":22:14");
    ASSERT_TRUE(rule.escalation);
    EXPECT_EQ(rule.escalation->share, 0.10);
    EXPECT_EQ(rule.escalation->min_failed, 5U);
    EXPECT_EQ(rule.escalation->to, model::Action::block_slice);
}

TEST(Requires, UnknownCodesAndCirclesAreToldOnce) {
    EXPECT_EQ(With("  requires: [BOS-F003, SYS-F001]\n").lints(),
              (Strings{"mappings/imdi/settlement.rules.yaml:7:14: unknown rule in 'requires' 'BOS-F003'; did you mean "
                       "BOS-F001? known: BOS-F001, BOS-F002",
                       "mappings/imdi/settlement.rules.yaml:7:24: unknown rule in 'requires' 'SYS-F001'; did you mean "
                       "BOS-F001? known: BOS-F001, BOS-F002"}));
    EXPECT_EQ(With("  requires: [BOS-F002]\n", "  requires: [BOS-F001]\n").lints(),
              (Strings{"mappings/imdi/settlement.rules.yaml:23:14: rules form a dependency cycle: BOS-F001 "
                       "requires BOS-F002 requires BOS-F001; none of them could ever be the first: remove one"}));
    EXPECT_EQ(With("  requires: [BOS-F001]\n").lints().size(), 1U) << "a cycle of one";
}

TEST(Requires, OnlyRulesAboutRecordsOfTheSameFeed) {
    const std::string volume =
        "- code: BOS-A009\n  kind: aggregate\n  severity: error\n  action: alert\n  requires: [BOS-F001]\n"
        "  check: {volume: delivery, max_shrink: 0.5}\n  text: {nb: Mindre, en: Less}\n"
        "  fix: {nb: Se etter, en: Look}\n  tests:\n"
        "  - {given: {$previous: \"10\", $records: \"10\"}, expect: pass}\n"
        "  - {given: {$previous: \"10\", $records: \"1\"}, expect: fail}\n";
    With files("  requires: [BOS-A009]\n");
    files[rules] += volume;
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 3U) << "and the cycle they form";
    EXPECT_TRUE(
        lines[0].ends_with("7:14: rule 'BOS-A009' is about the delivery: it fails on no record that a rule "
                           "could follow on; name a rule about records"))
        << lines[0];
    EXPECT_NE(std::find_if(lines.begin(), lines.end(),
                           [](const auto& line) {
                               return line.find("'requires' looks at records, but rule 'BOS-A009'") !=
                                      std::string::npos;
                           }),
              lines.end());
}

std::string escalation_lint(const std::string& escalate) {
    const auto lines = With("", "  escalate: " + escalate + "\n").lints();
    return lines.size() == 1 ? lines[0] : std::to_string(lines.size()) + " lints";
}

TEST(Escalate, NeverByShareAloneAndNeverWeaker) {
    EXPECT_TRUE(escalation_lint("{share: 0.1, to: block_slice}").find("min_failed") != std::string::npos);
    EXPECT_TRUE(escalation_lint("{min_failed: 5, to: block_slice}").find("share") != std::string::npos);
    EXPECT_TRUE(escalation_lint("{share: 10, min_failed: 5, to: block_slice}")
                    .ends_with("a share is above 0 and at most 1; write 0.10 for one record in ten"));
    EXPECT_TRUE(escalation_lint("{share: 0.1, min_failed: 0, to: block_slice}").find("at least 1") !=
                std::string::npos);
    EXPECT_TRUE(escalation_lint("{share: 0.1, min_failed: 5, to: flag}").find("block_delivery") != std::string::npos);
    With files("", "  escalate: {share: 0.1, min_failed: 5, to: block_slice}\n");
    std::string& text = files[rules];
    const auto at = text.rfind("action: reject_record");
    text.replace(at, 21, "action: block_slice");
    EXPECT_EQ(files.lints(), (Strings{"mappings/imdi/settlement.rules.yaml:22:45: escalation to block_slice is not "
                                      "stronger than the rule's own action block_slice; leave escalate out, or choose "
                                      "a stronger one"}));
}

}  // namespace
}  // namespace tilsig::catalog
