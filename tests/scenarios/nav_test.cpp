// NAV's monthly workbooks and files: two tables in a sheet, suppressed cells, titles among the data. Figures are made
// up.
#include <gtest/gtest.h>

#include "scenarios/nav_files.hpp"

namespace tilsig::test {
namespace {

class NavFixtures : public OnEveryEngine {};

const NavFile unemployment{"nav.unemployment", "2025-03", standin_data("index/nav/unemployment-2025-03.xlsx"),
                           "nav_unemployment_2025-03", "1 = 1"};

TEST_P(NavFixtures, EveryFilledCellIsAFactOrHasItsReason) {
    const Installation here(GetParam(), nullptr);
    expect_loaded(here, GetParam(), unemployment);
    expect_loaded(here, GetParam(),
                  {"nav.reduced_capacity", "2025-03", standin_data("index/nav/reduced_capacity-2025-03.xlsx"),
                   "nav_reduced_capacity_2025-03", "1 = 1"});
    expect_loaded(here, GetParam(),
                  {"nav.unemployment_county", "2023-06", standin_data("index/nav/unemployment_county-2023-06.csv"),
                   "nav_unemployment_county_2023-06", "1 = 1"},
                  2);
}

TEST_P(NavFixtures, TheIndexBringsTheMonthAndTheSameWorkbookAgainChangesNothing) {
    const StandIn standin;
    const Installation here(GetParam(), &standin);
    const auto first = here.tilsig("run", {"nav.unemployment", "--period", "2025-03", "--json"});
    ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(nav_rows(here, GetParam(), "nav.unemployment", "1 = 1"), expected_rows(unemployment.expected));
    const auto before = here.checksums();
    const auto again =
        here.tilsig("run", {"nav.unemployment", "--period", "2025-03", "--from", unemployment.file, "--json"});
    ASSERT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(here.checksums(), before);
}

TEST_P(NavFixtures, FiguresOfAnotherYearAreHeldAndAReleaseDoesNotLoadThem) {
    const Installation here(GetParam(), nullptr);
    const auto file = standin_data("index/nav/unemployment_county-2023-06.csv").string();
    EXPECT_EQ(here.tilsig("run", {"nav.unemployment_county", "--from", file}).exit_code, 64) << "of which month?";
    const auto held = here.tilsig("run", {"nav.unemployment_county", "--period", "2026-06", "--from", file, "--json"});
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.json().at("reason").get<std::string>().find("SYS-A009"), std::string::npos) << held.out;
    const auto released = here.tilsig("hold", {"release", "1", "--reason", "a test", "--json"});
    EXPECT_EQ(released.json().at("runs").at(0).at("outcome"), "rejected") << released.out << released.err;
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment_county"), "0\n");
}

TEST_P(NavFixtures, ACountyThatIsMissingHoldsTheMonth) {
    const Installation here(GetParam(), nullptr);
    auto text = read_file(standin_data("index/nav/unemployment_county-2023-06.csv"));
    const auto oslo = text.find("Oslo,");
    text.erase(oslo, text.find('\n', oslo) + 1 - oslo);
    const auto held = here.tilsig("run", {"nav.unemployment_county", "--period", "2023-06", "--from",
                                          here.file("without_oslo.csv", text), "--json"});
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.out.find("NAV-R021"), std::string::npos) << held.out;
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment_county"), "0\n");
}

TEST_P(NavFixtures, AFactIsTracedToItsSheetAndRow) {
    const Installation here(GetParam(), nullptr);
    ASSERT_EQ(here.tilsig("run", {"nav.unemployment", "--period", "2025-03", "--from", unemployment.file}).exit_code,
              0);
    const auto answer =
        here.tilsig("explain", {"fact_unemployment", "month_start=2025-03-01", "area_level=municipality",
                                "area_code=4001", "status=on_measures", "sex=both", "--json"});
    ASSERT_EQ(answer.exit_code, 0) << answer.err;
    EXPECT_EQ(answer.json().at("sheet"), 3);
    EXPECT_EQ(answer.json().at("line"), 3);
    EXPECT_EQ(answer.json().at("column"), 11) << "the table to the right begins in K";
    EXPECT_TRUE(answer.json().at("bytes").is_null());
}

TEST_P(NavFixtures, AWorkbookWithAPasswordIsRejectedInWords) {
    const Installation here(GetParam(), nullptr);
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    for (const char c : std::string("EncryptedPackage")) bytes += {c, '\0'};
    const auto answer =
        here.tilsig("run", {"nav.unemployment", "--period", "2025-03", "--from", here.file("locked.xlsx", bytes)});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_NE((answer.out + answer.err).find("without a password"), std::string::npos) << answer.out << answer.err;
    EXPECT_EQ(here.query("SELECT count(*) FROM fact_unemployment"), "0\n");
}

TILSIG_ON_ENGINES(NavFixtures, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
