// Real files of SSB, NAV and IMDi: each becomes a proposal that passes unchanged and takes every record of its file.
#include <gtest/gtest.h>

#include "scenarios/init_installation.hpp"

namespace tilsig::test {
namespace {

const std::filesystem::path folder = TILSIG_SOURCE_DIR "/../shared/reference";

class InitReference : public InitStory {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder))
            GTEST_SKIP() << "../shared/reference is absent: the real files cannot be read";
        InitStory::SetUp();
    }
    static nlohmann::json field(const nlohmann::json& proposal, const std::string& name) {
        for (const auto& field : proposal.at("fields"))
            if (field.at("name") == name) return field;
        return {{"type", "no such field"}, {"code_list", nullptr}};
    }
};

TEST_P(InitReference, RealFilesBecomeProposalsThatPass) {
    const std::map<std::string, std::string> samples{
        {"imdi/regioninndeling-fylker-kommuner.semi-crlf.csv", "region_now"},
        {"imdi/regioninndeling-fylker-kommuner.2018-12.bom.csv", "region_2018"},
        {"imdi/regioninndeling-kommuner-bydeler.csv", "district_region"},
        {"imdi/imdi_anmodninger_2022_telemark.utf8bom.csv", "request"},
        {"imdi/imdi_bosatte_enslige_mindrearige_2014_2022.crosstab.latin1.csv", "minor"},
        {"imdi/imdi_befolkning_botid_2014_2022.crosstab.latin1.csv", "stay"},
        {"imdi/fylker.json", "county_json"},
        {"nav/arbeidsledighet_2010_april.csv", "april"},
        {"nav/nav_kontor_enhetsnr.csv", "office"},
        {"nav/nav_Arbeidsledighet_2025-02-05.xlsx", "workbook"},
        {"klass/klass131_changes.csv", "change"},
        {"klass/landkoder_ssb3_2019.csv", "country"},
        {"ssb/ssb_07459_population_2005_2009.tab.latin1.csv", "population"},
        {"ssb/pxweb_05300_jsonstat2.json", "jsonstat"},
        {"imdi/imdi_videregaende_fullfort_2009_2019.crosstab.latin1.csv", "school"},
        {"imdi/kommuner.json", "municipality_json"},
        {"nav/arbeidsledighet_2023_mai.csv", "may"},
        {"nav/nav_Nedsatt_arbeidsevne_2025-02-17.xlsx", "capacity"},
        {"klass/api_samples/klass19_maritalstatus_response.json", "marital"},
        {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2020.csv", "codes_2020"},
        {"kostra/file_description_11CF_2025.json", "description"}};
    for (const auto& [path, name] : samples) {
        const auto proposed = init("sample." + name, (folder / path).string());
        EXPECT_EQ(proposed.exit_code, 0) << path << proposed.out << proposed.err;
        // The first feed brings the source; the others must not touch it.
    }
    expect_declarations_pass();
    for (const auto& [path, name] : samples) expect_preview_takes_all("sample." + name, (folder / path).string());
}

TEST_P(InitReference, TypesAgreeWithTheContractsMadeByHand) {
    const auto regions =
        init("sample.region", (folder / "imdi/regioninndeling-fylker-kommuner.semi-crlf.csv").string(), {"--json"});
    EXPECT_EQ(field(regions.json(), "kommunenr").at("code_list"), "municipality");
    const auto april =
        init("sample.april", (folder / "nav/arbeidsledighet_2010_april.csv").string(), {"--json"}).json();
    // nav.unemployment_county: decimals rounded, the year an integer, the month a text of its list.
    // A count that is written 7793.0 is a decimal of scale 0 there: the same values.
    EXPECT_EQ(field(april, "antall").at("type"), "integer");
    EXPECT_EQ(field(april, "prosent_av_arbeidsstyrken").at("type"), "decimal");
    EXPECT_EQ(field(april, "aar").at("type"), "integer");
    const auto population =
        init("sample.population", (folder / "ssb/ssb_07459_population_2005_2009.tab.latin1.csv").string(), {"--json"})
            .json();
    // ssb.population_file: cells of code and name, one record per year, the same key.
    EXPECT_EQ(field(population, "region_code").at("code_list"), "municipality");
    EXPECT_EQ(field(population, "year").at("type"), "integer");
    EXPECT_EQ(field(population, "value").at("type"), "integer");
    EXPECT_EQ(population.at("key").at("fields"), nlohmann::json::array({"region_code", "age", "year"}));
    const auto minors =
        init("sample.minor", (folder / "imdi/imdi_bosatte_enslige_mindrearige_2014_2022.crosstab.latin1.csv").string(),
             {"--json"})
            .json();
    // imdi.settlement_minor: region, measure, unit and year make the key.
    EXPECT_EQ(minors.at("key").at("fields").size(), 4U) << minors.at("key");
    EXPECT_EQ(field(minors, "value").at("type"), "decimal");
}

// Each was refused, or proposed with a wrong key, a lost label or a heading for a record.
TEST_P(InitReference, FilesThatWereTakenWronglyAreRight) {
    const auto proposed = [&](const std::string& path) {
        const auto answer = init("sample.one", (folder / path).string(), {"--json"});
        EXPECT_EQ(answer.exit_code, 0) << path << answer.err;
        return answer.json();
    };
    const auto key = [](const nlohmann::json& proposal) {
        return proposal.at("key").at("fields").get<std::vector<std::string>>();
    };
    using Key = std::vector<std::string>;
    EXPECT_EQ(key(proposed("imdi/imdi_videregaende_fullfort_2009_2019.crosstab.latin1.csv")),
              (Key{"region", "bakgrunn", "kjoenn", "enhet", "year"}));
    EXPECT_EQ(key(proposed("imdi/imdi_befolkning_botid_2014_2022.crosstab.latin1.csv")),
              (Key{"region", "botid_i_norge", "verdensregion", "enhet", "year"}));
    EXPECT_EQ(key(proposed("imdi/imdi_anmodninger_2022_telemark.utf8bom.csv")), (Key{"aar", "kommune"}));
    EXPECT_EQ(key(proposed("nav/arbeidsledighet_2010_april.csv")), (Key{"fylke", "aar", "maaned"}));
    const auto may = proposed("nav/arbeidsledighet_2023_mai.csv");
    EXPECT_EQ(may.at("records"), 13) << "the heading 'Mai 2023' is no county, nor is one without figures";
    EXPECT_EQ(key(may), (Key{"fylke", "aar", "maaned"}));
    const auto marital = proposed("klass/api_samples/klass19_maritalstatus_response.json");
    EXPECT_EQ(key(marital), Key{"code"});
    EXPECT_EQ(field(marital, "code").at("type"), "text");
    EXPECT_EQ(field(proposed("imdi/kommuner.json"), "code").at("code_list"), "municipality");
    const auto codes = proposed("klass/ssb_downloads_2013_2020/ssb_kommunekoder_2020.csv");
    EXPECT_EQ(codes.at("records"), 357);
    EXPECT_EQ(field(codes, "code").at("code_list"), "municipality");
    EXPECT_EQ(key(proposed("kostra/file_description_11CF_2025.json")), Key{"name"});
}

TILSIG_ON_ENGINES(InitReference, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
