// Deliveries that say whether they are whole, feeds that are made by a query, and who has the last word.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

bool told(ExampleCatalog& files, const std::string& part) {
    return join(files.lints(), "\n").find(part) != std::string::npos;
}

/// The example as JSON of changes, which says what it is.
struct Changes : ExampleCatalog {
    Changes() {
        ExampleCatalog& files = *this;
        files.replace(contract, "delivery: snapshot", "delivery: delta\nkinds: {part: delta, all: snapshot}");
        std::string& text = files[contract];
        const auto from = text.find("- name: crosstab");
        text.replace(from, text.find("fields:") - from,
                     "- {name: pages, format: json, json: {records: /rows, kind: /type}}\n");
    }
};

TEST(Kinds, AreWordsForChangesAndForTheWhole) {
    Changes files;
    config::Lints none;
    const auto catalog = files.load(none);
    EXPECT_EQ(none.lines(), std::vector<std::string>{});
    EXPECT_EQ(catalog.contract("imdi.settlement").kinds.at("all"), model::DeliveryKind::snapshot);
    files.replace(contract, "all: snapshot", "all: delta");
    EXPECT_TRUE(told(files, "kinds must name a word for changes and one for the whole"));
    files.replace(contract, "all: delta", "all: whole");
    EXPECT_TRUE(told(files, "'whole'"));
}

TEST(Kinds, AreSaidByEveryLayoutOfAFeedOfChanges) {
    Changes snapshot;
    snapshot.replace(contract, "delivery: delta", "delivery: snapshot");
    EXPECT_TRUE(told(snapshot, "write `delivery: delta`"));
    Changes silent;
    silent.replace(contract, ", kind: /type", "");
    EXPECT_TRUE(told(silent, "layout 'pages' does not say where a delivery tells its kind; add `kind` to it"));
    Changes meaningless;
    meaningless.replace(contract, "\nkinds: {part: delta, all: snapshot}", "");
    EXPECT_TRUE(told(meaningless, "but nothing says what it means; add `kinds:"));
    ExampleCatalog table;
    table.replace(contract, "delivery: snapshot", "delivery: delta\nkinds: {part: delta, all: snapshot}");
    EXPECT_TRUE(told(table, "only json and xml can say it"));
}

TEST(Kinds, WhatWasTakenBackIsABooleanOfTheTable) {
    Changes files;
    files.replace(model_file,
                  "      publisher:", "      gone: {type: boolean, title: {nb: Borte, en: Gone}}\n      publisher:");
    files.replace(mapping, "  publisher: {constant: imdi}", "  publisher: {constant: imdi}\n  gone: {constant: \"0\"}");
    files.replace(mapping, "target: fact_settlement", "target: fact_settlement\ntaken_back: gone");
    config::Lints none;
    EXPECT_EQ(files.load(none).mappings.at("imdi.settlement").taken_back, "gone");
    EXPECT_EQ(none.lines(), std::vector<std::string>{});
    files.replace(mapping, "taken_back: gone", "taken_back: persons");
    EXPECT_TRUE(told(files, "unknown boolean column of fact_settlement that is never null 'persons'"));
    files.replace(mapping, "taken_back: persons", "partition: measure");
    EXPECT_TRUE(told(files, "a delivery that says whether it is whole is no part of one"));
    ExampleCatalog plain;
    plain.replace(mapping, "target: fact_settlement", "target: fact_settlement\ntaken_back: persons");
    EXPECT_TRUE(told(plain, "no delivery of this feed is compared with what stands"));
}

TEST(Authority, IsOneFeedsAndRestatedByOthers) {
    ExampleCatalog files;
    files.replace(contract, "retention: 90d", "retention: 90d\nauthority: {settlement: value}");
    EXPECT_EQ(files.lints(), std::vector<std::string>{});
    files.replace(contract, "authority: {settlement: value}", "authority: {settlement: valeu}");
    EXPECT_TRUE(told(files, "'valeu'"));
    files.replace(contract, "authority: {settlement: valeu}", "authority: {settlement: value}");
    for (const char* role : {".contract.yaml", ".mapping.yaml"}) {
        std::string text = files[std::string("mappings/imdi/settlement") + role];
        text.replace(text.find("imdi.settlement"), 15, "imdi.zettlement");
        files[std::string("mappings/imdi/zettlement") + role] = text;
    }
    EXPECT_TRUE(
        told(files, "feeds 'imdi.settlement' and 'imdi.zettlement' both have the last word about 'settlement'"));
    const std::string other = "mappings/imdi/zettlement.contract.yaml";
    files.replace(other, "authority: {settlement: value}",
                  "restates: {settlement: {field: value, of: imdi.settlement}}");
    EXPECT_EQ(files.lints(), std::vector<std::string>{});
    files.replace(other, "{settlement: {field", "{setlement: {field");
    EXPECT_TRUE(told(files, "unknown statement of imdi.settlement under `authority` 'setlement'"));
    files.replace(other, "of: imdi.settlement", "of: imdi.zettlement");
    EXPECT_TRUE(told(files, "cannot restate what it says itself"));
}

/// A derived source with one feed of persons.
struct DerivedSource : ExampleCatalog {
    DerivedSource() {
        ExampleCatalog& files = *this;
        files["connectors/protocols/derived/README.md"] = "made by tilsig\n";
        files["connectors/derived/source.yaml"] =
            "source: derived\nprotocol: derived\nfeeds:\n  derived.count:\n    needs: fact_settlement\n"
            "    query: SELECT 1 AS person_id FROM {fact_settlement} s\n";
        files["schedules/derived.yaml"] = "source: derived\nfeeds:\n  derived.count: {every: day}\n";
        files["mappings/derived/count.contract.yaml"] =
            "feed: derived.count\nversion: 1\nstate: active\ntitle: {nb: Telling, en: Count}\ndelivery: snapshot\n"
            "layouts:\n- {name: own, format: csv}\nfields:\n"
            "  person_id: {type: integer, privacy: restricted, person: true}\nkey: [person_id]\n";
        files["mappings/derived/count.mapping.yaml"] =
            "feed: derived.count\nversion: 1\ntarget: fact_count\ncolumns: {person_id: person_id}\n"
            "tests:\n- {given: {person_id: \"1\"}, expect: {person_id: \"1\"}}\n";
        files["mappings/model/count.yaml"] =
            "tables:\n  fact_count:\n    title: {nb: Telling, en: Count}\n    columns:\n"
            "      person_id: {type: integer, person: true, privacy: restricted, title: {nb: Person, en: Person}}\n"
            "    key: [person_id]\n";
    }
};

TEST(Derived, IsOneQueryOverTablesThatAreThere) {
    DerivedSource files;
    EXPECT_EQ(files.lints(), std::vector<std::string>{});
    const std::string path = "connectors/derived/source.yaml";
    files.replace(path, "{fact_settlement} s", "{fact_settlment} s");
    EXPECT_TRUE(told(files, "unknown table in braces 'fact_settlment'"));
    EXPECT_TRUE(told(files, "'fact_settlement' is no table that the query names in braces"));
    files.replace(path, "SELECT 1", "DELETE 1");
    EXPECT_TRUE(told(files, "begin it with SELECT or WITH"));
    files.replace(path, "{fact_settlment} s", "{fact_settlement} s; DROP TABLE x");
    EXPECT_TRUE(told(files, "a query has no semicolon and no comment"));
}

TEST(Derived, AloneMayHoldIdsOfPersons) {
    ExampleCatalog files;
    files.replace(contract, "  value:\n", "  who: {type: integer, privacy: restricted, person: true}\n  value:\n");
    EXPECT_TRUE(told(files, "field 'who' holds ids of persons, which no source knows; declare `person:`"));
    DerivedSource wrong;
    wrong.replace("mappings/derived/count.contract.yaml", "type: integer, privacy: restricted", "type: integer");
    EXPECT_TRUE(told(wrong, "write `type: integer`, `privacy: restricted` and `person: true`"));
    DerivedSource lost;
    lost.replace("mappings/model/count.yaml", "person: true, ", "");
    EXPECT_TRUE(told(lost, "which does not say that it holds ids of persons"));
}

}  // namespace
}  // namespace tilsig::catalog
