// The worked example loads without a mistake and says what it says.
#include "catalog/catalog.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "catalog/expressions.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

Catalog load_example() {
    ExampleCatalog files;
    config::Lints lints;
    Catalog catalog = files.load(lints);
    for (const auto& line : lints.lines()) ADD_FAILURE() << line;
    return catalog;
}

TEST(Catalog, TheReadmeExampleLoadsWithoutAMistake) { (void)load_example(); }

TEST(Catalog, TheProjectsOwnDeclarationsLoadWithoutAMistake) {
    config::Lints lints;
    const Catalog catalog = load_catalog(TILSIG_SOURCE_DIR, lints);
    for (const auto& line : lints.lines()) ADD_FAILURE() << line;
    EXPECT_FALSE(catalog.contracts.empty());
    EXPECT_EQ(catalog.contracts.size(), catalog.mappings.size());
    for (const auto& [feed, mapping] : catalog.mappings) EXPECT_EQ(mapping.content_hash.size(), 64U) << feed;
}

TEST(Catalog, AFeedInShadowHasATableOfItsOwnThatIsNotDeclared) {
    const model::UnitName active{"imdi.settlement", "imdi", "2008"};
    const model::UnitName shadow{"imdi.settlement", "imdi", "2008", true};
    const Catalog before = load_example();
    EXPECT_TRUE(before.model.shadows.empty());
    EXPECT_FALSE(before.in_shadow("imdi.settlement"));
    EXPECT_THROW((void)before.table_of(shadow), Error);
    ExampleCatalog files;
    files.replace(contract, "state: active", "state: shadow");
    config::Lints lints;
    const Catalog catalog = files.load(lints);
    ASSERT_TRUE(lints.empty());
    EXPECT_TRUE(catalog.in_shadow("imdi.settlement"));
    ASSERT_EQ(catalog.model.shadows.size(), 1U);
    EXPECT_EQ(&catalog.table_of(shadow), &catalog.model.shadows.front());
    EXPECT_EQ(catalog.table_of(shadow).name, "shadow_fact_settlement");
    EXPECT_EQ(catalog.table_of(shadow).key, catalog.table_of(active).key);
    EXPECT_EQ(catalog.table_of(active).name, "fact_settlement");
    EXPECT_EQ(catalog.model.find("shadow_fact_settlement"), nullptr);
}

TEST(Catalog, AShadowNeedsATableWithAShortName) {
    ExampleCatalog files;
    const std::string name = "fact_settlement_of_refugees_and_families";
    files.replace(model_file, "fact_settlement:", name + ":")
        .replace(mapping, "target: fact_settlement", "target: " + name);
    EXPECT_TRUE(files.lints().empty());
    files.replace(contract, "state: active", "state: shadow");
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NE(lines.front().find("settlement.mapping.yaml:3:9: the name of " + name), std::string::npos)
        << lines.front();
}

TEST(Catalog, ReadsTheContract) {
    const Catalog catalog = load_example();
    const Contract& contract = catalog.contract("imdi.settlement");
    EXPECT_EQ(contract.source, "imdi");
    EXPECT_EQ(contract.state, FeedState::active);
    EXPECT_EQ(contract.delivery, model::DeliveryKind::snapshot);
    EXPECT_EQ(contract.completeness.min_records, 1000U);
    EXPECT_DOUBLE_EQ(contract.completeness.max_shrink, 0.05);
    ASSERT_EQ(contract.layouts.size(), 1U);
    const Layout& layout = contract.layouts[0];
    EXPECT_EQ(layout.encoding, Encoding::iso_8859_1);
    EXPECT_EQ(layout.csv.quote, '\0');
    EXPECT_EQ(layout.csv.header_rows, 3);
    ASSERT_TRUE(layout.unpivot);
    EXPECT_EQ(layout.unpivot->strip.at("year"), "År: ");
    EXPECT_EQ(layout.unpivot->empty_reason, "empty_cell");
    ASSERT_EQ(contract.fields.size(), 6U);
    EXPECT_EQ(contract.fields[0].name, "region");  // in the order of the file
    EXPECT_EQ(contract.find("value")->missing.at("Inf"), "not_computable");
    EXPECT_EQ(contract.find("value")->format.scale, 8);
    EXPECT_EQ(contract.find("nothing"), nullptr);
    EXPECT_EQ(contract.key, (std::vector<std::string>{"region", "measure", "unit", "year"}));
    EXPECT_EQ(contract.owner, "region");
    ASSERT_EQ(contract.rules.size(), 1U);
    EXPECT_EQ(name_of(contract.rules[0].check), "pattern");
    EXPECT_EQ(std::get<checks::Pattern>(contract.rules[0].check).matches->pattern(), "K[0-9]{4}");
    EXPECT_EQ(contract.rules[0].action, model::Action::reject_record);
    EXPECT_EQ(contract.rules[0].tests.size(), 3U);
    EXPECT_EQ(contract.rules[0].tests[2].given.at("region"), std::nullopt);
}

TEST(Catalog, ReadsMappingModelSourceAndSchedule) {
    const Catalog catalog = load_example();
    const Mapping& mapping = catalog.mappings.at("imdi.settlement");
    EXPECT_EQ(mapping.target, "fact_settlement");
    ASSERT_EQ(mapping.columns.size(), 6U);
    EXPECT_EQ(mapping.columns[0].steps.at(0).name, "strip_prefix");
    EXPECT_EQ(mapping.columns[5].constant, "imdi");
    EXPECT_EQ(mapping.filters.at(1).keep, false);
    EXPECT_EQ(mapping.tests.at(0).given.at("year"), "2008");
    EXPECT_EQ(mapping.tests.at(0).expect.at("missing_reason"), std::nullopt);
    EXPECT_EQ(mapping.content_hash.size(), 64U);
    const model::Table* table = catalog.model.find("fact_settlement");
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->kind, model::TableKind::fact);
    EXPECT_EQ(table->find("persons")->scale, 8);
    EXPECT_EQ(table->references.at(0).as_of, "year_start");
    EXPECT_EQ(catalog.model.find("dim_municipality")->valid_to, "valid_to");
    EXPECT_EQ(
        catalog.code_lists.at("imdi_settlement_measure").find("Bosetting: Faktisk bosetting", std::nullopt)->maps_to,
        "actual");
    EXPECT_EQ(catalog.sources.at("imdi").protocol, "https_index");
    EXPECT_EQ(catalog.sources.at("imdi").secrets.at("token"), "cred:imdi-token");
    EXPECT_EQ(catalog.sources.at("imdi").feeds.at(0).options.at("index"), "settlement.json");
    EXPECT_EQ(catalog.schedules.at("imdi.settlement").period, PeriodKind::year);
}

TEST(Catalog, LayoutIsChosenByYearAndItsAbsenceNamesTheOthers) {
    const Catalog catalog = load_example();
    const Contract& contract = catalog.contract("imdi.settlement");
    EXPECT_EQ(contract.layout_for("", *first_day("1995")).name, "crosstab");
    EXPECT_EQ(contract.layout_for("csv", *first_day("2030")).name, "crosstab");
    try {
        (void)contract.layout_for("", *first_day("1994"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::data);
        EXPECT_EQ(error.remedy_text(),
                  "add one, or widen `from` or `to` of: crosstab (form csv, from 1995 until 2030)");
    }
}

TEST(Catalog, AnUnknownFeedNamesTheNearest) {
    const Catalog catalog = load_example();
    try {
        (void)catalog.contract("imdi.settlment");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
        EXPECT_EQ(error.remedy_text(), "did you mean imdi.settlement?");
    }
}

TEST(Catalog, ContentHashChangesWithEveryFileTheMappingIsMadeOf) {
    const std::string before = load_example().mappings.at("imdi.settlement").content_hash;
    const auto hash_after = [](const std::string& path, const std::string& old_text, const std::string& new_text) {
        ExampleCatalog files;
        files.replace(path, old_text, new_text);
        config::Lints lints;
        return files.load(lints).mappings.at("imdi.settlement").content_hash;
    };
    EXPECT_NE(hash_after("mappings/imdi/settlement.contract.yaml", "retention: 90d", "retention: 91d"), before);
    EXPECT_NE(hash_after("mappings/imdi/settlement.rules.yaml", "Write K", "Put K"), before);
    EXPECT_NE(hash_after("mappings/imdi/settlement.mapping.yaml", "other_unit}", "other_unit} "), before);
    EXPECT_NE(hash_after("mappings/codelists/imdi_settlement_measure.yaml", "Settled", "Settled!"), before);
    EXPECT_NE(hash_after("mappings/model/settlement.yaml", "length: 20, nullable", "length: 21, nullable"), before);
    // A list that nothing uses, and titles of tables, do not make other rows.
    EXPECT_EQ(hash_after("mappings/codelists/municipality.yaml", "Haram", "Haram "), before);
    EXPECT_EQ(hash_after("mappings/model/settlement.yaml", "Settlement by", "Settlements by"), before);
}

TEST(CodeListIndex, FindsTheVersionValidAtADayAndTheLatestWithoutOne) {
    const auto day = [](const char* text) { return model::parse_iso_date(text).value(); };
    CodeList list;
    list.codes = {{"0137", day("2011-01-01"), day("2020-01-01"), "B", "", "", ""},
                  {"0137", INT64_MIN, day("2011-01-01"), "A", "", "", ""},
                  {"0301", INT64_MIN, INT64_MAX, "Oslo", "", "", ""}};
    list.index();
    const CodeList copy = list;  // a copy must not look into the original
    list = CodeList{};
    EXPECT_EQ(copy.find("0137", day("2010-12-31"))->name_nb, "A");
    EXPECT_EQ(copy.find("0137", day("2011-01-01"))->name_nb, "B");
    EXPECT_EQ(copy.find("0137", std::nullopt)->name_nb, "B");
    EXPECT_EQ(copy.find("0137", day("2020-01-01")), nullptr);
    EXPECT_EQ(copy.find("9999", std::nullopt), nullptr);
    EXPECT_EQ(copy.valid_at(day("2019-12-31")).size(), 2U);
    EXPECT_EQ(copy.valid_at(day("2020-01-01")).size(), 1U);
    EXPECT_EQ(list.find("0301", std::nullopt), nullptr);
}

TEST(CodeListFile, KeepsChangesAndSplitKeys) {
    ExampleCatalog files;
    files["mappings/codelists/municipality_changes.yaml"] =
        "list: municipality_changes\nkind: changes\ntitle: {nb: Endringer, en: Changes}\ncredit: made up\n"
        "columns: [date, code, maps_to]\nrows: |\n  2024-01-01;1507;1508\n  2024-01-01;1507;1580\n";
    files["mappings/codelists/municipality_split_keys.yaml"] =
        "list: municipality_split_keys\nkind: split_keys\ntitle: {nb: Nøkler, en: Keys}\ncredit: made up\n"
        "columns: [date, code, maps_to]\nrows: [[2024-01-01, 1534, 1580]]\n";
    config::Lints lints;
    const Catalog catalog = files.load(lints);
    EXPECT_EQ(lints.lines(), std::vector<std::string>{});
    const CodeList& changes = catalog.code_lists.at("municipality_changes");
    EXPECT_EQ(changes.kind, CodeListKind::changes);
    ASSERT_EQ(changes.codes.size(), 2U);
    EXPECT_EQ(changes.codes[1].maps_to, "1580");
    EXPECT_EQ(catalog.code_lists.at("municipality_split_keys").codes.at(0).maps_to, "1580");
}

}  // namespace
}  // namespace tilsig::catalog
