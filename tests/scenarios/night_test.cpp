// A whole night as a user sees it: due units, one verdict, figures for BI, one fact traced, nothing new the second
// time.
#include <gtest/gtest.h>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

class Night : public OnEveryEngine {};

std::string reports(const std::string& month) { return "kommunenr;maaned;bosatte\n5001;" + month + ";14\n"; }

TEST_P(Night, LoadsEveryDueUnitAndClosesWithOneVerdict) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    here.deliver("k1601", "bosatte-1.csv", reports("2026-10-01"));
    const auto answer = here.tilsig("night", {"--all", "--json", "--quiet"});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    const auto night = answer.json();
    EXPECT_EQ(night.at("verdict"), "good");
    EXPECT_GT(night.at("load_seq").get<int>(), 0);
    EXPECT_EQ(here.query("SELECT settled FROM rpt_settlement_report WHERE municipality_code = '5001'"), "14\n");
}

TEST_P(Night, GivesTheMunicipalitiesOfEveryYear) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    ASSERT_EQ(here.tilsig("night", {"--quiet", "--feed", "ssb.municipality", "--feed", "ssb.municipality_change",
                                    "--feed", "derived.municipality_target"})
                  .exit_code,
              0);
    const auto counted = [&](const std::string& day) {
        return here.query("SELECT count(DISTINCT municipality_code) FROM rpt_municipality WHERE valid_from <= '" + day +
                          "' AND (valid_to IS NULL OR valid_to > '" + day +
                          "') AND municipality_code <> '9999' AND dim_municipality_key > 0");
    };
    EXPECT_EQ(counted("2006-01-01"), "431\n");
    EXPECT_EQ(counted("2008-01-01"), "430\n");
    EXPECT_EQ(counted("2012-01-01"), "429\n");
    EXPECT_EQ(counted("2013-01-01"), "428\n");
    EXPECT_EQ(counted("2017-01-01"), "426\n");
    EXPECT_EQ(counted("2018-01-01"), "422\n");
    EXPECT_EQ(counted("2020-01-01"), "356\n");
    EXPECT_EQ(counted("2024-01-01"), "357\n");
    EXPECT_EQ(here.query("SELECT DISTINCT target_code FROM rpt_municipality_target WHERE municipality_code = '1534' "
                         "AND target_year = 2024"),
              "1580\n");
    EXPECT_EQ(here.query("SELECT DISTINCT refusal FROM rpt_municipality_target WHERE municipality_code = '1507' AND "
                         "target_year = 2024"),
              "split_without_key\n");
}

TEST_P(Night, GivesParallelNamesFromTheirDateOn) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    ASSERT_EQ(here.tilsig("night", {"--quiet", "--feed", "ssb.municipality"}).exit_code, 0);
    const auto name = [&](const std::string& code, const std::string& day) {
        return here.query("SELECT name FROM rpt_municipality WHERE municipality_code = '" + code +
                          "' AND valid_from <= '" + day + "' AND (valid_to IS NULL OR valid_to > '" + day + "')");
    };
    EXPECT_EQ(name("0301", "2025-12-31"), "Oslo\n");
    EXPECT_EQ(name("0301", "2026-01-01"), "Oslo - Oslove\n");
    EXPECT_EQ(name("5006", "2026-01-01"), "Steinkjer - Stïentje\n");
    EXPECT_EQ(name("5536", "2026-01-01"), "Lyngen - Ivgu - Yykeä\n");
}

TEST_P(Night, GivesTheIsoCodeOfEveryCountry) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    const auto night = here.tilsig("night", {"--quiet", "--feed", "ssb.country", "--feed", "ssb.country_iso"});
    ASSERT_EQ(night.exit_code, 0) << night.out << night.err;
    EXPECT_EQ(here.query("SELECT count(*) FROM rpt_country_iso"), "245\n");
    // 404 is Kenya in ISO's own numbers: whoever takes one for the other moves Afghans to Kenya.
    EXPECT_EQ(here.query("SELECT alpha3_code FROM rpt_country_iso WHERE country_code = '404'"), "AFG\n");
    EXPECT_EQ(here.query("SELECT d.name FROM rpt_country_iso b JOIN dim_country d ON d.dim_country_key = b.country_key "
                         "WHERE b.alpha3_code = 'KEN'"),
              "Kenya\n");
    EXPECT_EQ(here.query("SELECT count(*) FROM rpt_country_iso WHERE country_key < 0"), "0\n")
        << "every code is a country of KLASS 91";
    const auto answer = here.tilsig(
        "explain", {"bridge_country_iso", "country_code=161", "alpha3_code=XXK", "valid_from=2022-01-01", "--json"});
    ASSERT_EQ(answer.exit_code, 0) << answer.err;
    const auto trace = answer.json();
    EXPECT_EQ(trace.at("row").at("alpha3_code"), "XXK");
    EXPECT_NE(trace.at("bytes").get<std::string>().find("Kosovo"), std::string::npos) << trace.at("bytes");
}

TEST_P(Night, FindsNothingNewTheSecondTimeAndChangesNothing) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    ASSERT_EQ(here.tilsig("night", {"--all", "--quiet"}).exit_code, 0);
    const auto before = here.checksums();
    const auto loads = here.query("SELECT max(load_seq) FROM ops_load");
    const auto second = here.tilsig("night", {"--all", "--json", "--quiet"});
    ASSERT_EQ(second.exit_code, 0) << second.out << second.err;
    for (const auto& unit : second.json().at("units")) {
        // What is made of persons is not made where nobody delivered any.
        const bool of_nothing = unit.at("message").get<std::string>().find("was never loaded") != std::string::npos;
        EXPECT_EQ(unit.at("outcome"), of_nothing ? "skipped" : "nothing_new") << unit;
    }
    EXPECT_EQ(here.checksums(), before);
    EXPECT_EQ(here.query("SELECT max(load_seq) FROM ops_load"), loads);
}

TEST_P(Night, OneBadSourceDelaysNobody) {
    const StandIn standin;
    standin.misbehave("html", "/api/klass/v1/classifications/104", -1);
    const Installation here(GetParam(), &standin);
    const auto answer = here.tilsig("night", {"--all", "--json", "--quiet"});
    EXPECT_EQ(answer.exit_code, 1) << answer.out << answer.err;
    for (const auto& unit : answer.json().at("units")) {
        const bool bad = unit.at("unit").get<std::string>().starts_with("ssb.county/");
        EXPECT_EQ(unit.at("outcome") == "failed", bad) << unit;
    }
    EXPECT_EQ(here.query("SELECT count(*) FROM dim_county WHERE dim_county_key > 0"), "0\n");
    EXPECT_NE(here.query("SELECT count(*) FROM dim_district WHERE dim_district_key > 0"), "0\n")
        << "what comes after it runs all the same";
    standin.clear();
    EXPECT_EQ(here.tilsig("night", {"--all", "--quiet"}).exit_code, 0) << "the next night is green by itself";
    EXPECT_NE(here.query("SELECT count(*) FROM dim_county WHERE dim_county_key > 0"), "0\n");
}

TEST_P(Night, BiReadsAsOfTheLastClosedNight) {
    const Installation here(GetParam(), nullptr);
    const auto settlement = standin_data("index/imdi/settlement.csv").string();
    ASSERT_EQ(here.tilsig("run", {"imdi.settlement", "--from", settlement}).exit_code, 0);
    EXPECT_NE(here.query("SELECT count(*) FROM fact_settlement"), "0\n");
    EXPECT_EQ(here.query("SELECT count(*) FROM rpt_settlement"), "0\n") << "no night was closed yet";
    ASSERT_EQ(here.tilsig("night", {"--quiet", "--feed", "municipal.settled"}).exit_code, 0);
    EXPECT_EQ(here.query("SELECT count(*) FROM rpt_settlement"), here.query("SELECT count(*) FROM fact_settlement"));
}

TEST_P(Night, TracesOneFactToItsBytes) {
    const Installation here(GetParam(), nullptr);
    ASSERT_EQ(
        here.tilsig("run", {"imdi.settlement", "--from", standin_data("index/imdi/settlement.csv").string()}).exit_code,
        0);
    const auto answer = here.tilsig("explain", {"fact_settlement", "municipality_code=0301", "measure=actual",
                                                "unit=persons", "year_start=2023-01-01", "--json"});
    ASSERT_EQ(answer.exit_code, 0) << answer.err;
    const auto trace = answer.json();
    // The witness: the cell by its place in the file, read without any of our decoders.
    const std::string bytes = read_file(standin_data("index/imdi/settlement.csv"));
    EXPECT_EQ(bytes.substr(trace.at("offset"), trace.at("length")), trace.at("bytes"));
    EXPECT_EQ(trace.at("bytes").get<std::string>() + ".000000000", trace.at("row").at("value"));
    const auto line_start = bytes.rfind('\n', trace.at("offset").get<std::size_t>()) + 1;
    EXPECT_EQ(bytes.substr(line_start, 6), "K0301;");
}

TILSIG_ON_EVERY_ENGINE(Night);

TEST(EveryEngine, HoldsTheSameContentAfterTheSameNight) {
    TILSIG_NEED_POSTGRES();
    TILSIG_NEED_MARIADB();
    const StandIn standin;
    std::map<TestEngine, std::map<std::string, std::string>> sums;
    for (const auto engine : {TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb}) {
        const Installation here(engine, &standin);
        here.deliver("k1601", "bosatte-1.csv", reports("2026-10-01"));
        ASSERT_EQ(here.tilsig("night", {"--all", "--quiet"}).exit_code, 0);
        sums[engine] = here.checksums();
    }
    EXPECT_EQ(sums[TestEngine::sqlite], sums[TestEngine::postgresql]);
    EXPECT_EQ(sums[TestEngine::sqlite], sums[TestEngine::mariadb]);
    EXPECT_GT(sums[TestEngine::sqlite].size(), 8U);
}

}  // namespace
}  // namespace tilsig::test
