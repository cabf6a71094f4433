// From raw cells to typed ones: nulls, markers, splits, types, lengths - and what becomes of a record that does not
// fit.
#include <gtest/gtest.h>

#include "check/field_typer.hpp"
#include "contract_builder.hpp"

namespace tilsig::check {
namespace {

using namespace testing;
using model::Disposition;
using Strings = std::vector<std::string>;

TEST(Typing, CanonicalTextAndNumbers) {
    auto c = contract();
    c.fields[3].format.date = "dd.MM.yyyy";
    c.fields[5].format.decimal_mark = ',';
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "x", "31.01.2026", "2026-02-01", "12,5", "007"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("case_ref", 0), "A1");
    EXPECT_EQ(out.cell("start", 0), "2026-01-31");
    EXPECT_EQ(out.cell("amount", 0), "12.50");
    EXPECT_EQ(out.cell("hours", 0), "7");
    EXPECT_EQ(out.batch.batch.columns[3].numbers[0], day("2026-01-31"));
    EXPECT_EQ(out.batch.batch.columns[5].numbers[0], 1250);
    EXPECT_EQ(out.batch.batch.columns[6].numbers[0], 7);
    EXPECT_TRUE(out.batch.findings.empty());
    EXPECT_EQ(out.account.accepted, 1U);
}

TEST(Typing, EmptyCellIsNullAndMarkersLeaveTheirReason) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "", std::nullopt, "", ".", ""},
                     {"A2", "0301", "k", "", "", ":", "1"},
                     {"A3", "0301", "k", "", "", "5", "1"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("kind", 0), std::nullopt);
    EXPECT_EQ(out.cell("start", 0), std::nullopt);
    EXPECT_EQ(out.cell("amount", 0), std::nullopt);
    EXPECT_EQ(out.cell("amount_missing", 0), "not_applicable");
    EXPECT_EQ(out.cell("amount_missing", 1), "suppressed");
    EXPECT_EQ(out.cell("amount_missing", 2), std::nullopt);
    EXPECT_EQ(out.batch.batch.columns.size(), c.fields.size() + 1);
    EXPECT_EQ(out.account.accepted, 3U);
}

TEST(Typing, TheEmptyCellMayBeAMarkerToo) {
    auto c = contract();
    c.fields[5].missing = {{"", "not_collected"}};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "k", "", "", "", "1"}, {"A2", "0301", "k", "", "", std::nullopt, "1"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("amount_missing", 0), "not_collected");
    EXPECT_EQ(out.cell("amount_missing", 1), "not_collected");
}

TEST(Typing, SplitTakesCodeOrName) {
    auto c = contract();
    c.fields[1].split = "code";
    c.fields[2].split = "name";
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0101 Halden", "0101 Indre  By"}, {"A2", "0301", "0301"}, {"A3", "0301 ", "0301  "}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("owner_code", 0), "0101");
    EXPECT_EQ(out.cell("kind", 0), "Indre  By");
    EXPECT_EQ(out.cell("owner_code", 1), "0301");
    EXPECT_EQ(out.cell("kind", 1), std::nullopt);
    EXPECT_EQ(out.cell("owner_code", 2), "0301");
    EXPECT_EQ(out.cell("kind", 2), std::nullopt);
}

TEST(Typing, WhatDoesNotFitIsAFindingAndRejectsItsRecord) {
    auto c = contract();
    c.fields[0].required = true;
    c.fields[2].max_length = 3;
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "abcd", "2026-02-30", "", "1x5", "1.5"},
                     {"A2", "0301", "\xC3\xA6\xC3\xB8\xC3\xA5", "2026-02-28", "", "1", "2"},
                     {"", "0301"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (Strings{"1 SYS-F002", "1 SYS-F002", "1 SYS-F003", "1 SYS-F006", "3 SYS-F001"}));
    EXPECT_EQ(out.batch.findings[3].field, "start");
    EXPECT_EQ(out.batch.findings[2].field, "kind");
    EXPECT_EQ(out.batch.findings[2].place.offset, raw.get().places[0].offset);
    EXPECT_EQ(out.batch.dispositions,
              (std::vector{Disposition::rejected, Disposition::accepted, Disposition::rejected}));
    EXPECT_EQ(out.account.rejected, 2U);
    EXPECT_EQ(out.account.rejected_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-F001", 1}, {"SYS-F002", 1}}))
        << "each record once";
    for (const auto& finding : out.batch.findings) EXPECT_EQ(finding.message, "") << "findings hold no values";
}

TEST(Typing, ADayThatTheCalendarDoesNotHaveIsToldApartFromAnotherForm) {
    auto c = contract();
    c.fields[3].format.date = "dd.MM.yyyy";
    c.fields[4].format.date = "ddMMyyyy";
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "k", "31.09.2008", "", "", ""},
                     {"A2", "0301", "k", "", "29022007", "", ""},
                     {"A3", "0301", "k", "2008-09-31", "", "", ""},
                     {"A4", "0301", "k", "30.09.2008", "29022008", "", ""}});
    EXPECT_EQ(run(checker, raw).codes(), (Strings{"1 SYS-F006", "2 SYS-F006", "3 SYS-F002"}));
}

TEST(Typing, ANumberThatASpreadsheetHasRoundedIsToldAsSuch) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "k", "", "", "1,24E+11", ""}, {"A2", "0301", "k", "", "", "1e+05", ""}});
    const auto out = run(checker, raw);
    ASSERT_EQ(out.codes(), (Strings{"1 SYS-F002"}));
    EXPECT_NE(out.batch.findings[0].message.find("exponent"), std::string::npos) << out.batch.findings[0].message;
    EXPECT_EQ(out.batch.findings[0].message.find("1,24"), std::string::npos) << "no value";
}

TEST(Typing, WhatStandsInvisiblyAroundACodeIsTakenAwayAndCounted) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301\xC2\xA0", "k"},
                     {"\xE2\x80\x8B"
                      "A2",
                      "0301", " \xEF\xBB\xBFk\t"},
                     {"A3", "0301", "a b"},
                     {"A4", "0301", "\xC2\xA0\xE2\x80\x8E "},
                     {"A5",
                      "03\xE2\x80\x8B"
                      "01",
                      "k"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("owner_code", 0), "0301");
    EXPECT_EQ(out.cell("case_ref", 1), "A2") << "a key, although a text";
    EXPECT_EQ(out.cell("kind", 1), "k");
    EXPECT_EQ(out.cell("kind", 2), "a b");
    EXPECT_EQ(out.cell("kind", 3), std::nullopt) << "nothing but blanks is nothing";
    EXPECT_EQ(out.batch.batch.changes, (std::vector<std::uint8_t>{1, 3, 0, 3, 0}));
    EXPECT_EQ(out.codes(), (Strings{"5 SYS-F004"}));
    EXPECT_EQ(out.batch.findings[0].field, "owner_code");
    EXPECT_NE(out.batch.findings[0].message.find("U+200B"), std::string::npos) << out.batch.findings[0].message;
}

TEST(Typing, ATextKeepsItsSpacesAndLosesOnlyTheByteOrderMark) {
    auto c = contract();
    c.fields.push_back(field("note"));
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "k", "", "", "", "", " to\xC2\xA0ord "},
                     {"A2", "0301", "k", "", "", "", "", "\xEF\xBB\xBFord"},
                     {"A3", "0301", "k", "", "", "", "", "o\xEF\xBB\xBFrd"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("note", 0), " to\xC2\xA0ord ");
    EXPECT_EQ(out.cell("note", 1), "ord");
    EXPECT_EQ(out.codes(), (Strings{"3 SYS-F004"}));
    EXPECT_EQ(out.batch.batch.changes, (std::vector<std::uint8_t>{0, 2, 0}));
}

TEST(Typing, AFieldThatARuleLooksUpIsComparedLikeACode) {
    auto c = contract();
    c.fields[2].type = model::Type::text;
    EXPECT_FALSE(is_compared(c, c.fields[2]));
    c.rules.push_back(rule("TST-F001", checks::InList{"place", {}}, "kind"));
    EXPECT_TRUE(is_compared(c, c.fields[2]));
    EXPECT_TRUE(is_compared(c, c.fields[0])) << "the key";
    EXPECT_FALSE(is_compared(c, c.fields[6]) && c.fields[6].type == model::Type::integer);
}

TEST(Typing, AFindingNamesTheColumnOfItsCell) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "k", "32.01.2026", "", "", "x"}});
    raw.get().source_columns.push_back({0, 0, 1, {1, 2, 3, 9, 5, 6, 4}});
    const auto out = run(checker, raw);
    ASSERT_EQ(out.batch.findings.size(), 2U);
    EXPECT_EQ(out.batch.findings[0].place.column, 9U);
    EXPECT_EQ(out.batch.findings[1].place.column, 4U);
}

TEST(Typing, AColumnTheSourceLeftOutIsAllNull) {
    auto c = contract();
    c.fields[5].missing = {{"", "not_collected"}};
    Checker checker(c, {});
    model::Batch raw;
    raw.columns.push_back({"owner_code", {"0301"}, {}});
    raw.columns.push_back({"case_ref", {"A1"}, {}});
    raw.places.push_back({1, 2, 0, 0, 10});
    CheckedBatch out;
    model::RecordAccount account;
    checker.check(raw, out, account);
    EXPECT_EQ(account.accepted, 1U);
    EXPECT_EQ(out.batch.columns[0].cells[0], "A1");
    EXPECT_TRUE(model::Column::is_null(out.batch.columns[3].cells[0]));
    EXPECT_EQ(out.batch.columns.back().cells[0], "not_collected") << "an absent column is an empty cell to its marker";
}

TEST(Typing, BatchesFollowEachOtherWithoutLeavingTraces) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch bad(c, {{"A1", "0301", "x", "no"}, {"A2", "0301", "x", "no"}});
    RawBatch good(c, {{"A3", "0301", "x", "2026-01-01"}});
    CheckedBatch out;
    model::RecordAccount account;
    checker.check(bad.get(), out, account);
    EXPECT_EQ(out.findings.size(), 2U);
    checker.check(good.get(), out, account);
    EXPECT_TRUE(out.findings.empty());
    EXPECT_EQ(out.dispositions.size(), 1U);
    EXPECT_EQ(account.accepted, 1U);
    EXPECT_EQ(account.rejected, 2U);
    account.read = 3;
    EXPECT_EQ(account.residual(), 0);
}

TEST(Typing, CanonicalTextsStayWhereTheyAreForAWholeBatch) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {});
    constexpr int rows = 8192;
    for (int i = 0; i < rows; ++i)
        raw.add(
            {"A" + std::to_string(i), "0301", "x", "2026-01-31", "2026-02-01", std::to_string(i), std::to_string(i)});
    const auto out = run(checker, raw);
    for (int i = 0; i < rows; ++i) {
        ASSERT_EQ(out.cell("amount", static_cast<std::size_t>(i)), std::to_string(i) + ".00");
        ASSERT_EQ(out.cell("hours", static_cast<std::size_t>(i)), std::to_string(i));
    }
}

TEST(Keys, AnEmptyKeyFieldIsRejectedAndSuspendsClosingOfItsSlice) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"", "0301", "x"}, {"A2", "1103", "x"}, {"A3", "1103", "x", "bad"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (Strings{"1 SYS-K001", "3 SYS-F002"}));
    const auto verdict = checker.conclude(std::nullopt);
    EXPECT_EQ(verdict.unreadable_key_owners, (std::set<std::string>{"0301"}))
        << "record 3 has a key: it counts as present";
    EXPECT_FALSE(verdict.unknown_owner);
    EXPECT_FALSE(verdict.hold_delivery);
}

TEST(Keys, AnUnreadableKeyOfAnotherTypeCountsToo) {
    auto c = contract();
    c.key = {"hours"};
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "x", "", "", "", "seven"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.codes(), (Strings{"1 SYS-F002"})) << "unreadable is not empty: no second finding";
    EXPECT_EQ(checker.conclude(std::nullopt).unreadable_key_owners.size(), 1U);
}

TEST(Keys, AnUnreadableOwnerSuspendsClosingEverywhere) {
    auto c = contract();
    c.fields[1].required = true;
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "", "x"}});
    (void)run(checker, raw);
    EXPECT_TRUE(checker.conclude(std::nullopt).unknown_owner);
}

TEST(Owners, AccountsPerOwnerAddUpToTheWhole) {
    const auto c = contract();
    Checker checker(c, {});
    RawBatch raw(c, {{"A1", "0301", "x"}, {"A2", "1103", "x", "bad"}, {"A3", "0301", "x"}, {"A4", std::nullopt, "x"}});
    const auto out = run(checker, raw);
    const auto& owners = checker.by_owner();
    ASSERT_EQ(owners.size(), 3U);
    EXPECT_EQ(owners.at("0301").accepted, 2U);
    EXPECT_EQ(owners.at("1103").rejected, 1U);
    EXPECT_EQ(owners.at("1103").rejected_by_rule.at("SYS-F002"), 1U);
    EXPECT_EQ(owners.at("").accepted, 1U);
    std::uint64_t read = 0;
    for (const auto& [owner, account] : owners) {
        EXPECT_EQ(account.residual(), 0) << owner;
        read += account.read;
    }
    EXPECT_EQ(read, out.account.accepted + out.account.rejected);
}

TEST(Typing, DatesAreReadAsTheLayoutWritesThem) {
    auto c = contract();
    c.fields[3].format.date = "dd.MM.yyyy";
    catalog::Layout layout;
    layout.dates = "ddMMyyyy";
    Checker checker(c, {}, {}, {}, {}, &layout);
    RawBatch raw(c, {{"A1", "0301", "x", "31102008", "2026-02-01", "1", "1"},
                     {"A2", "0301", "x", "31.10.2008", "2026-02-01", "1", "1"}});
    const auto out = run(checker, raw);
    EXPECT_EQ(out.cell("start", 0), "2008-10-31");
    EXPECT_EQ(out.account.rejected_by_rule.at("SYS-F002"), out.account.rejected);
    EXPECT_EQ(out.batch.dispositions[1], Disposition::rejected);
}

}  // namespace
}  // namespace tilsig::check
