// Rules over sets: who is against them, who is named, what is counted.
#include <gtest/gtest.h>

#include "set_builder.hpp"

namespace tilsig::sets {
namespace {

using namespace testing;
using model::NotApplicable;
using Lines = std::vector<std::string>;

checks::NoOverlap times(std::int64_t tolerance = 0) {
    checks::NoOverlap check;
    check.by = {"person"};
    check.from = "start";
    check.to = "finish";
    check.tolerance_days = tolerance;
    return check;
}

checks::Exists refers() {
    checks::Exists check;
    check.in.on = {{"case_no", "leads"}};
    return check;
}

TEST(Unique, EveryMemberOfASetIsToldWithTheOthers) {
    const auto c = contract({rule("TST-U001", checks::Unique{{"person", "place"}})});
    const auto result = collect(c, {{"a", "0301", "p"},
                                    {"b", "0301", "q"},
                                    {"c", "0301", "p"},
                                    {"d", "1103", "p"},
                                    {"e", "0301", "p"},
                                    {"f", "0301", "p"},
                                    {"g", "0301", "p"}});
    EXPECT_EQ(result.told(c), (Lines{"1 TST-U001 3 5 6 +1", "3 TST-U001 1 5 6 +1", "5 TST-U001 1 3 6 +1",
                                     "6 TST-U001 1 3 5 +1", "7 TST-U001 1 3 5 +1"}));
    const auto& counts = result.findings.counts().at("TST-U001");
    EXPECT_EQ(counts.at("0301").failed, 5U);
    EXPECT_EQ(counts.at("0301").passed, 1U);
    EXPECT_EQ(counts.at("1103").passed, 1U);
}

TEST(Unique, CopiesOfOneRecordAreNotTwo) {
    const auto c = contract({rule("TST-U001", checks::Unique{{"person"}})});
    EXPECT_TRUE(collect(c, {{"a", "0301", "p"}, {"a", "0301", "p"}}).told(c).empty());
    EXPECT_EQ(collect(c, {{"a", "0301", "p"}, {"a", "0301", "p"}, {"b", "0301", "p"}}).told(c).size(), 3U)
        << "but all of them are told when there is another";
}

TEST(Unique, OnlyAcceptedRecordsThatTheRuleIsAboutAreMembers) {
    const auto c = contract({rule("TST-U001", checks::Unique{{"person"}}, "finish is null")});
    Given given;
    given.rejected = {2};
    const auto result = collect(
        c, {{"a", "0301", "p"}, {"b", "0301", "p", "", "2026-01-01"}, {"c", "0301", "p"}, {"d", "0301", "q"}}, given);
    EXPECT_TRUE(result.told(c).empty());
    const auto& count = result.findings.counts().at("TST-U001").at("0301");
    EXPECT_EQ(count.evaluated(), 2U);
    EXPECT_EQ(count.because(NotApplicable::when), 1U);
    EXPECT_EQ(count.because(NotApplicable::not_accepted), 1U);
}

TEST(Unique, ANullIsWhatTheRuleSays) {
    auto c = contract({rule("TST-U001", checks::Unique{{"person"}})});
    const std::vector<Record> records{{"a", "0301", ""}, {"b", "0301", ""}};
    auto result = collect(c, records);
    EXPECT_TRUE(result.told(c).empty()) << "two unknown persons are not known to be one";
    EXPECT_EQ(result.findings.counts().at("TST-U001").at("0301").unknown, 2U);
    c.rules[0].on_null = catalog::Truth::fail;
    EXPECT_EQ(collect(c, records).told(c), (Lines{"1 TST-U001", "2 TST-U001"}));
    c.rules[0].on_null = catalog::Truth::pass;
    EXPECT_EQ(collect(c, records).findings.counts().at("TST-U001").at("0301").passed, 2U);
}

TEST(NoOverlap, IsHalfOpenUnlessTheLastDayCounts) {
    auto c = contract({rule("TST-U001", times())});
    const std::vector<Record> records{{"a", "0301", "p", "2026-01-01", "2026-02-01"},
                                      {"b", "0301", "p", "2026-02-01", ""}};
    EXPECT_TRUE(collect(c, records).told(c).empty());
    std::get<checks::NoOverlap>(c.rules[0].check).to_counts = true;
    EXPECT_EQ(collect(c, records).told(c), (Lines{"1 TST-U001 2", "2 TST-U001 1"}));
}

TEST(NoOverlap, MoreDaysThanTheToleranceInWhateverOrder) {
    const auto c = contract({rule("TST-U001", times(14))});
    const std::vector<Record> fourteen{{"a", "0301", "p", "2026-01-01", "2026-02-15"},
                                       {"b", "1103", "p", "2026-02-01", ""}};
    EXPECT_TRUE(collect(c, fourteen).told(c).empty());
    const std::vector<Record> fifteen{{"b", "1103", "p", "2026-02-01", ""},
                                      {"x", "0301", "p", "2026-01-10", "2026-01-20"},  // too short to matter
                                      {"a", "0301", "p", "2026-01-01", "2026-02-16"}};
    EXPECT_EQ(collect(c, fifteen).told(c), (Lines{"1 TST-U001 3", "3 TST-U001 1"}));
}

TEST(NoOverlap, WhatEndsBeforeItBeginsIsUnknown) {
    const auto c = contract({rule("TST-U001", times())});
    const auto result = collect(c, {{"a", "0301", "p", "2026-03-01", "2026-02-01"}, {"b", "0301", "p", "", ""}});
    EXPECT_EQ(result.findings.counts().at("TST-U001").at("0301").unknown, 2U);
}

TEST(NoOverlap, AShadowRuleCountsAndTellsNobody) {
    auto c = contract({rule("TST-U001", times())});
    c.rules[0].shadow = true;
    const auto result = collect(c, {{"a", "0301", "p", "2026-01-01", ""}, {"b", "0301", "p", "2026-02-01", ""}});
    EXPECT_TRUE(result.told(c).empty());
    EXPECT_EQ(result.findings.counts().at("TST-U001").at("0301").failed, 2U);
}

TEST(Exists, AmongTheRecordsOfTheDelivery) {
    auto check = refers();
    check.where = "finish is null";
    const auto c = contract({rule("TST-K001", check)});
    const auto result = collect(c, {{"a", "0301", "p", "", "", "b"},
                                    {"b", "0301", "q"},
                                    {"c", "0301", "r", "", "2026-01-01", "z"},
                                    {"d", "0301", "r", "", "", "c"}});
    EXPECT_EQ(result.told(c), (Lines{"3 TST-K001", "4 TST-K001"})) << "c is there, but not open";
    EXPECT_EQ(result.findings.counts().at("TST-K001").at("0301").unknown, 1U);
}

TEST(Exists, WaitsForTheDaysOfGrace) {
    auto check = refers();
    check.grace_days = 14;
    check.since = "start";
    const auto c = contract({rule("TST-K001", check)});
    Given given;
    given.received = "2026-11-30";
    const auto result = collect(c,
                                {{"a", "0301", "p", "2026-11-16", "", "z"},
                                 {"b", "0301", "p", "2026-11-15", "", "z"},
                                 {"c", "0301", "p", "2026-11-15", "", "a"}},
                                given);
    EXPECT_EQ(result.told(c), (Lines{"2 TST-K001"}));
    EXPECT_EQ(result.findings.counts().at("TST-K001").at("0301").because(NotApplicable::grace), 1U);
}

/// One table, `fact_case`, of these rows.
class Loaded final : public LoadedTables {
public:
    explicit Loaded(std::vector<std::vector<std::string>> rows) : m_rows(std::move(rows)) {}
    [[nodiscard]] bool holds_rows(const std::string& table) override { return table == "fact_case" && !m_rows.empty(); }
    void find(const Query& query, const std::vector<std::string_view>& values,
              const std::function<void(model::Batch& rows)>& take) override {
        ++asked;
        model::Batch batch;
        for (const auto& name : query.columns) batch.columns.push_back({name, {}, {}});
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const auto& row = m_rows[i];
            if (std::find(values.begin(), values.end(), row[0]) == values.end()) continue;
            for (std::size_t c = 0; c < batch.columns.size(); ++c)
                batch.columns[c].cells.push_back(row[c].empty() ? model::Column::null : batch.arena.store(row[c]));
            batch.places.push_back({i + 1, 0, 0, 0, 1});
        }
        take(batch);
    }
    int asked = 0;

private:
    std::vector<std::vector<std::string>> m_rows;
};

catalog::Catalog with_cases() {
    catalog::Catalog catalog;
    model::Table table;
    table.name = "fact_case";
    for (const char* name : {"who", "began", "ended"}) {
        model::TableColumn column;
        column.name = name;
        column.type = std::string(name) == "who" ? model::Type::code : model::Type::date;
        table.columns.push_back(column);
    }
    catalog.model.tables = {table};
    return catalog;
}

TEST(Loaded, RowsAreAskedForABatchAtATime) {
    checks::Exists check;
    check.in = {"fact_case", {{"who", "person"}}};
    check.where = "ended is null";
    const auto c = contract({rule("TST-K001", check)});
    Loaded rows({{"p", ""}, {"q", "2026-01-01"}});
    Given given;
    given.loaded = &rows;
    given.catalog = with_cases();
    const std::vector<Record> records{{"a", "0301", "p"}, {"b", "0301", "q"}, {"c", "0301", "p"}, {"d", "0301", "x"}};
    EXPECT_EQ(collect(c, records, given).told(c), (Lines{"2 TST-K001", "4 TST-K001"}));
    EXPECT_EQ(rows.asked, 1);
    Loaded none({});
    given.loaded = &none;
    const auto nothing = collect(c, records, given);
    EXPECT_TRUE(nothing.told(c).empty());
    EXPECT_EQ(nothing.findings.counts().at("TST-K001").at("0301").because(NotApplicable::nothing_to_compare), 4U);
}

TEST(Loaded, TimesOfOtherUnitsCountAndAreNotToldOf) {
    auto check = times(14);
    check.loaded.emplace();
    check.loaded->table = "fact_case";
    check.loaded->on = {{"who", "person"}};
    check.loaded->from = "began";
    check.loaded->to = "ended";
    const auto c = contract({rule("TST-U001", check)});
    Loaded rows({{"p", "2026-01-01", ""}, {"p", "2026-02-01", ""}, {"q", "2026-01-01", "2026-02-15"}});
    Given given;
    given.loaded = &rows;
    given.catalog = with_cases();
    given.batch_rows = 1;  // the same rows are met again
    const auto result = collect(
        c, {{"a", "0301", "p", "2026-03-01", ""}, {"b", "0301", "q", "2026-02-01", ""}, {"c", "0301", "r"}}, given);
    EXPECT_EQ(result.told(c), (Lines{"1 TST-U001 =2"}));
    check.only_loaded = true;
    const auto apart = contract({rule("TST-U001", check)});
    EXPECT_EQ(collect(apart,
                      {{"a", "0301", "p", "2025-06-01", "2026-01-16"},  // a day too many with the first
                       {"b", "0301", "p", "2025-06-01", "2026-01-15"},
                       {"c", "0301", "p", "2026-01-17", ""},
                       {"d", "0301", "q", "2026-02-01", ""},
                       {"e", "0301", "q", "2026-02-01", ""}},
                      given)
                  .told(apart),
              (Lines{"1 TST-U001 =1", "3 TST-U001 =2"}))
        << "d and e are one unit's own";
}

checks::Total adds_up(bool at_most = false, std::int64_t tolerance = 0) {
    checks::Total check;
    check.of = "amount";
    check.by = {"person"};
    check.whole = "leads = 'all'";
    check.at_most = at_most;
    check.tolerance = tolerance;
    return check;
}

Record part(const std::string& name, const std::string& amount, const std::string& leads = {}) {
    Record made{name, "0301", "p"};
    made.leads = leads;
    made.amount = amount;
    return made;
}

TEST(Total, AgreesWithTheSumOfItsPartsWhereverItStands) {
    const auto c = contract({rule("TST-R001", adds_up())});
    EXPECT_TRUE(collect(c, {part("a", "40"), part("t", "100", "all"), part("b", "60")}).told(c).empty());
    const auto result = collect(c, {part("a", "40"), part("t", "100", "all"), part("b", "59")});
    EXPECT_EQ(result.told(c), (Lines{"2 TST-R001 1 3"}));
    const auto& count = result.findings.counts().at("TST-R001").at("0301");
    EXPECT_EQ(count.failed, 1U);
    EXPECT_EQ(count.evaluated(), 1U) << "parts are looked at and not judged";
}

TEST(Total, MayDifferByItsToleranceAndPartsMayComeToLess) {
    const auto near = contract({rule("TST-R001", adds_up(false, 2))});
    for (const auto& [amount, told] :
         {std::pair{"58", 0U}, std::pair{"62", 0U}, std::pair{"57", 1U}, std::pair{"63", 1U}})
        EXPECT_EQ(collect(near, {part("t", "100", "all"), part("a", "40"), part("b", amount)}).told(near).size(), told)
            << amount;
    const auto within = contract({rule("TST-R001", adds_up(true))});
    for (const auto& [amount, told] : {std::pair{"0", 0U}, std::pair{"100", 0U}, std::pair{"101", 1U}})
        EXPECT_EQ(collect(within, {part("t", "100", "all"), part("a", amount)}).told(within).size(), told) << amount;
}

TEST(Total, SaysNothingWithoutPartsOrWhereOneIsUnknown) {
    const auto c = contract({rule("TST-R001", adds_up())});
    const auto count_of = [&](const std::vector<Record>& records, Given given = {}) {
        const auto result = collect(c, records, std::move(given));
        EXPECT_TRUE(result.told(c).empty());
        return result.findings.counts().at("TST-R001").at("0301");
    };
    EXPECT_EQ(count_of({part("t", "100", "all")}).because(NotApplicable::nothing_to_compare), 1U);
    EXPECT_EQ(count_of({part("t", "100", "all"), part("a", "")}).unknown, 1U);
    EXPECT_EQ(count_of({part("t", "", "all"), part("a", "1")}).unknown, 1U);
    EXPECT_EQ(count_of({part("a", "1"), part("b", "2")}).evaluated(), 0U);
    Given rejected;
    rejected.rejected = {1};
    EXPECT_EQ(collect(c, {part("t", "100", "all"), part("a", "60"), part("b", "40")}, rejected).told(c).size(), 1U)
        << "what is not loaded is missing from the sum";
}

TEST(Total, ThatIsFilteredIsToldOfItsFirstPartAndCopiesCountOnce) {
    const auto c = contract({rule("TST-R001", adds_up())});
    Given given;
    given.filtered = {0};
    EXPECT_EQ(collect(c, {part("t", "100", "all"), part("a", "40"), part("b", "61")}, given).told(c),
              (Lines{"2 TST-R001 1 3"}));
    EXPECT_TRUE(
        collect(c, {part("t", "100", "all"), part("a", "40"), part("b", "60"), part("a", "40")}).told(c).empty());
    std::vector<Record> many{part("t", "1", "all")};
    for (int i = 0; i < 9; ++i) many.push_back(part(std::to_string(i), "1"));
    EXPECT_EQ(collect(c, many).told(c), (Lines{"1 TST-R001 2 3 4 +6"}));
}

}  // namespace
}  // namespace tilsig::sets
