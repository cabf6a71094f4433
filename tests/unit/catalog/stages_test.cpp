// What a mapping may name of a feed about persons: the integer, and not the number whose place it takes.
#include "catalog/stages.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

std::vector<std::string> names(const model::StageSchema& stage) {
    std::vector<std::string> all;
    for (const auto& column : stage.columns) all.push_back(column.name);
    return all;
}

/// The example with a number of the person in each record, and a column of the table for what stands for it.
struct AboutPersons : ExampleCatalog {
    explicit AboutPersons(const std::string& mapped, const std::string& filter = "unit = 'Personer'") {
        replace(contract, "keys: [region, region_name]", "keys: [region, region_name, fnr]");
        replace(contract, "key_headers: [Region, Navn]", "key_headers: [Region, Navn, Nummer]");
        replace(contract, "  region_name: {type: text,",
                "  fnr: {type: code, privacy: personal, max_length: 11, missing: {\"-\": none_yet}}\n"
                "  region_name: {type: text,");
        replace(contract, "owner: region", "owner: region\nperson: {numbers: {fnr: national}}");
        replace(model_file, "      publisher:",
                "      person_id: {type: integer, person: true, nullable: true, privacy: restricted, title: {nb: "
                "Person, en: Person}}\n      publisher:");
        replace(mapping, "  publisher: {constant: imdi}", "  publisher: {constant: imdi}\n  " + mapped);
        replace(mapping, "unit = 'Personer'", filter);
    }
};

TEST(Stages, EachHandsOnWhatTheNextOneSees) {
    AboutPersons files("person_id: person_id");
    config::Lints lints;
    const Contract read = files.load(lints).contract("imdi.settlement");
    EXPECT_EQ(but_wide_table(lints.lines()), std::vector<std::string>{});
    const auto checked = checked_stage(read);
    EXPECT_EQ(join(names(checked), " "), "region fnr region_name measure unit year value fnr_missing value_missing");
    EXPECT_EQ(checked.reason_of(6), 8U);
    EXPECT_EQ(checked.reason_of(0), checked.columns.size());
    EXPECT_EQ(checked.find("value")->type, model::Type::decimal);
    EXPECT_EQ(checked.find("value")->scale, 8);
    const auto mapped = mapped_stage(read);
    EXPECT_EQ(join(names(mapped), " "),
              "region region_name measure unit year value fnr_missing value_missing person_id");
    EXPECT_EQ(mapped.find("person_id")->type, model::Type::integer);
    EXPECT_EQ(mapped.find("person_id")->field, model::StageColumn::no_field);
}

TEST(Stages, NoColumnIsMadeOfANumber) {
    const std::string use = "; use person_id, which stands for the person";
    auto copied = AboutPersons("person_id: fnr").lints();
    EXPECT_NE(join(copied, "\n").find("field 'fnr' is a number of the person, which no mapping sees" + use),
              std::string::npos)
        << join(copied, "\n");
    auto computed = AboutPersons("person_id: {expression: \"length(fnr)\"}").lints();
    EXPECT_NE(join(computed, "\n").find("field 'fnr' is not seen here" + use), std::string::npos)
        << join(computed, "\n");
    auto forgotten = AboutPersons("").lints();
    EXPECT_NE(join(forgotten, "\n").find("is neither mapped nor ignored; map 'person_id' to a column"),
              std::string::npos)
        << join(forgotten, "\n");
}

TEST(Stages, ThePersonsIdIsAnIntegerForNamedPurposes) {
    EXPECT_EQ(join(but_wide_table(AboutPersons("person_id: person_id").lints()), "\n"), "");
    EXPECT_NE(join(AboutPersons("person_id: {expression: \"upper(person_id)\"}").lints(), "\n").find("text"),
              std::string::npos);
    AboutPersons open("person_id: person_id");
    open.replace(model_file, "privacy: restricted, title: {nb: Person,", "title: {nb: Person,");
    EXPECT_NE(join(open.lints(), "\n").find("field 'person_id' is restricted, but column 'person_id' is only public"),
              std::string::npos)
        << join(open.lints(), "\n");
}

TEST(Stages, FiltersStandBeforeProtectAndSeeTheFields) {
    EXPECT_EQ(
        join(but_wide_table(AboutPersons("person_id: person_id", "unit = 'Personer' and fnr is not null").lints()),
             "\n"),
        "");
    EXPECT_NE(join(AboutPersons("person_id: person_id", "person_id = 1").lints(), "\n").find("unknown field"),
              std::string::npos);
}

}  // namespace
}  // namespace tilsig::catalog
