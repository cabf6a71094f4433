// What a figure's file may say, and how its mistakes are told.
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "figures/read_figures.hpp"
#include "figures/rounding.hpp"

namespace tilsig::figures {
namespace {

model::TableColumn column(std::string name, model::Type type, int scale = 0) {
    model::TableColumn made;
    made.name = std::move(name);
    made.type = type;
    made.scale = scale;
    made.person = made.name == "person_id";
    return made;
}

catalog::Catalog programmes() {
    catalog::Catalog catalog;
    model::Table table;
    table.name = "fact_programme";
    for (const char* name : {"municipality_code", "status", "case_ref"})
        table.columns.push_back(column(name, model::Type::code));
    table.columns.push_back(column("person_id", model::Type::integer));
    for (const char* name : {"valid_from", "valid_to"}) table.columns.push_back(column(name, model::Type::date));
    table.columns.push_back(column("hours", model::Type::decimal, 1));
    catalog.model.tables.push_back(table);
    catalog.mappings["municipal.programme"].target = "fact_programme";
    catalog.contracts["municipal.programme"].authority = {{"programme_end", "end_date"}};
    catalog.contracts["municipal.training"].authority = {{"training_hours", "hours"}};
    return catalog;
}

const std::string good =
    "figure: K08\n"
    "title: {nb: a, nn: b, en: c}\n"
    "about: {nb: a, nn: b, en: c}\n"
    "unit: percent\n"
    "decimals: 1\n"
    "feed: municipal.programme\n"
    "statement: programme_end\n"
    "coverage: {months: [12], or_later: true}\n"
    "statistic: share\n"
    "counted: \"status in ('3', '4')\"\n"
    "continued: {when: \"status = '5'\", by: [person_id], from: valid_from, to: valid_to, within_days: 92}\n"
    "year: \"valid_to > $period and valid_to <= add_months($period, 12)\"\n"
    "numerator: \"status = '3'\"\n"
    "variants:\n"
    "  A: {about: {nb: a, nn: b, en: c}}\n"
    "  D: {about: {nb: a, nn: b, en: c}, once: {by: [person_id], take: last, order: [valid_to, case_ref]}}\n";

class ReadFigures : public testing::Test {
protected:
    /// One line for each mistake, in order.
    std::string lints(const std::string& text) {
        const TempFolder folder;
        std::filesystem::create_directories(folder.path() / "mappings/figures");
        write_file_durably(folder.path() / "mappings/figures/k08.yaml", text);
        config::Lints found;
        m_figures = read_figures(folder.path(), m_catalog, found);
        std::string told;
        for (const auto& line : found.lines()) told += line + "\n";
        return told;
    }
    /// The good file with one text in the place of another.
    std::string with(const std::string& from, const std::string& to) {
        std::string text = good;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return lints(text.replace(at, from.size(), to));
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
    catalog::Catalog m_catalog = programmes();
    std::vector<Figure> m_figures;
};

TEST_F(ReadFigures, TheWaysToCountHaveWhatIsSharedAndTheirOwn) {
    ASSERT_EQ(lints(good), "");
    ASSERT_EQ(m_figures.size(), 1U);
    const auto& figure = m_figures[0];
    EXPECT_EQ(figure.table->name, "fact_programme");
    EXPECT_EQ(figure.person, "person_id");
    EXPECT_EQ(figure.municipality, "municipality_code");
    EXPECT_EQ(figure.months, std::vector<int>{12});
    ASSERT_EQ(figure.variants.size(), 2U);
    EXPECT_FALSE(figure.variants[0].once);
    EXPECT_TRUE(figure.variants[1].once && figure.variants[1].once->last);
    for (const auto& variant : figure.variants) {
        EXPECT_TRUE(variant.counted && variant.year && variant.numerator && variant.continued) << variant.code;
        EXPECT_EQ(variant.statistic, Statistic::share);
    }
}

TEST_F(ReadFigures, WithoutVariantsThereIsOneWay) {
    EXPECT_EQ(lints(good.substr(0, good.find("variants:"))), "");
    ASSERT_EQ(m_figures[0].variants.size(), 1U);
    EXPECT_EQ(m_figures[0].variants[0].code, "");
}

TEST_F(ReadFigures, AMistakeStandsAtItsPlaceWithItsRemedy) {
    const auto unknown = with("numerator: \"status = '3'\"", "numerator: \"staus = '3'\"");
    EXPECT_TRUE(unknown.starts_with("mappings/figures/k08.yaml:13:13: ")) << unknown;
    EXPECT_TRUE(has(unknown, "status")) << unknown;
    EXPECT_TRUE(has(with("municipal.programme", "municipal.programe"), "did you mean 'municipal.programme'?"));
    EXPECT_TRUE(has(with("order: [valid_to, case_ref]", "order: [valid_too]"), "did you mean 'valid_to'?"));
    EXPECT_TRUE(has(with("take: last", "take: lst"), "did you mean 'last'?"));
    EXPECT_TRUE(has(with("months: [12]", "months: [13]"), "'13' is not a month"));
    EXPECT_TRUE(has(with("from: valid_from", "from: status"), "is no date"));
    EXPECT_TRUE(has(with("decimals: 1", "decimals: 3"), "0 to 2 digits"));
    EXPECT_TRUE(has(with("unit: percent\n", ""), "unit"));
    EXPECT_TRUE(has(with("statement: programme_end\n", ""), "statement"));
    EXPECT_TRUE(has(with("programme_end", "programme_and"), "did you mean 'programme_end'?"));
    EXPECT_TRUE(has(with("programme_end", "training_hours"),
                    "the last word about 'training_hours' has municipal.training, not municipal.programme"));
    EXPECT_TRUE(has(with("statistic: share\n", ""), "statistic is missing"));
    EXPECT_TRUE(has(with("statistic: share", "statistic: mean_months"), "waiting is missing"));
    EXPECT_TRUE(has(with("numerator:", "numerater:"), "did you mean 'numerator'?"));
    EXPECT_TRUE(has(with("valid_to > $period and valid_to <= add_months($period, 12)", "valid_to is not null"),
                    "does not ask for the year"));
}

TEST_F(ReadFigures, WhatDatabasesAnswerEachInItsWayIsRefused) {
    for (const char* asked : {"days_between(valid_from, valid_to) > 90", "length(case_ref) = 4", "hours > 3",
                              "case when status = '3' then true end", "coalesce(status, '1') = '3'"}) {
        const auto told = with("status in ('3', '4')", asked);
        EXPECT_TRUE(has(told, "mappings/figures/k08.yaml:10:")) << asked << ": " << told;
    }
    EXPECT_EQ(with("status in ('3', '4')",
                   "not (valid_from between date 2008-01-01 and valid_to) or valid_to is null or status = case_ref"),
              "");
}

TEST_F(ReadFigures, AllMistakesOfAFileAreTold) {
    std::string text = good;
    text.replace(text.find("unit: percent"), 13, "unti: percent");
    text.replace(text.find("take: last"), 10, "take: most");
    const auto told = lints(text);
    EXPECT_GE(std::count(told.begin(), told.end(), '\n'), 2) << told;
}

TEST(Rounding, AHalfGoesAwayFromZeroOnce) {
    EXPECT_EQ(rounded(100, 3, 1), 3330);  // 33.33.. -> 33.3, in hundredths
    EXPECT_EQ(rounded(100, 8, 0), 1300);  // 12.5 -> 13
    EXPECT_EQ(rounded(-100, 8, 0), -1300);
    EXPECT_EQ(rounded(1249, 100, 1), 1250);              // 12.49 -> 12.5
    EXPECT_EQ(rounded(1245, 100, 1), 1250);              // 12.45 -> 12.5 and not 12.4
    EXPECT_EQ(rounded(77LL * 10'000, 304'375, 2), 253);  // 77 days are 2.53 months
    EXPECT_EQ(rounded(5, 0, 1), std::nullopt);
}

}  // namespace
}  // namespace tilsig::figures
