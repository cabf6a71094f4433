// Every shipped contract in words.
#include "answers/description.hpp"

#include <gtest/gtest.h>

#include "config/lints.hpp"
#include "decode/xml/sax_parser.hpp"
#include "decode/xml/schema.hpp"

namespace tilsig::answers {
namespace {

TEST(Description, NamesEveryColumnAndRuleOfEveryShippedFeedInThreeLanguages) {
    config::Lints lints;
    const auto catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
    ASSERT_TRUE(lints.empty());
    for (const auto& [feed, contract] : catalog.contracts) {
        for (const auto language : words::languages) {
            const auto text = contract_description(catalog, contract, language);
            for (const auto& field : contract.fields)
                EXPECT_NE(text.find("| `" + field.column + "` |"), std::string::npos) << feed << language << text;
            for (const auto& rule : contract.rules)
                EXPECT_EQ(text.find("**" + rule.code.str() + "**") == std::string::npos, rule.shadow) << feed;
            EXPECT_EQ(text.find("|  |  |  |  |"), std::string::npos) << feed << language;
        }
    }
}

/// What a schema says of a document.
class Verdict final : public decode::SaxEvents {
public:
    void start(const decode::SaxElement&) override { ++elements; }
    void end() override {}
    void text(std::string_view) override {}
    void violation(std::string message) override { violations += message + "; "; }
    int elements = 0;
    std::string violations;
};

/// The last block between fences: the example.
std::string last_block(const std::string& text) {
    const auto end = text.rfind("```\n"), begin = text.rfind("```\n", end - 1) + 4;
    return text.substr(begin, end - begin);
}

class ShippedDescription : public ::testing::Test {
protected:
    void SetUp() override {
        config::Lints lints;
        m_catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
        ASSERT_TRUE(lints.empty());
    }
    [[nodiscard]] std::string told(const std::string& feed, std::string_view language) const {
        return contract_description(m_catalog, m_catalog.contracts.at(feed), language);
    }
    static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
    catalog::Catalog m_catalog;
};

TEST_F(ShippedDescription, HasAWholeXmlDocumentThatItsSchemaAccepts) {
    int documents = 0;
    for (const auto& [feed, contract] : m_catalog.contracts) {
        const auto& layout = contract.layouts.back();
        if (layout.format != catalog::FormatKind::xml) continue;
        const auto example = last_block(told(feed, "en"));
        const decode::XmlSchema schema(layout.xml.schema_text, layout.xml.schema);
        Verdict verdict;
        decode::SaxParser parser(verdict, &schema);
        parser.feed(example);
        parser.finish();
        EXPECT_EQ(verdict.violations, "") << feed << example;
        EXPECT_GT(verdict.elements, 2) << example;
        EXPECT_TRUE(has(example, layout.xml.default_uri)) << example;
        ++documents;
    }
    EXPECT_EQ(documents, 5);
}

TEST_F(ShippedDescription, ShowsEachExampleOnceUnderItsForm) {
    const auto person = told("udi.person", "nb");
    EXPECT_EQ(person.find("<dufnummer>"), person.rfind("<dufnummer>")) << person;
    EXPECT_TRUE(has(told("municipal.programme", "nb"), "### INT08 (fixed)\n\n```"))
        << told("municipal.programme", "nb");
}

TEST_F(ShippedDescription, SaysWhichFormWhereAndWhen) {
    const auto programme = told("municipal.programme", "nb");
    EXPECT_TRUE(
        has(programme, "Formene er csv, fixed og xlsx. Hver avsender leverer i bare én av dem, den som er avtalt"));
    EXPECT_TRUE(has(programme, "levert innen 10 arbeidsdager etter at perioden den gjelder, er slutt.")) << programme;
    EXPECT_TRUE(has(programme, "Legg filen i innmappen som er avtalt med dere."));
    EXPECT_TRUE(has(told("nav.status", "nn"), "Vi ser etter nye filer kvar veke: måndag.")) << told("nav.status", "nn");
    EXPECT_TRUE(has(told("nav.employment", "en"), "We look for new files every month, on day 6."));
    EXPECT_TRUE(has(told("nav.education", "en"), "We look for new files every year: 15 February."));
    const auto tests = told("language_test.result", "nb");
    EXPECT_TRUE(has(tests, "`sha256`")) << tests;
    EXPECT_TRUE(has(tests, "Navnet på filen velger dere selv.")) << tests;
    EXPECT_FALSE(has(tests, "den som er avtalt med oss")) << "it has one form";
}

TEST_F(ShippedDescription, TellsChangesFromTheWhole) {
    const auto person = told("udi.person", "en");
    EXPECT_TRUE(has(person, "A file is either changes or the whole register, and says itself which."));
    EXPECT_FALSE(has(person, "states the rows of the period before anew")) << person;
    EXPECT_TRUE(has(told("nav.status", "en"), "Each file is the whole truth"));
    EXPECT_TRUE(has(told("nav.status", "en"), "states the rows of the period before anew"));
}

TEST_F(ShippedDescription, SaysWhatEachRuleDoes) {
    const auto text = told("municipal.programme", "en");
    const auto rejected = text.find("### The record is rejected"), taken = text.find("### The value is taken away"),
               marked = text.find("### The record is taken as it is, with a mark");
    ASSERT_LT(rejected, taken);
    ASSERT_LT(taken, marked);
    for (const auto& rule : m_catalog.contracts.at("municipal.programme").rules) {
        const auto at = text.find("**" + rule.code.str() + "**");
        if (rule.action == model::Action::reject_record) {
            EXPECT_TRUE(rejected < at && at < taken) << rule.code.str();
        }
        if (rule.action == model::Action::flag) {
            EXPECT_GT(at, marked) << rule.code.str();
        }
        if (rule.escalation) {
            EXPECT_TRUE(has(text.substr(at, text.find('\n', at) - at), "% of the records")) << rule.code.str();
        }
    }
}

TEST_F(ShippedDescription, SaysWhereLongListsAreAndLeavesNoCodeWithoutWords) {
    EXPECT_TRUE(has(told("municipal.programme", "nn"), "<https://www.ssb.no/klass/klassifikasjoner/131>"));
    for (const auto& [feed, contract] : m_catalog.contracts) {
        const auto text = told(feed, "en");
        EXPECT_FALSE(has(text, "` |  |  |\n")) << feed << text;
        EXPECT_EQ(has(text, " codes.\n"), false) << feed << ": a count without a list";
    }
    EXPECT_TRUE(has(told("language_test.result", "nn"), "### Resultat frå 2014"));
    EXPECT_TRUE(has(told("nav.status", "en"), "commas between: 2008-11,2008-12"));
    EXPECT_TRUE(has(told("udi.person", "nb"), "| Felt | Betydning |")) << "XML has no columns";
}

}  // namespace
}  // namespace tilsig::answers
