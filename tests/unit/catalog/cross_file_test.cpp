// Mistakes that show only when several files, or many lines of one, are looked at together.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "catalog/shared_tables.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

TEST(Lints, OverlappingYearsOfLayouts) {
    ExampleCatalog files;
    files.replace(contract, "fields:  ", "- {name: later, from: 2030, format: json, form: csv}\nfields:  ");
    const auto lines = files.lints();
    const auto found = std::find_if(lines.begin(), lines.end(), [](const auto& line) {
        return line.ends_with(
            "the time of layout 'later' overlaps that of 'crosstab'; one day has one layout of a form; the other "
            "stands in line 14, and `form` tells apart what senders write at the same time");
    });
    EXPECT_NE(found, lines.end()) << join(lines, "\n");
}

TEST(Lints, ARuleCodeIsNeverUsedTwiceNotEvenInAnotherFeed) {
    ExampleCatalog files;
    for (const char* role : {".contract.yaml", ".rules.yaml", ".mapping.yaml"}) {
        std::string text = files[std::string("mappings/imdi/settlement") + role];
        text.replace(text.find("imdi.settlement"), 15, "imdi.zettlement");
        files[std::string("mappings/imdi/zettlement") + role] = text;
    }
    EXPECT_EQ(files.lints(), std::vector<std::string>{
                                 "mappings/imdi/zettlement.rules.yaml:3:9: rule code 'BOS-F001' is used before; codes "
                                 "are never used again; the first is at mappings/imdi/settlement.rules.yaml:3:9"});
}

TEST(Lints, APartitionIsOfADeltaAndAColumnOfTheKey) {
    ExampleCatalog files;
    files.replace(mapping, "target: fact_settlement", "target: fact_settlement\npartition: measure");
    EXPECT_EQ(files.lints(), std::vector<std::string>{
                                 "mappings/imdi/settlement.mapping.yaml:4:12: a snapshot is the whole truth about "
                                 "all rows of its unit; leave partition out, or write `delivery: delta` in the "
                                 "contract"});
    files.replace(contract, "delivery: snapshot", "delivery: delta");
    config::Lints none;
    EXPECT_EQ(files.load(none).mappings.at("imdi.settlement").partition, "measure");
    EXPECT_EQ(none.lines(), std::vector<std::string>{});
    files.replace(mapping, "partition: measure", "partition: persons");
    EXPECT_EQ(files.lints(),
              std::vector<std::string>{"mappings/imdi/settlement.mapping.yaml:4:12: unknown column of the key of "
                                       "fact_settlement 'persons'; known: municipality_code, measure, year_start"});
}

/// Promise 7: a letter's text is written by people, and the contracts say what it may not name.
TEST(Lints, ALetterMayNotNameAFieldOfAPerson) {
    ExampleCatalog files;
    files.replace(contract, "region_name: {type: text,", "region_name: {type: text, privacy: restricted,");
    files["mappings/letters/receipt.yaml"] =
        "texts:\n  sender: {nb: 'Avsender {region_name}', nn: 'Avsendar {unit}', en: Sender}\n";
    const auto lines = files.lints();
    for (const char* wanted :
         {"mappings/letters/receipt.yaml:2:16: placeholder {region_name} is refused: field 'region_name' of "
          "imdi.settlement is restricted; a letter holds no value of a record",
          "mappings/letters/receipt.yaml:2:46: placeholder '{unit}' is unknown here; this text has none"})
        EXPECT_NE(std::find(lines.begin(), lines.end(), wanted), lines.end()) << join(lines, "\n");
}

TEST(Lints, FilesThatNobodyWouldReadAreTold) {
    ExampleCatalog files;
    files["mappings/imdi/other.maping.yaml"] = "x: y\n";
    files["mappings/codelists/old.yml"] = "x: y\n";
    files["mappings/imdi/lonely.rules.yaml"] = "feed: imdi.lonely\nrules: []\n";
    files["mappings/imdi/alone.mapping.yaml"] = "feed: imdi.alone\n";
    files["schedules/udi.yaml"] = "source: udi\nfeeds: {}\n";
    files["mappings/model/empty.yaml"] = "";
    EXPECT_EQ(files.lints(), (std::vector<std::string>{
                                 "mappings/codelists/old.yml: files ending in .yml are not read; rename it to .yaml",
                                 "mappings/imdi/alone.mapping.yaml:1:1: mapping for feed 'imdi.alone', which has no "
                                 "contract; add the contract beside it, or rename the file",
                                 "mappings/imdi/lonely.rules.yaml:1:1: rules for feed 'imdi.lonely', which has no "
                                 "contract; add the contract beside it, or rename the file",
                                 "mappings/imdi/other.maping.yaml: the name does not say what the file is; did you "
                                 "mean <feed>.mapping.yaml?",
                                 "mappings/model/empty.yaml:1:1: the file is empty; write its content or remove it",
                                 "schedules/udi.yaml:1:1: schedule for source 'udi', which cannot be fetched; add "
                                 "connectors/udi/source.yaml",
                             }));
}

TEST(Lints, AContentFolderWithoutProtocolsIsToldOnceAndByName) {
    ExampleCatalog files;
    files.remove("connectors/protocols/https_index/README.md");
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 1U) << join(lines, "\n");
    EXPECT_TRUE(lines[0].starts_with("connectors/protocols: there is no such folder in /")) << lines[0];
}

TEST(Lints, APeriodNeedsAFieldThatNamesOneAndUnitsThatHaveOne) {
    ExampleCatalog files;
    files.replace(contract, "owner: region", "period_of: value\nowner: region");
    EXPECT_NE(join(files.lints(), "\n").find("'value' is no period but decimal; name a date"), std::string::npos);
    files.replace(contract, "period_of: value", "period_of: year");
    EXPECT_EQ(files.lints(), std::vector<std::string>{});
    files.replace(schedule, "period: year", "period: all");
    EXPECT_NE(join(files.lints(), "\n").find("every unit of it is of the period 'all'"), std::string::npos);
}

TEST(Catalog, ATableThatOnlyDraftsLoadIsNotMadeButOneThatOthersNeedIs) {
    ExampleCatalog files;
    const auto load = [&] {
        config::Lints lints;
        auto catalog = files.load(lints);
        EXPECT_TRUE(lints.empty()) << join(lints.lines(), "\n");
        return catalog;
    };
    EXPECT_FALSE(load().model.is_draft("fact_settlement"));
    files.replace(contract, "state: active", "state: draft");
    const auto drafted = load();
    EXPECT_TRUE(drafted.model.is_draft("fact_settlement"));
    EXPECT_NE(drafted.model.find("fact_settlement"), nullptr) << "preview and plan still know it";
    ASSERT_EQ(drafted.model.tables.size(), 1U);
    EXPECT_EQ(drafted.model.tables[0].name, "dim_municipality") << "nobody's draft";
}

TEST(Notes, TwoActiveSnapshotsOnOneKeyAreToldAndWhoDecides) {
    ExampleCatalog files;
    for (const char* role : {".contract.yaml", ".mapping.yaml"}) {
        std::string text = files[std::string("mappings/imdi/settlement") + role];
        text.replace(text.find("imdi.settlement"), 15, "imdi.zettlement");
        files[std::string("mappings/imdi/zettlement") + role] = text;
    }
    const auto notes = [&] {
        config::Lints lints;
        const auto catalog = files.load(lints);
        EXPECT_TRUE(lints.empty()) << join(lints.lines(), "\n");
        return join(notes_on_shared_tables(catalog).lines(), "\n");
    };
    const std::string told = notes();
    EXPECT_TRUE(told.starts_with("mappings/imdi/zettlement.mapping.yaml:1:1: imdi.settlement and imdi.zettlement"))
        << told;
    EXPECT_NE(told.find("the one loaded last decides"), std::string::npos) << told;

    files.replace(source, "imdi.settlement: {", "imdi.zettlement: {}\n  imdi.settlement: {");
    files[schedule] += "  imdi.zettlement: {every: month, after: [imdi.settlement]}\n";
    EXPECT_NE(notes().find("imdi.zettlement decides, because it runs after imdi.settlement"), std::string::npos);

    files.replace("mappings/imdi/zettlement.contract.yaml", "state: active", "state: draft");
    EXPECT_EQ(notes(), "") << "a draft loads nothing";
}

TEST(Lints, AFeedWithoutMappingAndATableTwice) {
    ExampleCatalog files;
    files.remove(mapping);
    files["mappings/model/z.yaml"] = files[model_file];
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0],
              std::string(contract) +
                  ":1:1: feed 'imdi.settlement' has no mapping; add settlement.mapping.yaml beside the contract");
    EXPECT_EQ(lines[1],
              "mappings/model/z.yaml:2:3: table 'fact_settlement' is declared twice; remove one; the other is in "
              "mappings/model/settlement.yaml:2:3");
}

TEST(Lints, APersonalFieldDoesNotGoIntoAPublicColumn) {
    ExampleCatalog files;
    files.replace(contract, "region_name: {type: text,", "region_name: {type: text, privacy: personal,");
    files.replace(mapping, "  publisher: {constant: imdi}", "  publisher: {from: region_name, steps: [upper]}");
    const auto lines = files.lints();
    EXPECT_NE(std::find_if(lines.begin(), lines.end(),
                           [](const auto& line) {
                               return line.ends_with(
                                   "field 'region_name' is personal, but column 'publisher' is only public; raise the "
                                   "class of the column, or ignore the field");
                           }),
              lines.end())
        << join(lines, "\n");
}

TEST(Lints, IdsOfPersonsStandInTheirColumnsAndNowhereElse) {
    const auto expect_lint = [](const std::string& of_column, const std::string& filled, const std::string& words) {
        ExampleCatalog files;
        files.replace(contract, "region_name: {type: text,",
                      "region_name: {type: code, max_length: 11, privacy: personal,");
        files.replace(contract, "owner: region", "owner: region\nperson: {numbers: {region_name: national}}");
        files.replace(model_file, "publisher: {type: code, length: 10,", "publisher: {" + of_column);
        files.replace(mapping, "  publisher: {constant: imdi}", "  publisher: " + filled);
        const auto lines = files.lints();
        EXPECT_NE(std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.ends_with(words); }),
                  lines.end())
            << filled << "\n"
            << join(lines, "\n");
    };
    const std::string person = "type: integer, person: true, privacy: restricted,";
    expect_lint(person, "{constant: \"7\"}",
                "column 'publisher' holds ids of persons, and is given something else; map person_id to it");
    expect_lint(person, "{expression: \"person_id + 1\"}",
                "column 'publisher' holds ids of persons, and is given something else; map person_id to it");
    expect_lint(
        "type: integer, privacy: restricted,", "person_id",
        "the id of a person goes into column 'publisher', which does not say that it holds ids of persons; write "
        "`person: true` at the column, or leave the id out");
    expect_lint(
        "type: integer, privacy: restricted,", "{expression: \"person_id + 1\"}",
        "the id of a person goes into column 'publisher', which does not say that it holds ids of persons; write "
        "`person: true` at the column, or leave the id out");
}

TEST(Lints, NorDoesAnythingComputedFromIt) {
    for (const char* computed : {"upper(region_name)", "case when region_name is null then 'x' else 'y' end"}) {
        ExampleCatalog files;
        files.replace(contract, "region_name: {type: text,", "region_name: {type: text, privacy: personal,");
        files.replace(mapping, "  publisher: {constant: imdi}",
                      std::string("  publisher: {expression: \"") + computed + "\"}");
        const auto lines = files.lints();
        EXPECT_NE(std::find_if(lines.begin(), lines.end(),
                               [](const auto& line) {
                                   return line.find("field 'region_name' is personal, but column 'publisher'") !=
                                          std::string::npos;
                               }),
                  lines.end())
            << computed << "\n"
            << join(lines, "\n");
    }
}

TEST(Lints, AnExpressionOverSeveralLinesTellsItsOwnLineAndColumn) {
    ExampleCatalog files;
    files.replace(rules, "  check: {pattern: region, matches: \"K[0-9]{4}\"}",
                  "  check:\n    expression: >-\n      year >= 1995\n      and  meassure = 'x'\n      and unit > 7");
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 2U) << join(lines, "\n");
    EXPECT_TRUE(lines[0].starts_with("mappings/imdi/settlement.rules.yaml:10:12: unknown field 'meassure'"))
        << lines[0];
    EXPECT_TRUE(lines[1].starts_with("mappings/imdi/settlement.rules.yaml:11:16: a text and a number")) << lines[1];
}

TEST(Lints, ACircleOfSchedulesIsToldOnceWithItsPath) {
    ExampleCatalog files;
    for (const char* role : {".contract.yaml", ".mapping.yaml"}) {
        std::string text = files[std::string("mappings/imdi/settlement") + role];
        text.replace(text.find("imdi.settlement"), 15, "imdi.zettlement");
        files[std::string("mappings/imdi/zettlement") + role] = text;
    }
    files.replace(source, "  imdi.settlement: {index", "  imdi.zettlement: {index: z.json}\n  imdi.settlement: {index");
    files.replace(schedule, "period: year", "period: year, after: [imdi.zettlement]");
    files[schedule] += "  imdi.zettlement: {every: month, at: \"02:00\", period: year, after: [imdi.settlement]}\n";
    EXPECT_EQ(
        files.lints(),
        std::vector<std::string>{
            "schedules/imdi.yaml:4:20: 'after' forms a dependency cycle: imdi.settlement after imdi.zettlement after "
            "imdi.settlement; no feed of a cycle could ever start: remove one of them"});
}

TEST(Lints, ACaseReferenceNamesNoPersonAndIsNotEmptied) {
    ExampleCatalog files;
    files.replace(contract, "region: {type: code,", "region: {type: code, privacy: personal,");
    files.replace(contract, "owner: region", "owner: region\nsubject: {case: region}");
    files.replace(rules, "action: reject_record", "action: null_field");
    const auto lines = files.lints();
    ASSERT_EQ(lines.size(), 3U) << join(lines, "\n");
    EXPECT_NE(lines[0].find("field 'region' has privacy personal, but a case reference names no person; write {person: "
                            "region}"),
              std::string::npos)
        << lines[0];
    EXPECT_NE(lines[2].find("action null_field would empty 'region', by which findings say what they are about; use "
                            "flag or reject_record"),
              std::string::npos)
        << lines[2];
}

TEST(Lints, AllMistakesOfAllFilesAtOnce) {
    ExampleCatalog files;
    files.replace(contract, "owner: region", "owner: kommune");
    files.replace(mapping, "target: fact_settlement", "target: fact_settlment");
    files.replace(measures, "credit:", "credits:");
    files.replace(source, "token: cred:imdi-token", "token: swordfish");
    const auto lines = files.lints();
    EXPECT_GE(lines.size(), 5U);
    for (const auto& file : {contract, mapping, measures, source})
        EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(file); }))
            << file;
    for (const auto& line : lines) EXPECT_EQ(line.find("swordfish"), std::string::npos) << "a secret in a message";
}

TEST(Lints, ColumnsCountCharacters) {
    ExampleCatalog files;
    files["mappings/codelists/letters.yaml"] =
        "list: letters\ntitle: {nb: Bokstaver, en: Letters}\ncredit: made up\ncolumns: [name_nb, code, "
        "valid_from]\nrows: |\n    Røst på Åsen;1;soon\n";
    EXPECT_EQ(files.lints(),
              std::vector<std::string>{
                  "mappings/codelists/letters.yaml:6:20: valid_from 'soon' is not a date; write it like 2020-01-01"});
}

TEST(Lints, NoDamageOfOneLineBringsTheReadersDown) {
    // Each line once without its value, once with a value of another kind: every reader meets nodes it did not expect.
    // Nothing is asserted about the words; the process must live, and what stays must be read to the end.
    const auto original = example_files();
    std::size_t damaged = 0;
    for (const auto& [path, text] : original) {
        if (!path.ends_with(".yaml")) continue;
        std::size_t start = 0;
        for (std::size_t end = text.find('\n'); end != std::string::npos;
             start = end + 1, end = text.find('\n', start)) {
            const auto colon = text.find(": ", start);
            if (colon == std::string::npos || colon > end || text[text.find_first_not_of(' ', start)] == '#') continue;
            const char* value = damaged % 4 == 0   ? " ~"
                                : damaged % 4 == 1 ? " []"
                                : damaged % 4 == 2 ? " {}"
                                                   : " [[a], {b: c}]";
            std::string broken = text;
            broken.replace(colon + 1, end - colon - 1, value);
            ExampleCatalog files;
            files[path] = broken;
            EXPECT_FALSE(files.lints().empty() && damaged % 4 == 3) << path << ": " << text.substr(start, end - start);
            ++damaged;
        }
    }
    EXPECT_GT(damaged, 90U);
}

TEST(Lints, AMistakeInALargeCodeListIsToldInItsOwnLine) {
    ExampleCatalog files;
    std::string text = "list: big\ntitle: {nb: Stor, en: Big}\ncredit: made up\ncolumns: [code, valid_from]\nrows: |\n";
    for (int i = 0; i < 5000; ++i)
        text += "  " + std::to_string(10000 + i) + (i == 4321 ? ";2020-31-12\n" : ";2020-01-01\n");
    files["mappings/codelists/big.yaml"] = text;
    EXPECT_EQ(
        files.lints(),
        std::vector<std::string>{
            "mappings/codelists/big.yaml:4327:9: valid_from '2020-31-12' is not a date; write it like 2020-01-01"});
}

}  // namespace
}  // namespace tilsig::catalog
