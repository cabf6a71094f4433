// XML layouts and packed deliveries in contracts.
#include <gtest/gtest.h>

#include <algorithm>

#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

const std::string fields_begin = "fields:  ";
const std::string xsd = "mappings/imdi/settlement.xsd";

/// The example with a second layout, for the years after the first one.
struct WithLayout : ExampleCatalog {
    explicit WithLayout(const std::string& lines) {
        replace(contract, fields_begin, "- name: later\n  from: 2031\n" + lines + fields_begin);
    }
};

const std::string xml =
    "  format: xml\n  encoding: iso-8859-1\n  xml:\n    namespace: \"urn:a\"\n    namespaces: {p: \"urn:b\"}\n"
    "    records: /table/p:row\n    count: /table/@n\n    join: {measure: \", \"}\n";

bool told(ExampleCatalog& files, const std::string& part) {
    const auto lines = files.lints();
    const bool found = std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
        return line.starts_with("mappings/imdi/settlement.") && line.find(part) != std::string::npos;
    });
    if (!found) {
        for (const auto& line : lines) ADD_FAILURE() << line;
    }
    return found;
}

TEST(XmlLayout, IsReadWithItsNamesResolved) {
    WithLayout files(xml);
    config::Lints lints;
    const auto catalog = files.load(lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    const auto& layout = catalog.contracts.at("imdi.settlement").layouts.at(1);
    EXPECT_EQ(layout.format, FormatKind::xml);
    ASSERT_EQ(layout.xml.records.size(), 2U);
    EXPECT_EQ(layout.xml.records[0].uri, "urn:a");
    EXPECT_EQ(layout.xml.records[1].uri, "urn:b");
    EXPECT_EQ(layout.xml.records[1].local, "row");
    EXPECT_TRUE(layout.xml.count.back().attribute);
    EXPECT_EQ(layout.xml.count.back().uri, "") << "an attribute without prefix is in no namespace";
}

TEST(XmlLayout, MistakesAreTold) {
    const auto changed = [](const std::string& from, const std::string& to) {
        std::string text = xml;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (const auto& [from, to, message] :
         {std::tuple{"/table/p:row", "table/row", "does not begin at the root"},
          std::tuple{"/table/p:row", "/table/q:row", "the prefix 'q' is not one of `xml.namespaces`"},
          std::tuple{"/table/p:row", "/table/@row", "a record is an element"},
          std::tuple{"/table/p:row", "/table/1row", "is not a name of XML"},
          std::tuple{"/table/@n", "/@n/table", "an attribute is the last step"},
          std::tuple{"join: {measure:", "join: {mesure:", "unknown column in `xml.join` 'mesure'"},
          std::tuple{"    records: /table/p:row\n", "", "records"},
          std::tuple{"  format: xml\n", "  format: xml\n  csv: {}\n", "'csv' does not go with format xml"}}) {
        WithLayout files(changed(from, to));
        EXPECT_TRUE(told(files, message)) << message;
    }
}

TEST(XmlLayout, AFieldInsideAnotherFieldsTextIsAMistake) {
    WithLayout files(xml);
    files.replace(contract, "region_name: {type: text,", "region_name: {type: text, column: region/name,");
    EXPECT_TRUE(told(files, "reads an element inside the one whose text is field 'region'"));
}

TEST(XmlLayout, ASchemaBesideTheContractIsPartOfTheFeedsIdentity) {
    const auto hash = [](const std::string& schema) {
        WithLayout files(xml + "    schema: settlement.xsd\n");
        files[xsd] = schema;
        config::Lints lints;
        const auto catalog = files.load(lints);
        EXPECT_TRUE(lints.empty()) << lints.lines().front();
        EXPECT_EQ(catalog.contracts.at("imdi.settlement").layouts.at(1).xml.schema_text, schema);
        return catalog.mappings.at("imdi.settlement").content_hash;
    };
    EXPECT_NE(hash("<a/>"), hash("<b/>"));
}

TEST(XmlLayout, ASchemaThatIsMissingOrUnusedIsAMistake) {
    WithLayout missing(xml + "    schema: settlement.xsd\n");
    EXPECT_TRUE(told(missing, "the schema 'settlement.xsd' cannot be read"));
    WithLayout unused(xml);
    unused[xsd] = "<a/>";
    EXPECT_TRUE(told(unused, "no contract beside it names this schema"));
    WithLayout elsewhere(xml + "    schema: ../settlement.xsd\n");
    EXPECT_TRUE(told(elsewhere, "is not the name of a schema beside the contract"));
}

TEST(PackedLayout, IsReadAndItsMistakesAreTold) {
    WithLayout files(
        "  format: csv\n  csv: {header_rows: 3}\n  unpivot: {keys: [region, region_name], headers: [measure, unit, "
        "year]}\n  compression: zip\n  member: \"data-*.csv\"\n  other_members: ignore\n");
    config::Lints lints;
    const auto catalog = files.load(lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    const auto& layout = catalog.contracts.at("imdi.settlement").layouts.at(1);
    EXPECT_EQ(layout.compression, Compression::zip);
    EXPECT_EQ(layout.member, "data-*.csv");
    EXPECT_TRUE(layout.ignore_other_members);
    WithLayout gzip(xml + "  compression: gzip\n  member: x\n");
    EXPECT_TRUE(told(gzip, "'member' is only for compression zip"));
}

}  // namespace
}  // namespace tilsig::catalog
