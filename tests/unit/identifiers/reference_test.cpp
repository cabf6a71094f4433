// The examples that Skatteetaten publishes. Skipped, visibly, when the reference folder is not there.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "identifiers/identifiers.hpp"

namespace tilsig::identifiers {

namespace {

constexpr std::chrono::sys_days in_2032{std::chrono::year{2032} / 1 / 1};

TEST(Reference, EveryOfficialNumberIsJudgedAsPublished) {
    const std::filesystem::path root = std::filesystem::path(TILSIG_SOURCE_DIR) / ".." / "shared" / "reference";
    if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no reference folder beside the checkout";
    std::ifstream file(root / "ids" / "skatteetaten_foedselsnummer_testvektorer.csv");
    std::string line;
    std::getline(file, line);
    int seen = 0;
    while (std::getline(file, line)) {
        std::stringstream cells(line);
        std::string number, synthetic, valid;
        std::getline(cells, number, ',');
        std::getline(cells, synthetic, ',');
        std::getline(cells, valid, ',');
        const Persons persons = synthetic == "true" ? Persons::synthetic : Persons::real;
        EXPECT_EQ(judge(number, Kind::person, in_2032.time_since_epoch().count(), persons) == Fault::none,
                  valid == "true")
            << "line " << seen + 2;
        ++seen;
    }
    EXPECT_EQ(seen, 8);
}

}  // namespace

}  // namespace tilsig::identifiers
