// The small tables of the annual report for 2008: the figures it prints are facts, and where it contradicts itself a
// flag says so.
#include <gtest/gtest.h>

#include "scenarios/imdi_files.hpp"

namespace tilsig::test {
namespace {

class AnnualReport : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    Answer load(const std::string& feed) {
        return load_from(feed, TILSIG_SOURCE_DIR "/tests/scenarios/report_2008/" + feed + ".csv");
    }
    Answer load_from(const std::string& feed, const std::string& file) {
        auto answer = m_here->tilsig("run", {"imdi." + feed, "--period", "2008", "--from", file, "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return answer;
    }
    std::string query(const std::string& sql) { return m_here->query(sql); }
    std::unique_ptr<Installation> m_here;
};

TEST_P(AnnualReport, EveryBudgetPostAddsUpAndTheSumsAreNoRows) {
    const auto answer = load("budget_post");
    EXPECT_TRUE(flags_of(answer).empty()) << answer.out;
    EXPECT_EQ(answer.json().at("records").at("filtered_by_reason").at("total"), 2);
    EXPECT_EQ(query("SELECT count(*), sum(allotted), sum(available) FROM fact_budget_post WHERE chapter = '651'"),
              "8|4255800|4226037\n");
    EXPECT_EQ(query("SELECT available FROM fact_budget_post WHERE chapter = '650'"), "157764\n");
}

TEST_P(AnnualReport, ARowThatDoesNotAddUpIsFlaggedAndKept) {
    std::string bytes = read_file(TILSIG_SOURCE_DIR "/tests/scenarios/report_2008/budget_post.csv");
    bytes.replace(bytes.find("-800;-;29200"), 12, "-800;-;30800");
    const auto answer = load_from("budget_post", m_here->file("changed.csv", bytes));
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"BUD-R001", 1}}));
    EXPECT_EQ(query("SELECT available FROM fact_budget_post WHERE post = '62'"), "30800\n");
}

TEST_P(AnnualReport, PrintedFiguresStayAsPrintedAndWhatCannotBeComputedIsFlagged) {
    const auto answer = load("quoted_figure");
    // K24 (28 % for 40.1 %), K26 by what was available, K39 (13 employees in no unit); K25 and K30 truncated.
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"SIT-R002", 3}, {"SIT-R003", 2}}));
    std::vector<std::string> flagged;
    for (const auto& finding : answer.json().at("findings"))
        flagged.push_back(finding.at("code").get<std::string>() + " line " +
                          std::to_string(finding.at("place").at("line").get<int>()));
    std::sort(flagged.begin(), flagged.end());
    EXPECT_EQ(flagged, (std::vector<std::string>{"SIT-R002 line 10", "SIT-R002 line 21", "SIT-R002 line 7",
                                                 "SIT-R003 line 14", "SIT-R003 line 8"}));
    EXPECT_EQ(query("SELECT part, whole FROM fact_quoted_figure WHERE figure = 'K24'"), "248|177\n");
    const std::string printed = query("SELECT printed FROM fact_quoted_figure WHERE figure = 'K24'");
    EXPECT_EQ(printed, GetParam() == TestEngine::sqlite ? "2800\n" : "28.00\n");
}

TEST_P(AnnualReport, CasesAndPersonsStandApartAndSmallNumbersAreFlagged) {
    const auto answer = load("case_count");
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"SAK-R003", 1}}));
    EXPECT_EQ(query("SELECT cases, persons, women, men, sex_unknown FROM fact_case_count WHERE service = 'adviser' AND "
                    "category = 'all'"),
              "381|391|282|107|2\n");
    EXPECT_EQ(query("SELECT sum(cases), sum(persons) FROM fact_case_count WHERE service = 'competence_team' AND "
                    "category = 'all'"),
              "645|712\n");
}

TEST_P(AnnualReport, InterpretersAndCeremoniesAreLoaded) {
    EXPECT_TRUE(flags_of(load("interpreter")).empty());
    EXPECT_TRUE(flags_of(load("ceremony")).empty());
    EXPECT_EQ(query("SELECT count(*) FROM fact_interpreter WHERE measure IN ('interpreters', 'languages', "
                    "'qualified_percent')"),
              "3\n");
    EXPECT_EQ(query("SELECT participants, invited_missing FROM fact_ceremony WHERE county_code = '00'"),
              "2070|not_stated\n");
}

TEST_P(AnnualReport, ALaterReportDoesNotReplaceWhatAnEarlierPrinted) {
    (void)load("case_count");
    const auto answer =
        m_here->tilsig("run", {"imdi.case_count", "--period", "2009", "--from",
                               m_here->file("2009.csv",
                                            "Oppdiktet\ntjeneste;fra;til;kategori;saker;personer;kvinner;menn;ukjent\n"
                                            "competence_team;2008-01-01;2009-01-01;all;250;270;-;-;-\n")});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(query("SELECT report_year, cases FROM fact_case_count WHERE category = 'all' AND period_from = "
                    "'2008-01-01' ORDER BY report_year"),
              "2008|248\n2009|250\n");
}

TILSIG_ON_EVERY_ENGINE(AnnualReport);

}  // namespace
}  // namespace tilsig::test
