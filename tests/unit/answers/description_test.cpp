// Every shipped contract in words.
#include "answers/description.hpp"

#include <gtest/gtest.h>

#include "config/lints.hpp"

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

}  // namespace
}  // namespace tilsig::answers
