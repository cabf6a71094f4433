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
    // Østfold is missing from the file of April 2010: its counties come to 4 948 less than the country.
    const auto held = here.tilsig("run", {"nav.unemployment_county", "--period", "2010-04", "--from",
                                          folder / "arbeidsledighet_2010_april.csv", "--json"});
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.json().at("reason").get<std::string>().find("NAV-R021"), std::string::npos) << held.out;
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment_county"), "0\n");
    const auto released = here.tilsig("hold", {"release", "1", "--reason", "NAV has no other file", "--json"});
    EXPECT_EQ(released.exit_code, 0) << released.out << released.err;
    EXPECT_EQ(nav_rows(here, GetParam(), "nav.unemployment_county", "month = '04'"),
              expected_rows("nav_unemployment_county_2010-04"));
    expect_loaded(here, GetParam(),
                  {"nav.unemployment_county", "2023-05", folder / "arbeidsledighet_2023_mai.csv",
                   "nav_unemployment_county_2023-05", "month = '05'"},
                  2);
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment WHERE persons_missing = 'suppressed'"), "13\n");
}

TILSIG_ON_ENGINES(NavReference, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
