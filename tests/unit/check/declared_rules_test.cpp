// The rules this repository ships with: each compiles, and each of its examples comes out as it says.
#include <gtest/gtest.h>

#include "check/checker.hpp"

namespace tilsig::check {
namespace {

TEST(DeclaredRules, EveryExampleComesOutAsItSays) {
    config::Lints lints;
    const auto catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    std::size_t rules = 0;
    for (const auto& [feed, contract] : catalog.contracts) {
        rules += contract.rules.size();
        run_rule_tests(contract, catalog, lints);
        EXPECT_NO_THROW((void)Checker(contract, catalog, "2024")) << feed;
    }
    std::string all;
    for (const auto& line : lints.lines()) all += line + "\n";
    EXPECT_TRUE(lints.empty()) << all;
    EXPECT_GT(rules, 0U) << "no rule was declared, so nothing was proven";
}

}  // namespace
}  // namespace tilsig::check
