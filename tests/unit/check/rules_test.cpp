// Every predicate, three-valued; actions, severities, shadow rules, several findings on one record.
#include <gtest/gtest.h>

#include "contract_builder.hpp"

namespace tilsig::check {
namespace {

using namespace testing;
using catalog::Rule;
using model::Action;
using model::Disposition;
using Strings = std::vector<std::string>;

/// The rule's answers for rows of (case_ref, owner, kind, start, finish, amount, hours), as letters: p f u n.
std::string answers(const Rule& rule, std::initializer_list<RawBatch::Row> rows, const catalog::Catalog& catalog = {},
                    std::string_view period = {}) {
    std::string out;
    for (const auto& row : rows) {
        auto c = contract();
        c.rules = {rule};
        Checker checker(c, catalog, period);
        RawBatch raw(c, {row});
        (void)run(checker, raw);
        const auto count = model::sum_of(checker.counts().at(rule.code.str()));
        EXPECT_EQ(count.evaluated() + count.not_applicable(), 1U);
        out += count.passed == 1 ? 'p' : count.failed == 1 ? 'f' : count.unknown == 1 ? 'u' : 'n';
    }
    return out;
}

const RawBatch::Row blank{"A1", "0301"};
RawBatch::Row kind(const std::string& value) { return {"A1", "0301", value}; }
RawBatch::Row dates(const std::string& start, const std::string& finish) { return {"A1", "0301", "k", start, finish}; }
RawBatch::Row amount(const std::string& value) { return {"A1", "0301", "k", "", "", value}; }

TEST(Predicates, Required) {
    EXPECT_EQ(answers(rule("TST-F001", checks::Required{}, "kind"), {kind("x"), blank}), "pf");
}

TEST(Predicates, PatternIsAnchored) {
    const auto r = rule("TST-F001", matches("K[0-9]{4}"), "kind");
    EXPECT_EQ(answers(r, {kind("K0301"), kind("xK0301"), kind("K03012"), kind("K03"), blank}), "pfffu");
    EXPECT_EQ(answers(rule("TST-F001", matches("a|ab"), "kind"), {kind("ab")}), "p");
}

TEST(Predicates, OneOfSmallAndLarge) {
    EXPECT_EQ(answers(rule("TST-F001", checks::OneOf{{"a", "b"}}, "kind"), {kind("a"), kind("c"), kind("A"), blank}),
              "pffu");
    Strings many;
    for (int i = 0; i < 40; ++i) many.push_back("v" + std::to_string(i));
    EXPECT_EQ(answers(rule("TST-F001", checks::OneOf{many}, "kind"), {kind("v39"), kind("v40")}), "pf");
}

TEST(Predicates, RangeIsTypedAndInclusive) {
    const auto decimals = rule("TST-F001", between("amount", "0.50", "10"), "amount");
    EXPECT_EQ(answers(decimals, {amount("0.5"), amount("0.49"), amount("10"), amount("10.01"), amount("9"), blank}),
              "pfpfpu");
    EXPECT_EQ(answers(rule("TST-F001", between("amount", "", "0"), "amount"), {amount("-5"), amount("1")}), "pf");
    const auto from = rule("TST-F001", between("start", "2020-01-01", ""), "start");
    EXPECT_EQ(answers(from, {dates("2020-01-01", ""), dates("2019-12-31", "")}), "pf");
}

TEST(Predicates, Expression) {
    const auto r = [](const char* text) { return rule("TST-R001", checks::Computed{text}); };
    const RawBatch::Row before = dates("2026-01-01", "2026-01-02");
    const RawBatch::Row same = dates("2026-01-01", "2026-01-01");
    const RawBatch::Row after = dates("2026-01-03", "2026-01-02");
    const RawBatch::Row half = dates("2026-01-03", "");
    EXPECT_EQ(answers(r("start < finish"), {before, same, after, half}), "pffu");
    EXPECT_EQ(answers(r("start <= finish or finish is null"), {before, same, after, half}), "ppfp");
    EXPECT_EQ(answers(r("kind = owner_code"), {kind("0301"), kind("0302"), blank}), "pfu");
    EXPECT_EQ(
        answers(r("amount_missing = 'not_applicable' or amount > 0"), {amount("."), amount(":"), amount("1"), blank}),
        "pupu");
    EXPECT_EQ(answers(r("code_valid(kind, place, start) or start is null"), {kind("0101")}, catalog_with_places()),
              "p");
    EXPECT_EQ(answers(r("start >= $period"), {before}, {}, "2026"), "p");
    EXPECT_EQ(answers(r("start >= $period"), {before}, {}, "all"), "n") << "nobody can know";
}

TEST(Predicates, WhatCannotBeComputedIsUnknownWhateverOnNullSays) {
    auto r = rule("TST-R001", checks::Computed{"round(amount / hours, 2) > 0.50"});
    r.on_null = Truth::pass;
    EXPECT_EQ(answers(r, {{"A1", "0301", "", "", "", "1", "1"}, {"A1", "0301", "", "", "", "1", "0"}, amount("1")}),
              "pup");
    r.check = checks::Computed{"computable(round(amount / hours, 2))"};
    EXPECT_EQ(answers(r, {{"A1", "0301", "", "", "", "1", "0"}}), "f") << "who wants a finding asks for it";
}

TEST(Predicates, AnExpressionNamesTheFieldsItLooksAt) {
    auto c = contract();
    c.rules = {rule("TST-R001", checks::Computed{"finish is null or start <= finish"})};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "", "2026-01-03", "2026-01-02"}});
    const auto out = run(checker, raw);
    ASSERT_EQ(out.batch.findings.size(), 1U);
    EXPECT_EQ(out.batch.findings[0].field, "finish");
    EXPECT_EQ(out.batch.findings[0].message, "it compares finish, start");
}

TEST(Predicates, MaxLengthCountsCharacters) {
    EXPECT_EQ(answers(rule("TST-F001", checks::MaxLength{3}, "kind"),
                      {kind("abc"), kind("\xC3\xA6\xC3\xB8\xC3\xA5"), kind("abcd"), blank}),
              "ppfu");
}

TEST(Predicates, OnNullAnswersForNull) {
    auto r = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    for (const auto& [null, answer] :
         std::map<Truth, std::string>{{Truth::unknown, "u"}, {Truth::pass, "p"}, {Truth::fail, "f"}}) {
        r.on_null = null;
        EXPECT_EQ(answers(r, {blank}), answer);
    }
    auto order = rule("TST-R001", checks::Computed{"start < finish"});
    order.on_null = Truth::fail;
    EXPECT_EQ(answers(order, {dates("2026-01-01", "")}), "f");
    auto code = rule("TST-K001", checks::InList{"place", catalog::ValidAt::in("start")}, "kind");
    code.on_null = Truth::pass;
    EXPECT_EQ(answers(code, {kind("0101"), dates("", "")}, catalog_with_places()), "pp");
}

TEST(Predicates, WhenLimitsTheRule) {
    auto r = rule("TST-F001", checks::Required{}, "start");
    r.when = "kind in ('a', 'b')";
    EXPECT_EQ(answers(r, {kind("a"), kind("c"), blank}), "fnn");
    r.when = "kind is not null";
    EXPECT_EQ(answers(r, {kind("z"), blank}), "fn");
}

TEST(Predicates, AnUnreadableCellIsUnknownWhateverOnNullSays) {
    auto r = rule("TST-F001", between("amount", "0", "1"), "amount");
    r.on_null = Truth::fail;
    EXPECT_EQ(answers(r, {amount("abc")}), "u");
    EXPECT_EQ(answers(rule("TST-F002", checks::Required{}, "amount"), {amount("abc")}), "u")
        << "not a second finding for one fault";
    auto when = rule("TST-F003", checks::Required{}, "kind");
    when.when = "hours is not null";
    EXPECT_EQ(answers(when, {{"A1", "0301", "", "", "", "", "x"}}), "u");
}

TEST(Codes, ValidityDateChooses) {
    auto r = rule("TST-K001", checks::InList{"place", {}}, "kind");
    const auto catalog = catalog_with_places();
    const auto at = [](const std::string& code, const std::string& date) {
        return RawBatch::Row{"A1", "0301", code, date};
    };
    EXPECT_EQ(answers(r, {kind("0101"), kind("3101"), kind("9999"), kind("101"), blank}, catalog), "ppffu")
        << "without a date any validity will do";
    r.check = checks::InList{"place", catalog::ValidAt::in("start")};
    EXPECT_EQ(answers(r,
                      {at("0101", "2019-12-31"), at("0101", "2020-01-01"), at("3001", "2023-12-31"),
                       at("3001", "2024-01-01"), at("0301", "1900-01-01"), at("0101", "")},
                      catalog),
              "pfpfpu");
    r.check = checks::InList{"place", catalog::ValidAt::on(day("2021-06-01"))};
    EXPECT_EQ(answers(r, {kind("3001"), kind("0101"), kind("3101")}, catalog), "pff");
    r.check = checks::InList{"place", catalog::ValidAt::period()};
    EXPECT_EQ(answers(r, {kind("3001"), kind("0101")}, catalog, "2021"), "pf");
    EXPECT_EQ(answers(r, {kind("3001"), kind("0101")}, catalog, "2019-12"), "fp");
    EXPECT_EQ(answers(r, {kind("3001")}, catalog, "all"), "n");
}

TEST(Codes, MessagesTellUnknownFromOutdatedAndNameTheSuccessor) {
    auto c = contract();
    auto r = rule("TST-K001", checks::InList{"place", catalog::ValidAt::in("start")}, "kind");
    c.rules = {r};
    const auto catalog = catalog_with_places();
    Checker checker(c, catalog);
    RawBatch raw(c, {{"A1", "0301", "9999", "2026-01-01"},
                     {"A2", "0301", "0101", "2021-01-01"},
                     {"A3", "0301", "0101", "2025-01-01"},
                     {"A4", "0301", "0102", "2021-01-01"},
                     {"A5", "0301", "3101", "2021-01-01"}});
    const auto out = run(checker, raw);
    ASSERT_EQ(out.batch.findings.size(), 5U);
    const auto message = [&](std::size_t i) { return out.batch.findings[i].message; };
    EXPECT_EQ(message(0), "the list place has no such code");
    EXPECT_EQ(message(1), "the code was valid until 2020-01-01, its successor is 3001");
    EXPECT_EQ(message(2), "the code was valid until 2020-01-01, its successor is 3101");
    EXPECT_EQ(message(3), "the code was valid until 2020-01-01 and has several successors; one must be chosen");
    EXPECT_EQ(message(4), "the code is valid only from 2024-01-01");

    auto kin = catalog;
    kin.code_lists["place_with_people"] = kin.code_lists["place"];
    c.rules[0].check = checks::InList{"place_with_people", catalog::ValidAt::in("start")};
    Checker of_kin(c, kin);
    EXPECT_EQ(run(of_kin, raw).batch.findings[1].message, message(1)) << "the changes of the list it is named after";

    c.rules[0].check = checks::InList{"place", catalog::ValidAt::in("start")};
    c.fields[2].privacy = model::Privacy::restricted;
    Checker careful(c, catalog);
    EXPECT_EQ(run(careful, raw).batch.findings[1].message, "the code was valid until 2020-01-01")
        << "a successor gives the value away";
}

TEST(Actions, StrongestWinsAndAllFindingsAreKept) {
    auto c = contract();
    auto flag = rule("TST-F002", checks::OneOf{{"a"}}, "kind");
    auto reject = rule("TST-F003", checks::Required{}, "start");
    reject.action = Action::reject_record;
    auto alert = rule("TST-F004", checks::OneOf{{"a"}}, "kind");
    alert.action = Action::alert;
    alert.severity = model::Severity::warning;
    c.rules = {reject, flag, alert};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "b", "2026-01-01"}, {"A2", "0301", "b", ""}, {"A3", "0301", "a", "2026-01-01"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (Strings{"1 TST-F002", "1 TST-F004", "2 TST-F002", "2 TST-F003", "2 TST-F004"}));
    EXPECT_EQ(out.batch.findings[1].severity, model::Severity::warning);
    EXPECT_EQ(out.batch.findings[1].action, Action::alert);
    EXPECT_EQ(out.batch.dispositions,
              (std::vector{Disposition::accepted, Disposition::rejected, Disposition::accepted}));
    EXPECT_EQ(out.batch.flags, (std::vector<std::uint64_t>{2, 0, 0})) << "bit 1: the second rule of the contract";
    EXPECT_EQ(out.account.flagged_by_rule, (std::map<std::string, std::uint64_t>{{"TST-F002", 1}}));
    EXPECT_EQ(out.account.rejected_by_rule, (std::map<std::string, std::uint64_t>{{"TST-F003", 1}}));
}

TEST(Actions, NullFieldNullsTheCellAfterAllRulesSawIt) {
    auto c = contract();
    auto null = rule("TST-F001", checks::OneOf{{"a"}}, "kind");
    null.action = Action::null_field;
    auto later = rule("TST-F002", checks::Required{}, "kind");
    auto hours = rule("TST-F003", between("hours", "0", "40"), "hours");
    hours.action = Action::null_field;
    c.rules = {null, later, hours};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "b", "", "", "", "99"}, {"A2", "0301", "a", "", "", "", "9"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (Strings{"1 TST-F001", "1 TST-F003"}));
    EXPECT_EQ(out.cell("kind", 0), std::nullopt);
    EXPECT_EQ(out.cell("hours", 0), std::nullopt);
    EXPECT_EQ(out.cell("hours", 1), "9");
    EXPECT_EQ(out.batch.flags[0], 1U | 4U);
    EXPECT_EQ(out.account.accepted, 2U);
}

TEST(Actions, NullingAKeyIsRejecting) {
    auto c = contract();
    auto null = rule("TST-F001", matches("A.*"), "case_ref");
    null.action = Action::null_field;
    c.rules = {null};
    Checker checker(c, {});
    RawBatch raw(c, {{"B1", "0301"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.account.rejected, 1U);
    EXPECT_EQ(out.batch.findings[0].action, Action::reject_record);
    EXPECT_TRUE(checker.conclude(std::nullopt).unreadable_key_owners.empty()) << "the key was read, only refused";
}

TEST(Actions, ShadowRulesOnlyCount) {
    auto c = contract();
    auto shadow = rule("TST-F001", checks::Required{}, "start");
    shadow.shadow = true;
    shadow.action = Action::block_delivery;
    c.rules = {shadow};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301"}, {"A2", "0301", "k", "2026-01-01"}});
    const auto out = run(checker, raw);
    EXPECT_TRUE(out.batch.findings.empty());
    EXPECT_EQ(out.account.accepted, 2U);
    EXPECT_EQ(out.batch.flags[0], 0U);
    const auto count = model::sum_of(checker.counts().at("TST-F001"));
    EXPECT_EQ(count.failed, 1U);
    EXPECT_EQ(count.passed, 1U);
    EXPECT_FALSE(checker.conclude(std::nullopt).hold_delivery);
}

TEST(Actions, MoreThanSixtyFourRulesShareTheLastBit) {
    auto c = contract();
    for (int i = 0; i < 70; ++i)
        c.rules.push_back(
            rule(model::RuleCode::parse("TST-F" + std::to_string(100 + i)).value(), checks::Required{}, "start"));
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.batch.findings.size(), 70U);
    EXPECT_EQ(out.batch.flags[0], ~0ULL);
}

TEST(Compiling, ARuleOfAnotherContractIsAMistakeWithItsPlace) {
    auto c = contract();
    auto no_field = rule("TST-F002", checks::Required{}, "knid");
    no_field.place = {"r.yaml", 9, 3};
    const auto no_list = rule("TST-F003", checks::InList{"nowhere", {}}, "kind");
    const auto no_set = rule("TST-A010", checks::ExpectedSet{"nowhere", catalog::ValidAt::period()}, "kind");
    const auto no_date = rule("TST-F004", checks::InList{"place", catalog::ValidAt::in("begun")}, "kind");
    const auto mixed = rule("TST-R007", checks::Computed{"start < hours"});
    c.rules = {no_field, no_list, no_set, no_date, mixed};
    try {
        Checker checker(c, catalog_with_places());
        FAIL() << "compiled";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        const std::string all = error.what();
        EXPECT_NE(all.find("5 mistakes"), std::string::npos) << all;
        EXPECT_NE(all.find("r.yaml:9:3: rule TST-F002: the contract has no field 'knid'"), std::string::npos) << all;
    }
}

TEST(Counting, EveryRuleAccountsForEveryRecord) {
    auto c = contract();
    c.rules = {rule("TST-F001", checks::Required{}, "kind"), rule("TST-F002", between("amount", "0", "5"), "amount"),
               rule("TST-F003", checks::OneOf{{"a", "b"}}, "kind")};
    c.rules[2].when = "hours is not null";
    Checker checker(c, {});
    const char* const kinds[] = {"a", "c", ""};
    const char* const amounts[] = {"1", "7", "x", "", "."};
    const char* const hours[] = {"1", "", "bad"};
    RawBatch raw(c, {});
    for (const auto* k : kinds) {
        for (const auto* a : amounts) {
            for (const auto* h : hours) raw.add({"A1", "0301", k, "", "", a, h});
        }
    }
    const auto out = run(checker, raw);
    for (const auto& [code, by_slice] : checker.counts()) {
        const auto count = model::sum_of(by_slice);
        EXPECT_EQ(count.evaluated() + count.not_applicable(), 45U) << code;
    }
    std::uint64_t rejected = 0;
    for (const auto& [code, count] : out.account.rejected_by_rule) rejected += count;
    EXPECT_EQ(rejected, out.account.rejected) << "a record counts under one rule";
    EXPECT_EQ(out.account.accepted + out.account.rejected, 45U);
}

TEST(Rules, ACaseReferenceThatIsOneIsRefusedWithoutBeingRepeated) {
    auto c = contract();
    auto r = rule("TST-F001", checks::NoIdentifier{}, "case_ref");
    r.action = model::Action::reject_record;
    c.rules = {r};
    Checker checker(c, {});
    RawBatch raw(c, {{"15860560043", "0301"}, {"200890123409", "0301"}, {"S-20418", "0301"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (std::vector<std::string>{"1 TST-F001", "2 TST-F001"}));
    EXPECT_EQ(out.account.rejected, 2U);
    for (const auto& finding : out.batch.findings) EXPECT_EQ(finding.message.find("60043"), std::string::npos);
}

}  // namespace
}  // namespace tilsig::check
