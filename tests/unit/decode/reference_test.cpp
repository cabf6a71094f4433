// Every CSV and JSON file of the reference data either decodes whole, with its known number of records, or is refused
// where it is wrong. Skipped, visibly, when the reference folder is not there.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

const std::filesystem::path root = std::filesystem::path(TILSIG_SOURCE_DIR) / ".." / "shared" / "reference";

std::string read_reference(const std::string& name) {
    std::ifstream file(root / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// What a file is read as, and what comes out of it.
struct Case {
    std::string name;
    char delimiter;
    catalog::Encoding encoding;
    std::vector<std::string> fields;
    std::size_t records;
    int trailing_empty = 0;
    bool unended = false;
};

constexpr auto utf8 = catalog::Encoding::utf8;
constexpr auto latin1 = catalog::Encoding::iso_8859_1;
constexpr auto cp1252 = catalog::Encoding::windows_1252;

const std::vector<Case> tables{
    {"imdi/imdi_anmodninger_2022_telemark.utf8bom.csv",
     ',',
     utf8,
     {"Bosetting", "År", "Kommune", "Verdi"},
     23,
     0,
     true},
    {"imdi/imdi_tables_dimensions.csv", ';', utf8, {"page", "tableName", "allowed_values"}, 100},
    {"imdi/regioninndeling-fylker-kommuner.2017.csv",
     ',',
     utf8,
     {"Kommunenr", "IMDiRegion", "Næringsregion_ navn"},
     431},
    {"imdi/regioninndeling-fylker-kommuner.2018-12.bom.csv",
     ',',
     utf8,
     {"Kommunenr", "IMDiRegion", "Næringsregion_navn"},
     518,
     3},
    {"imdi/regioninndeling-fylker-kommuner.semi-crlf.csv",
     ';',
     utf8,
     {"Kommunenr", "Sentralitet_kat_2008"},
     430,
     1,
     true},
    {"imdi/regioninndeling-kommuner-bydeler.csv", ',', utf8, {"bydelsnr", "IMDiRegion"}, 18, 0, true},
    {"ssb/ssb_07459_population_2005_2009.tab.latin1.csv", '\t', latin1, {"region", "age", "Persons 2008"}, 50456},
    {"klass/fhi_norway_locations.csv", ';', utf8, {"year_start", "municip_code", "faregion_code"}, 738},
    {"klass/fhi_norway_locations_ward.csv", ';', utf8, {"ward_code", "municip_name"}, 50},
    {"klass/fylker_2008_2026.csv", ';', utf8, {"code", "imdi_region_2008"}, 34},
    {"klass/klass131_changes.csv", ';', utf8, {"changeOccurred", "oldCode", "kind"}, 2164},
    {"klass/klass131_code_variants.csv", ';', utf8, {"code", "validTo"}, 2000},
    {"klass/klass131_forward_2006plus_to_2024.csv", ';', utf8, {"code", "path"}, 857},
    {"klass/klass131_snapshots_2006_2025.csv", ';', utf8, {"year", "code", "name"}, 8151},
    {"klass/kostra_kommuneliste_2022_2026.csv", ';', utf8, {"code", "2022", "2026"}, 472},
    {"klass/landkoder_klass552_with_predecessors.csv", ';', utf8, {"iso3", "name", "notes"}, 274},
    {"klass/landkoder_ssb3_2019.csv", ';', utf8, {"ssb3", "iso2_mapped"}, 245},
    {"klass/ssb_kommuner_1994_2024.csv", ';', utf8, {"GRUPPEKODE", "TEKST"}, 862},
    {"klass/ssb_downloads_2013_2020/alle_kommunenummer_fra2013_til2020_wide.csv",
     ';',
     cp1252,
     {"kommunenummer_2013", "endringsmerknad_19_20"},
     432},
    {"klass/ssb_downloads_2013_2020/kommuner_med_endringer_fra2013_til2017.csv",
     ';',
     latin1,
     {"kommuner_2013", "kommuner_2017"},
     5},
    {"klass/ssb_downloads_2013_2020/kommuner_med_endringer_fra2017_til2018.csv",
     ';',
     latin1,
     {"kommuner_2017", "kommuner_2018"},
     57},
    {"klass/ssb_downloads_2013_2020/kommuner_med_endringer_fra2018_til2019.csv",
     ';',
     latin1,
     {"kommuner_2018", "kommuner_2019"},
     4},
    {"klass/ssb_downloads_2013_2020/kommuner_med_endringer_fra2019_til2020.csv",
     ';',
     cp1252,
     {"kommuner_2019", "kommuner_2020", "splittes"},
     313},
    {"nav/arbeidsledighet_2010_april.csv", ',', utf8, {"Fylke", "Antall"}, 20},
    {"nav/arbeidsledighet_2023_mai.csv", ',', utf8, {"Fylke", "Måned"}, 15},
    {"nav/nav_kontor_enhetsnr.csv", ';', utf8, {"enhetNr", "navn"}, 478},
};

/// KLASS downloads of an old kind: the header names eight columns, every line ends after the sixth.
const std::vector<std::pair<std::string, std::size_t>> short_lines{
    {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2013.csv", 429},
    {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2017.csv", 427},
    {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2018.csv", 423},
    {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2019.csv", 423},
    {"klass/ssb_downloads_2013_2020/ssb_kommunekoder_2020.csv", 357},
};

/// A wide table: header rows, value columns and lines; cells = columns x lines.
struct Wide {
    std::string name;
    std::vector<std::string> headers;
    std::size_t columns;
    std::size_t lines;
};

const std::vector<Wide> crosstabs{
    {"imdi/imdi_befolkning_botid_2014_2022.crosstab.latin1.csv", {"botid", "verdensregion", "enhet", "aar"}, 135, 23},
    {"imdi/imdi_befolkning_innvandringsgrunn_2006_2021.crosstab.latin1.csv",
     {"innvandringsgrunn", "kjonn", "enhet", "aar"},
     576,
     475},
    {"imdi/imdi_bosatt_anmodede_1995_2022.crosstab.latin1.csv", {"bosetting", "enhet", "aar"}, 280, 490},
    {"imdi/imdi_bosatte_enslige_mindrearige_2014_2022.crosstab.latin1.csv", {"bosetting", "enhet", "aar"}, 72, 23},
    {"imdi/imdi_videregaende_fullfort_2009_2019.crosstab.latin1.csv", {"bakgrunn", "kjonn", "enhet", "aar"}, 330, 20},
};

struct Document {
    std::string name;
    std::string records;
    std::vector<std::string> fields;
    std::size_t count;
    catalog::Encoding encoding = utf8;
};

const std::vector<Document> documents{
    {"imdi/bydeler.json", "", {"code", "name"}, 18},
    {"imdi/fylker.json", "", {"code", "prefixedCode"}, 22},
    {"imdi/kommuner.json", "", {"code", "imdiRegion"}, 435},
    {"imdi/naeringsregioner.json", "", {"code", "municipalityCode"}, 170},
    {"imdi/exampleDimensionLabels.json", "", {"name", "title"}, 3},
    {"klass/api_samples/kartverket_kommuneinfo_fylke46_latin1.json",
     "/kommuner",
     {"kommunenavn", "kommunenummer"},
     43,
     latin1},
    {"klass/api_samples/kartverket_kommuneinfo_kommuner.json", "", {"kommunenavn", "kommunenummer"}, 356},
    {"klass/api_samples/klass104_codes_response_2022.json", "/codes", {"code", "validFromInRequestedRange"}, 12},
    {"klass/api_samples/klass131_codesAt_response_2023.json", "/codes", {"code", "notes"}, 357},
    {"klass/api_samples/klass19_maritalstatus_response.json", "/codes", {"code", "name"}, 9},
    {"klass/api_samples/klass2_sex_response.json", "/codes", {"code", "name"}, 2},
    {"klass/api_samples/klass552_countries_response_2022.json", "/codes", {"code", "notes"}, 252},
    {"klass/api_samples/mock_changes.json", "/codeChanges", {"oldCode", "changeOccurred"}, 2},
    {"klass/api_samples/mock_classification_by_id.json", "/versions", {"name", "validFrom"}, 1},
    {"klass/api_samples/mock_classification_search.json", "/_embedded/searchResults", {"name"}, 1},
    {"klass/api_samples/mock_classification_search_noresults.json", "/_embedded/searchResults", {"name"}, 0},
    {"klass/api_samples/mock_classificationfamilies.json", "/_embedded/classificationFamilies", {"name"}, 1},
    {"klass/api_samples/mock_classificationfamilies_by_id.json", "/classifications", {"name"}, 1},
    {"klass/api_samples/mock_classifications.json", "/_embedded/classifications", {"name"}, 1},
    {"klass/api_samples/mock_codes.json", "/codes", {"code", "parentCode"}, 3},
    {"klass/api_samples/mock_correspondence_table_by_id.json", "/correspondenceMaps", {"sourceCode"}, 5},
    {"klass/api_samples/mock_corresponds.json", "/correspondenceItems", {"sourceCode", "validTo"}, 3},
    {"klass/api_samples/mock_sections.json", "/_embedded/ssbSections", {"name"}, 25},
    {"klass/api_samples/mock_variant.json", "/codes", {"code"}, 2},
    {"klass/api_samples/mock_variants_by_id.json", "/classificationItems", {"code"}, 4},
    {"klass/api_samples/mock_version_by_id.json", "/classificationItems", {"code"}, 9},
    {"kostra/file_description_11CF_2022.json", "/fields", {"name"}, 54},
    {"kostra/file_description_11CF_2025.json", "/fields", {"name"}, 53},
    {"kostra/file_description_11F_2022.json", "/fields", {"name"}, 78},
    {"kostra/file_description_11F_2025.json", "/fields", {"name"}, 79},
    {"nav/pam_stilling_feed_ad_dto.json", "/contactList", {"name"}, 1},
    {"ssb/pxweb_05300_metadata.json", "/variables", {"code", "text"}, 4},
};

/// Files that are no records, each with the line and column where that shows.
struct Refused {
    std::string name;
    std::uint64_t line, column;
};
const std::vector<Refused> refused{
    {"imdi/cardPages.invalid-nbsp.json", 1842, 1},
    {"imdi/query_simple.json", 1, 1},
    {"imdi/query_timeseries_multi_region.json", 1, 1},
    {"klass/landkoder_ssb3_iso2_tazjin.json", 1, 1},
};

class Reference : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no reference folder beside the checkout";
    }
};

TEST_F(Reference, TablesDecodeWhole) {
    for (const auto& file : tables) {
        const std::string bytes = read_reference(file.name);
        auto layout = csv_layout(file.delimiter, file.encoding);
        layout.csv.trailing_empty = file.trailing_empty;
        layout.csv.unended_last_line = file.unended;
        const auto decoded = decode_all(contract_of(file.fields), layout, bytes);
        EXPECT_EQ(decoded.error, "") << file.name;
        EXPECT_EQ(decoded.rows.size(), file.records) << file.name;
        EXPECT_TRUE(decoded.unreadable.empty())
            << file.name << " " << (decoded.unreadable.empty() ? "" : decoded.unreadable[0].message);
        EXPECT_TRUE(decoded.report.closed) << file.name << decoded.report.open_reason;
        expect_closed_account(decoded, bytes.size());
    }
}

TEST_F(Reference, LinesShorterThanTheirHeaderAreFoundOneByOne) {
    for (const auto& [name, lines] : short_lines) {
        const std::string bytes = read_reference(name);
        const auto decoded = decode_all(contract_of({"code", "name"}), csv_layout(';', latin1), bytes);
        EXPECT_TRUE(decoded.rows.empty()) << name;
        ASSERT_EQ(decoded.unreadable.size(), lines) << name;
        EXPECT_EQ(decoded.unreadable.back().code, code::ragged);
        EXPECT_EQ(decoded.unreadable.back().place.line, lines + 1);
        expect_closed_account(decoded, bytes.size());
    }
}

TEST_F(Reference, CrosstabsGiveOneRecordPerCell) {
    for (const auto& file : crosstabs) {
        const std::string bytes = read_reference(file.name);
        auto layout = csv_layout(';', latin1);
        layout.csv.header_rows = static_cast<int>(file.headers.size());
        layout.csv.unended_last_line = true;
        layout.unpivot.emplace();
        layout.unpivot->keys = {"region", "name"};
        layout.unpivot->key_headers = {"Region", "Navn"};
        layout.unpivot->headers = file.headers;
        layout.unpivot->strip = {{"aar", "År: "}, {"enhet", "Enhet: "}};
        auto fields = file.headers;
        fields.insert(fields.end(), {"region", "name", "value"});
        const auto decoded = decode_all(contract_of(fields), layout, bytes);
        EXPECT_EQ(decoded.error, "") << file.name;
        EXPECT_EQ(decoded.rows.size(), file.columns * file.lines) << file.name;
        EXPECT_TRUE(decoded.report.closed) << file.name << decoded.report.open_reason;
        expect_closed_account(decoded, bytes.size());
        // Each value is what stands at its place.
        for (std::size_t row = 0; row < decoded.rows.size(); ++row) {
            const auto& place = decoded.places[row];
            const std::string at = bytes.substr(place.offset, place.length);
            const auto& value = decoded.rows[row].back();
            ASSERT_EQ(value ? at : std::string(), value.value_or(""))
                << file.name << " line " << place.line << " column " << place.column;
        }
    }
}

TEST_F(Reference, JsonDocumentsDecodeWhole) {
    for (const auto& file : documents) {
        const std::string bytes = read_reference(file.name);
        auto layout = json_layout(file.records);
        layout.encoding = file.encoding;
        const auto decoded = decode_all(contract_of(file.fields), layout, bytes);
        EXPECT_EQ(decoded.error, "") << file.name;
        EXPECT_EQ(decoded.rows.size(), file.count) << file.name;
        EXPECT_TRUE(decoded.unreadable.empty()) << file.name;
        EXPECT_TRUE(decoded.report.closed) << file.name;
        expect_closed_account(decoded, bytes.size());
    }
}

TEST_F(Reference, WhatIsNoRecordsIsRefusedWhereItShows) {
    for (const auto& file : refused) {
        const auto decoded = decode_all(contract_of({"name"}), json_layout(), read_reference(file.name));
        EXPECT_EQ(decoded.error_code, code::format) << file.name;
        EXPECT_EQ(decoded.error_place.line, file.line) << file.name << " " << decoded.error;
        EXPECT_EQ(decoded.error_place.column, file.column) << file.name << " " << decoded.error;
    }
}

TEST_F(Reference, TheDeclaredEncodingIsCheckedOnRealFiles) {
    const std::string changes =
        read_reference("klass/ssb_downloads_2013_2020/kommuner_med_endringer_fra2019_til2020.csv");
    const auto as_latin1 = decode_all(contract_of({"kommuner_2019"}), csv_layout(';', latin1), changes);
    ASSERT_EQ(as_latin1.unreadable.size(), 1U);
    EXPECT_EQ(as_latin1.unreadable[0].place.line, 287U);
    EXPECT_NE(as_latin1.unreadable[0].message.find("0x9A"), std::string::npos);
    EXPECT_FALSE(as_latin1.report.closed);
    const std::string codes = read_reference("klass/ssb_downloads_2013_2020/ssb_kommunekoder_2013.csv");
    EXPECT_FALSE(decode_all(contract_of({"code"}), csv_layout(), codes).report.closed);  // ISO-8859-1 read as UTF-8
    const std::string names = read_reference("klass/klass131_snapshots_2006_2025.csv");
    EXPECT_FALSE(
        decode_all(contract_of({"code"}), csv_layout(';', latin1), names).report.closed);  // and the other way round
}

TEST_F(Reference, PxWebJsonStatGivesEveryCell) {
    const std::string bytes = read_reference("ssb/pxweb_05300_jsonstat2.json");
    const auto decoded = decode_all(
        contract_of({"Avstand1", "Kulturtilbud", "ContentsCode", "Tid", "value", "status", "Avstand1_label"}),
        jsonstat_layout(), bytes);
    EXPECT_EQ(decoded.error, "");
    ASSERT_EQ(decoded.rows.size(), 432U);
    std::size_t nulls = 0;
    for (const auto& row : decoded.rows) {
        nulls += row[4] ? 0 : 1;
        EXPECT_EQ(row[4].has_value(), !row[5].has_value());  // a value, or the reason why there is none
    }
    EXPECT_EQ(nulls, 28U);
    EXPECT_EQ(decoded.rows.front()[0], "01");
    EXPECT_EQ(decoded.rows.front()[6], "Under 1 km");
    EXPECT_EQ(decoded.rows.back()[3], "2021");
    EXPECT_TRUE(decoded.report.closed);
    expect_closed_account(decoded, bytes.size());
}

TEST_F(Reference, NoFileIsForgotten) {
    std::set<std::string> known{
        "ssb/pxweb_05300_jsonstat2.json",
        "ids/skatteetaten_foedselsnummer_testvektorer.csv"};  // the last: read by the check room's tests
    for (const auto& file : tables) known.insert(file.name);
    for (const auto& file : short_lines) known.insert(file.first);
    for (const auto& file : crosstabs) known.insert(file.name);
    for (const auto& file : documents) known.insert(file.name);
    for (const auto& file : refused) known.insert(file.name);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        const auto extension = entry.path().extension();
        if (extension != ".csv" && extension != ".json") continue;
        EXPECT_TRUE(known.contains(std::filesystem::relative(entry.path(), root).string())) << entry.path();
    }
}

}  // namespace
}  // namespace tilsig::decode::testing
