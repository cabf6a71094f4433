// IMDi's crosstabs in small: three and four header rows, hidden, missing and impossible cells, a code that had ended.
// Figures are made up.
#include <gtest/gtest.h>

#include "scenarios/imdi_files.hpp"

namespace tilsig::test {
namespace {

class ImdiCrosstab : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    /// Loads the fixture of a feed, compares every row and returns the answer.
    Answer load(const Crosstab& table) {
        auto answer = m_here->tilsig("run", {"imdi." + table.feed, "--from",
                                             standin_data("index/imdi/" + table.feed + ".csv").string(), "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        const auto expected = unmarked(expected_rows("imdi_" + table.feed));
        EXPECT_EQ(answer.json().at("records").at("accepted"), expected.size());
        EXPECT_EQ(crosstab_rows(*m_here, table), expected);
        return answer;
    }
    std::unique_ptr<Installation> m_here;
};

TEST_P(ImdiCrosstab, ImmigrantsByReasonNameTheCodeThatHadEnded) {
    const auto answer = load(immigrant_reason);
    // Trondheim's old code for 2018 and 2021: 36 columns each. Halden's new code for 2018 is how such exports are
    // written.
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"INN-K001", 72}}));
}

TEST_P(ImdiCrosstab, LengthOfStayNamesTheColumnsWithoutALabel) {
    const auto answer = load(residence);
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"BOT-F004", 12}}));
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_immigrant_residence WHERE residence = 'undefined'"), "12\n")
        << "loaded under the name that says so";
}

TEST_P(ImdiCrosstab, SettlementOfMinorsNamesSmallNumbersThatShowInAHiddenSeries) {
    const auto answer = load(settlement_minor);
    EXPECT_EQ(flags_of(answer), (std::map<std::string, int>{{"BEM-R003", 1}}));
    EXPECT_NE(m_here->query("SELECT count(*) FROM fact_settlement_minor WHERE missing_reason = 'suppressed'"), "0\n");
}

TEST_P(ImdiCrosstab, UpperSecondaryIsByCounty) {
    EXPECT_TRUE(flags_of(load(upper_secondary)).empty());
    EXPECT_EQ(m_here->query("SELECT count(DISTINCT county_code) FROM fact_upper_secondary"), "3\n");
}

TEST_P(ImdiCrosstab, ALabelNobodyKnowsIsNoFact) {
    std::string bytes = read_file(standin_data("index/imdi/upper_secondary.csv"));
    for (std::size_t at = 0; (at = bytes.find("Bakgrunn: Innvandrere", at)) != std::string::npos; ++at)
        bytes.replace(at + 10, 11, "Innvandrar ");
    const auto answer =
        m_here->tilsig("run", {"imdi.upper_secondary", "--from", m_here->file("other.csv", bytes), "--json"});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("records").at("rejected_by_rule").at("MAP-F001"), 36);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_upper_secondary WHERE background = 'immigrants'"), "0\n");
}

TILSIG_ON_EVERY_ENGINE(ImdiCrosstab);

}  // namespace
}  // namespace tilsig::test
