// The examples that stand in the project's own rules and mappings, as `tilsig test` judges them.
#include <gtest/gtest.h>

#include "catalog/catalog.hpp"
#include "operate/preview.hpp"

namespace tilsig::operate {
namespace {

TEST(DeclaredTests, TheProjectsOwnExamplesAreAsDeclared) {
    config::Lints mistakes;
    const catalog::Catalog catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, mistakes);
    config::Lints unlike;
    EXPECT_GT(run_declared_tests(catalog, unlike), 300U);
    for (const auto& line : unlike.lines()) ADD_FAILURE() << line;
}

}  // namespace
}  // namespace tilsig::operate
