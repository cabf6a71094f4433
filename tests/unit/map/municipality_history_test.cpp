// Merges roll up, splits refuse without a key, and the key belongs to the origin. A small world with one of each.
#include "map/municipality_history.hpp"

#include <gtest/gtest.h>

#include "model/value.hpp"

namespace tilsig::map {
namespace {

std::int64_t day(const char* text) { return model::parse_iso_date(text).value(); }
const std::int64_t ever = INT64_MAX;

std::vector<CodeSpell> codes() {
    return {{"1504", day("1848-01-01"), day("2020-01-01")},
            {"1523", day("1977-01-01"), day("2020-01-01")},
            {"1534", day("1890-01-01"), day("1990-01-01")},
            {"1534", day("1990-01-01"), day("2020-01-01")},  // two names
            {"1507", day("2020-01-01"), day("2024-01-01")},
            {"1508", day("2024-01-01"), ever},
            {"1580", day("2024-01-01"), ever},
            {"1613", day("1924-01-01"), day("2018-01-01")},
            {"5012", day("2018-01-01"), day("2020-01-01")},
            {"5055", day("2020-01-01"), ever},
            {"5056", day("2020-01-01"), ever},
            {"0301", day("1838-01-01"), ever},
            {"0101", day("1838-01-01"), day("2020-01-01")},
            {"3001", day("2020-01-01"), day("2024-01-01")},
            {"3101", day("2024-01-01"), ever},
            {"2100", day("1990-01-01"), day("2010-01-01")},
            {"4601", day("2020-01-01"), ever},
            {"4700", day("1990-01-01"), ever},
            {"4701", day("2015-01-01"), ever}};
}

std::vector<CodeChange> changes() {
    return {
        {day("2020-01-01"), "1504", "1507"}, {day("2020-01-01"), "1523", "1507"}, {day("2020-01-01"), "1534", "1507"},
        {day("2024-01-01"), "1507", "1508"}, {day("2024-01-01"), "1507", "1580"}, {day("2018-01-01"), "1613", "5012"},
        {day("2020-01-01"), "5012", "5055"}, {day("2020-01-01"), "5012", "5056"}, {day("2020-01-01"), "0101", "3001"},
        {day("2024-01-01"), "3001", "3101"}, {day("1990-01-01"), "1534", "1534"}, {day("2010-01-01"), "2100", ""},
        {day("2020-01-01"), "", "4601"},     {day("2015-01-01"), "4700", "4700"}, {day("2015-01-01"), "4700", "4701"}};
}

MunicipalityHistory history(const std::vector<SplitKey>& keys = {}) { return {codes(), changes(), keys}; }

Resolution target(const char* code) { return {code, Refusal::none, 0, {}}; }

TEST(MunicipalityHistory, RenumberingsAndMergesRollUp) {
    const auto h = history();
    EXPECT_EQ(h.resolve("0101", day("2008-05-01"), 2008), target("0101"));
    EXPECT_EQ(h.resolve("0101", day("2008-05-01"), 2019), target("0101"));
    EXPECT_EQ(h.resolve("0101", day("2008-05-01"), 2020), target("3001"));
    EXPECT_EQ(h.resolve("0101", day("2008-05-01"), 2026), target("3101"));
    EXPECT_EQ(h.resolve("1534", day("2008-05-01"), 2023), target("1507"));
    EXPECT_EQ(h.resolve("1504", day("2008-05-01"), 2023), target("1507"));
    EXPECT_EQ(h.resolve("0301", day("2008-05-01"), 2026), target("0301"));
}

TEST(MunicipalityHistory, ASplitWithoutKeyIsRefusedAndNamesItsBranches) {
    const Resolution refused = history().resolve("1534", day("2008-05-01"), 2024);
    EXPECT_EQ(refused.refusal, Refusal::split_without_key);
    EXPECT_EQ(refused.target, "");
    EXPECT_EQ(refused.refused_day, day("2024-01-01"));
    EXPECT_EQ(refused.branches, (std::vector<std::string>{"1508", "1580"}));
}

TEST(MunicipalityHistory, AKeySpeaksForItsOriginAlone) {
    const auto h = history({{day("2024-01-01"), "1534", "1580"}, {day("2024-01-01"), "1504", "1508"}});
    EXPECT_TRUE(h.problems().empty());
    EXPECT_EQ(h.resolve("1534", day("2008-05-01"), 2024), target("1580"));
    EXPECT_EQ(h.resolve("1504", day("2008-05-01"), 2024), target("1508"));
    EXPECT_EQ(h.resolve("1523", day("2008-05-01"), 2024).refusal, Refusal::split_without_key);
    // Registered in the merged municipality: nobody knows from which part of it.
    EXPECT_EQ(h.resolve("1507", day("2021-05-01"), 2024).refusal, Refusal::split_without_key);
}

TEST(MunicipalityHistory, AKeyOfTheMergedCodeDoesNotSpeakForWhoWasMergedIntoIt) {
    const auto h = history({{day("2024-01-01"), "1507", "1508"}});
    EXPECT_EQ(h.resolve("1507", day("2021-05-01"), 2024), target("1508"));
    EXPECT_EQ(h.resolve("1534", day("2008-05-01"), 2024).refusal, Refusal::split_without_key);
}

TEST(MunicipalityHistory, AKeyHoldsForTheSamePeopleUnderAnEarlierNumber) {
    const auto h = history({{day("2020-01-01"), "5012", "5055"}});
    EXPECT_EQ(h.resolve("5012", day("2019-05-01"), 2026), target("5055"));
    EXPECT_EQ(h.resolve("1613", day("2008-05-01"), 2026), target("5055"));
}

TEST(MunicipalityHistory, RefusesWhatCannotBeAnswered) {
    const auto h = history();
    EXPECT_EQ(h.resolve("1534", day("2021-05-01"), 2026).refusal, Refusal::unknown_code);  // out of force by then
    EXPECT_EQ(h.resolve("9999", day("2008-05-01"), 2026).refusal, Refusal::unknown_code);
    EXPECT_EQ(h.resolve("1507", day("2021-05-01"), 2020).refusal, Refusal::before_event);
    EXPECT_EQ(h.resolve("1507", day("2021-05-01"), 2021), target("1507"));
    EXPECT_EQ(h.resolve("2100", day("2008-05-01"), 2026).refusal, Refusal::ceased);
}

TEST(MunicipalityHistory, APartThatLeftIsASplitOfThoseWhoWereThere) {
    const auto h = history();
    EXPECT_EQ(h.resolve("4700", day("2014-12-31"), 2015).refusal, Refusal::split_without_key);
    EXPECT_EQ(h.resolve("4700", day("2015-01-01"), 2026), target("4700"));
}

TEST(MunicipalityHistory, KeysThatCanNeverBeUsedAreTold) {
    const auto h = history({{day("2024-01-01"), "1534", "1506"},
                            {day("2023-01-01"), "1534", "1580"},
                            {day("2024-01-01"), "7777", "1580"}});
    ASSERT_EQ(h.problems().size(), 3U);
    EXPECT_EQ(h.problems()[0], "split key 1534 -> 1506 on 2024-01-01: the split leads to 1508 or 1580");
    EXPECT_EQ(h.problems()[1], "split key 1534 -> 1580 on 2023-01-01: the origin is not split on that day");
    EXPECT_EQ(h.problems()[2], "split key 7777 -> 1580 on 2024-01-01: no such origin before that day");
    EXPECT_EQ(h.resolve("1534", day("2008-05-01"), 2024).refusal,
              Refusal::split_without_key);  // a wrong key decides nothing
}

TEST(MunicipalityHistory, TheTableSaysTheSameAsTheSingleQuestions) {
    const auto h = history({{day("2024-01-01"), "1534", "1580"}});
    const auto rows = h.table(2006, 2026);
    std::size_t asked = 0;
    for (const auto& row : rows) {
        const std::int64_t last = row.spell.valid_to == ever ? day("2026-12-31") : row.spell.valid_to - 1;
        for (const std::int64_t when : {std::max(row.spell.valid_from, day("2006-01-01")), last}) {
            const auto expected = h.resolve(row.spell.code, when, row.year);
            if (expected.refusal == Refusal::before_event) continue;
            EXPECT_EQ(row.resolution, expected) << row.spell.code << " " << row.year << " " << when;
            ++asked;
        }
    }
    EXPECT_GT(asked, 300U);
    // 2014 and before, 4700 means more people than after.
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                            [](const auto& row) { return row.spell.code == "4700" && row.year == 2026; }),
              2);
}

TEST(MunicipalityHistory, CountsWhoIsValidOnADay) {
    const auto h = history();
    EXPECT_EQ(h.valid_at(day("2019-12-31")).size(), 8U);
    EXPECT_EQ(h.spells().size(), 18U);  // the two names of 1534 are one spell
}

}  // namespace
}  // namespace tilsig::map
