// All texts that a sender may read, of the program and of the contracts of the project, in one style.
#include <gtest/gtest.h>

#include "catalog/catalog.hpp"

namespace tilsig::rules {
namespace {

/// Words that were wrong or clumsy once, by language; each has a better one in the rule book.
const std::map<std::string, std::vector<std::string>> avoided{
    {"nb",
     {"lever på nytt", "meld fra", "bytemerke", "nulltegn", "tilordning", "mange færre", " ledende null", "kort ned",
      "filbeskrivelse", "blank", "rapporter ", "akseptere", "korriger", " må "}},
    {"nn",
     {"lever på nytt", "meld frå", "bytemerke", "nullteikn", "tilordning", "mange færre", " leiande null", "kort ned",
      "filskildring", "ein kolonne", "kolonnen ", "gjaldt", "talet i ho", " delen er over", " ikke ", " fra ",
      " å retta"}},
    {"en", {"deliver again", "the least agreed", "anew"}}};

std::string lower_first(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

class Texts : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        config::Lints lints;
        catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
        ASSERT_EQ(lints.lines(), std::vector<std::string>{});
    }
    /// Calls `use` with each text and fix: where it stands, its language, itself.
    template <typename Use>
    static void each(const Use& use) {
        for (const auto& [code, entry] : catalog.rule_book.entries())
            for (const auto& [what, texts] : {std::pair{"text", &entry.text}, std::pair{"fix", &entry.fix}})
                for (const auto& [language, text] : *texts)
                    use(entry.place.text() + ": " + what + " of " + code + " in " + language + ": " + text, language,
                        text);
    }

    static inline catalog::Catalog catalog;
};

TEST_F(Texts, StandInThreeLanguages) {
    EXPECT_GT(catalog.rule_book.entries().size(), RuleBook::program().entries().size());
    for (const auto& [code, entry] : catalog.rule_book.entries())
        for (const auto* texts : {&entry.text, &entry.fix})
            for (const char* language : {"nb", "nn", "en"})
                EXPECT_TRUE(texts->contains(language)) << entry.place.text() << ": " << code << " has no " << language;
}

TEST_F(Texts, AreWholeSentences) {
    each([](const std::string& where, const std::string&, const std::string& text) {
        EXPECT_TRUE(text.ends_with('.')) << where << " (no full stop)";
        EXPECT_FALSE(text[0] >= 'a' && text[0] <= 'z') << where << " (no capital)";
        EXPECT_EQ(text.find("  "), std::string::npos) << where << " (two spaces)";
    });
}

TEST_F(Texts, HaveOneWordForOneThing) {
    each([](const std::string& where, const std::string& language, const std::string& text) {
        for (const auto& word : avoided.at(language))
            EXPECT_EQ((" " + lower_first(text)).find(word), std::string::npos) << where << " (avoid '" << word << "')";
    });
}

}  // namespace
}  // namespace tilsig::rules
