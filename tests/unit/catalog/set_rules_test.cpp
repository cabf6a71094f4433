// Rules over sets: how they are read, and what cannot be meant.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

/// The example with a second rule: `check`, and what else stands in it.
struct With : ExampleCatalog {
    explicit With(const std::string& kind, const std::string& check, const std::string& more = "") {
        replace(contract, "region_name: {type: text, max_length: 100}",
                "region_name: {type: code, max_length: 11, privacy: personal}\n"
                "  began: {type: date, optional_column: true}\n  ended: {type: date, optional_column: true}");
        replace(contract, "owner: region", "owner: region\nperson: {numbers: {region_name: national}}");
        replace(
            mapping, "  region_name: The name comes from KLASS at the date of the event",
            "  region_name: Nobody counts persons here\n  began: It is only compared\n  ended: It is only compared");
        (*this)[rules] += "- code: BOS-" + std::string(kind == "key" ? "U" : "K") + "001\n  kind: " + kind +
                          "\n  severity: error\n  check: " + check + "\n" + more +
                          "  text: {nb: Feil, en: Wrong}\n  fix: {nb: Rett, en: Correct}\n"
                          "  tests:\n  - {given: [{region: K0301}, {region: K1103}], expect: pass}\n"
                          "  - {given: [{region: K0301}, {region: K0301}], expect: fail}\n";
    }
};

bool has(const std::vector<std::string>& lines, const std::string& words) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& line) { return line.find(words) != std::string::npos; });
}

TEST(SetRules, AreReadWithTheirRecords) {
    With files("key",
               "{no_overlap: {by: [person_id, region], from: began, to: ended, to_counts: true, tolerance_days: 14}}",
               "  action: flag\n  when: person_id > 0\n");
    config::Lints lints;
    const auto catalog = files.load(lints);
    ASSERT_EQ(join(but_wide_table(lints.lines()), "\n"), "");
    const Rule& rule = catalog.contracts.at("imdi.settlement").rules.at(1);
    const auto& check = std::get<checks::NoOverlap>(rule.check);
    EXPECT_EQ(check.by, (std::vector<std::string>{"person_id", "region"}));
    EXPECT_EQ(check.from + check.to, "beganended");
    EXPECT_TRUE(check.to_counts);
    EXPECT_EQ(check.tolerance_days, 14);
    EXPECT_EQ(rule.field, "began");
    ASSERT_EQ(rule.tests.size(), 2U);
    EXPECT_EQ(rule.tests[1].records.size(), 2U);
}

TEST(SetRules, SeeNoNumberOfAPerson) {
    const auto lines = With("key", "{unique: {by: [region_name]}}", "  action: flag\n").lints();
    EXPECT_TRUE(has(lines,
                    "field 'region_name' is a number of a person, which no rule over sets sees; name "
                    "'person_id'"))
        << join(lines, "\n");
}

TEST(SetRules, SayWhatCannotBeMeant) {
    struct Case {
        std::string kind, check, more, words;
    };
    const std::string flag = "  action: flag\n", unique = "{unique: {by: [region]}}";
    for (const auto& one : std::initializer_list<Case>{
             {"reference", unique, flag, "check unique does not go with kind reference; use kind key"},
             {"key", "{exists: {in: delivery, on: {region: region}}}", flag,
              "check exists does not go with kind key; use kind reference"},
             {"key", unique, "  action: null_field\n", "action null_field needs one value that is wrong"},
             {"key", unique, flag + "  requires: [BOS-F001]\n", "and leans on no other"},
             {"key", "{unique: {by: []}}", flag, "`by` is empty"},
             {"key", "{unique: {by: [regio]}}", flag, "did you mean region?"},
             {"key", "{no_overlap: {by: [region], from: year, to: ended}}", flag, "'year' is integer; name a date"},
             {"key",
              "{no_overlap: {by: [region], from: began, to: ended, loaded: {in: dim_municipality, on: {code: measure}, "
              "from: valid_from, to: valid_to}}}",
              flag, "`on` names other fields than `by`"},
             {"reference", "{exists: {in: dim_municipalty, on: {code: region}}}", flag,
              "did you mean dim_municipality?"},
             {"reference", "{exists: {in: dim_municipality, on: {kode: region}}}", flag, "unknown column 'kode'"},
             {"reference", "{exists: {in: dim_municipality, on: {valid_from: region}}}", flag,
              "'valid_from' is date, 'region' is code"},
             {"reference", "{exists: {in: dim_municipality, on: {code: region}, where: cod = '0301'}}", flag,
              "did you mean code?"},
             {"reference", "{exists: {in: dim_municipality, on: {code: region}, grace_days: 14}}", flag,
              "days of grace are counted from a date of the record"},
             {"key", "{total: {of: year, whole: \"region = '00'\"}}", flag,
              "check total does not go with kind key; use kind record"},
             {"record", "{total: {of: year}}", flag, "whole"},
             {"record", "{total: {of: region, whole: \"region = '00'\"}}", flag,
              "'region' is code; name an integer or a decimal"},
             {"record", "{total: {of: year, whole: \"regio = '00'\"}}", flag, "did you mean region?"},
             {"record", "{total: {of: year, whole: \"region = '00'\", tolerance: -1}}", flag,
              "'-1' is no number that 'year' can hold"}}) {
        const auto lines = With(one.kind, one.check, one.more).lints();
        EXPECT_TRUE(has(lines, one.words)) << one.check << "\n" << join(lines, "\n");
    }
}

TEST(SetRules, AreNothingThatARecordRuleCouldFollowOn) {
    With files("key", "{unique: {by: [region]}}", "  action: flag\n");
    files.replace(rules, "  check: {pattern: region", "  requires: [BOS-U001]\n  check: {pattern: region");
    const auto lines = files.lints();
    EXPECT_TRUE(has(lines, "rule 'BOS-U001' is about sets: it is judged when all records are read"))
        << join(lines, "\n");
}

}  // namespace
}  // namespace tilsig::catalog
