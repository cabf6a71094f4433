// The real files: each loads by one command into both databases, with the rows that are known to be in it.
#include <gtest/gtest.h>

#include <filesystem>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::filesystem::path reference = TILSIG_SOURCE_DIR "/../shared/reference";

class RealFile : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        if (!std::filesystem::exists(reference))
            GTEST_SKIP() << "../shared/reference is absent: the real files cannot be read";
        m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }
    Answer run(const std::string& feed, const std::string& file, const std::string& period = "all") {
        return m_here->tilsig("run", {feed, "--period", period, "--from", (reference / file).string(), "--json"});
    }
    std::string query(const std::string& sql) { return m_here->query(sql); }
    std::unique_ptr<Installation> m_here;
};

TEST_P(RealFile, SettlementCrosstabGivesEveryFilledCellAFactOrAReason) {
    const auto answer = run("imdi.settlement", "imdi/imdi_bosatt_anmodede_1995_2022.crosstab.latin1.csv");
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    const auto records = answer.json().at("records");
    EXPECT_EQ(records.at("read"), 490 * 280);
    EXPECT_EQ(records.at("filtered_by_reason").at("empty_cell"), 63498);
    EXPECT_EQ(records.at("accepted"), 38910 + 33321 + 1447 + 24);
    EXPECT_EQ(query("SELECT count(*) FROM fact_settlement WHERE value IS NOT NULL AND missing_reason IS NULL"),
              "38910\n");
    EXPECT_EQ(query("SELECT missing_reason, count(*) FROM fact_settlement WHERE value IS NULL GROUP BY missing_reason "
                    "ORDER BY missing_reason"),
              "not_applicable|33321\nnot_computable|24\nsuppressed|1447\n");
    // Seen in the file by eye: the first cell of Halden, the code that Moss had until 2019.
    const std::string twenty = GetParam() == TestEngine::sqlite ? "20000000000\n" : "20.000000000\n";
    EXPECT_EQ(query("SELECT value FROM fact_settlement WHERE municipality_code = '3001' AND measure = 'requested' AND "
                    "unit = 'persons' AND year_start = '1995-01-01'"),
              twenty);
    EXPECT_EQ(query("SELECT count(DISTINCT municipality_code) FROM fact_settlement WHERE municipality_code IN ('3001', "
                    "'0104')"),
              "2\n");
    // IMDi's own figures for 2008 (DOMAIN K44): requests sum to 5 710, decisions to 4 925.
    const std::string integer = GetParam() == TestEngine::mariadb ? "signed" : "bigint";
    const std::string sum = m_here->query("SELECT measure, CAST(sum(value) AS " + integer +
                                          ") FROM fact_settlement WHERE year_start = '2008-01-01' AND unit = 'persons' "
                                          "AND measure IN ('requested', 'decided') GROUP BY measure ORDER BY measure");
    const std::string scale = GetParam() == TestEngine::sqlite ? "000000000" : "";
    EXPECT_EQ(sum, "decided|4925" + scale + "\nrequested|5710" + scale + "\n");
}

TEST_P(RealFile, PopulationIsHeldUntilSomebodyAnswersForTheSevenMissingMunicipalities) {
    const auto answer = run("ssb.population_file", "ssb/ssb_07459_population_2005_2009.tab.latin1.csv");
    ASSERT_EQ(answer.exit_code, 3) << answer.out << answer.err;
    EXPECT_EQ(answer.json().at("records").at("read"), 50456 * 5);
    EXPECT_EQ(query("SELECT count(*) FROM fact_population"), "0\n");
    for (const char* code : {"0706", "0719", "0720", "1723", "1729", "1901", "1915"}) {
        EXPECT_NE(answer.out.find(code), std::string::npos) << "the run names " << code;
    }
    const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
    ASSERT_EQ(holds.size(), 1U);
    const auto released = m_here->tilsig("hold", {"release", std::to_string(holds[0].at("hold").get<int>()), "--reason",
                                                  "the file is cut by codes of 2017"});
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(query("SELECT count(*) FROM fact_population"), std::to_string(50456 * 5) + "\n");
    EXPECT_EQ(query("SELECT persons FROM fact_population WHERE municipality_code = '0101' AND age = '000' AND "
                    "year_start = '2008-01-01'"),
              "309\n");
    EXPECT_EQ(query("SELECT state FROM ops_hold"), "released\n");
    EXPECT_NE(query("SELECT waiver FROM ops_hold").find("2017"), std::string::npos);
}

TEST_P(RealFile, JsonStatTableKeepsWhyACellIsEmpty) {
    const auto answer = run("ssb.culture_distance", "ssb/pxweb_05300_jsonstat2.json");
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(query("SELECT count(*) FROM fact_culture_distance"), "432\n");
    EXPECT_EQ(query("SELECT count(*) FROM fact_culture_distance WHERE percent IS NULL AND missing_reason IS NOT NULL"),
              "28\n");
    EXPECT_EQ(query("SELECT percent FROM fact_culture_distance WHERE distance = '01' AND venue = '01' AND year_start = "
                    "'1991-01-01'"),
              "16\n");
}

TEST_P(RealFile, RegionEditionsLoadWithTheirFaultsNamed) {
    EXPECT_EQ(run("imdi.region_edition", "imdi/regioninndeling-fylker-kommuner.semi-crlf.csv", "2016").exit_code, 2);
    const auto edition = run("imdi.region_edition", "imdi/regioninndeling-fylker-kommuner.2017.csv", "2017");
    EXPECT_EQ(edition.exit_code, 2) << edition.out << edition.err;
    EXPECT_EQ(run("imdi.region_edition", "imdi/regioninndeling-fylker-kommuner.2018-12.bom.csv", "2018").exit_code, 2);
    // The report's county rule puts Sirdal (Vest-Agder) into Sør; the file says Vest.
    EXPECT_EQ(query("SELECT region_published, region_declared FROM bridge_region_edition WHERE municipality_code = "
                    "'1046' AND edition_year = 2017"),
              "vest|sor\n");
    EXPECT_EQ(query("SELECT DISTINCT county_code FROM bridge_region_edition WHERE municipality_code = '0101'"), "01\n")
        << "lost leading zeros are back";
    EXPECT_EQ(query("SELECT count(DISTINCT region_published) FROM bridge_region_edition WHERE edition_year = 2018 AND "
                    "region_published <> 'none'"),
              "6\n")
        << "spelling variants are one region each";
}

TEST_P(RealFile, InvalidJsonIsRefusedWithItsLine) {
    const auto answer = run("ssb.municipality", "imdi/cardPages.invalid-nbsp.json");
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_NE(answer.out.find("1842"), std::string::npos) << answer.out;
}

TILSIG_ON_EVERY_ENGINE(RealFile);

TEST(RealFiles, GiveTheSameContentOnEveryEngine) {
    TILSIG_NEED_POSTGRES();
    TILSIG_NEED_MARIADB();
    if (!std::filesystem::exists(reference))
        GTEST_SKIP() << "../shared/reference is absent: the real files cannot be read";
    std::map<TestEngine, std::map<std::string, std::string>> sums;
    for (const auto engine : {TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb}) {
        const Installation here(engine, nullptr);
        for (const auto& [feed, file] : std::map<std::string, std::string>{
                 {"imdi.settlement", "imdi/imdi_bosatt_anmodede_1995_2022.crosstab.latin1.csv"},
                 {"ssb.culture_distance", "ssb/pxweb_05300_jsonstat2.json"}}) {
            ASSERT_EQ(here.tilsig("run", {feed, "--from", (reference / file).string()}).exit_code, 0);
        }
        sums[engine] = here.checksums();
    }
    EXPECT_EQ(sums[TestEngine::sqlite], sums[TestEngine::postgresql]);
    EXPECT_EQ(sums[TestEngine::sqlite], sums[TestEngine::mariadb]);
}

}  // namespace
}  // namespace tilsig::test
