// NAV's real files: every filled cell a fact or a typed reason, the same on both databases.
#include <gtest/gtest.h>

#include "scenarios/nav_files.hpp"

namespace tilsig::test {
namespace {

const std::filesystem::path folder = TILSIG_SOURCE_DIR "/../shared/reference/nav";

class NavReference : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped() && !std::filesystem::exists(folder))
            GTEST_SKIP() << "../shared/reference is absent: the real files cannot be read";
    }
};

TEST_P(NavReference, WorkbooksAndFilesLoadToTheirLastCell) {
    const Installation here(GetParam(), nullptr);
    expect_loaded(here, GetParam(),
                  {"nav.unemployment", "2025-01", folder / "nav_Arbeidsledighet_2025-02-05.xlsx",
                   "nav_unemployment_2025-01", "1 = 1"});
    expect_loaded(here, GetParam(),
                  {"nav.reduced_capacity", "2025-01", folder / "nav_Nedsatt_arbeidsevne_2025-02-17.xlsx",
                   "nav_reduced_capacity_2025-01", "1 = 1"});
    expect_loaded(here, GetParam(),
                  {"nav.unemployment_county", "2010-04", folder / "arbeidsledighet_2010_april.csv",
                   "nav_unemployment_county_2010-04", "month = '04'"});
    expect_loaded(here, GetParam(),
                  {"nav.unemployment_county", "2023-05", folder / "arbeidsledighet_2023_mai.csv",
                   "nav_unemployment_county_2023-05", "month = '05'"},
                  2);
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment WHERE persons_missing = 'suppressed'"), "13\n");
}

TILSIG_ON_ENGINES(NavReference, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
