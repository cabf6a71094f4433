// The table of bad input and the tests of bad input name each other, completely.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace tilsig::decode::testing {
namespace {

const std::string folder = std::string(TILSIG_SOURCE_DIR) + "/tests/";

/// The tests named in the last cell of each line; the codes in the third.
struct Table {
    std::set<std::string> tests;
    std::string codes;
    std::size_t lines = 0;
};

Table read_table() {
    Table table;
    std::ifstream file(folder + "bad_input.md");
    for (std::string line; std::getline(file, line);) {
        const auto name = line.rfind("| BadInput.");
        if (line.rfind("| ", 0) != 0 || name == std::string::npos) continue;
        ++table.lines;
        table.tests.insert(line.substr(name + 2, line.find(' ', name + 2) - name - 2));
        std::stringstream cells(line);
        std::string cell;
        for (int i = 0; i < 4; ++i) std::getline(cells, cell, '|');
        table.codes += cell;
    }
    return table;
}

std::set<std::string> tests_in_sources() {
    std::set<std::string> tests;
    const std::string mark = "TEST(BadInput, ";
    for (const auto& entry : std::filesystem::directory_iterator(folder + "unit/decode")) {
        if (entry.path().filename().string().rfind("bad_input", 0) != 0) continue;
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) {
            if (line.rfind(mark, 0) == 0)
                tests.insert("BadInput." + line.substr(mark.size(), line.find(')') - mark.size()));
        }
    }
    return tests;
}

TEST(BadInputTable, EveryLineHasATestAndEveryTestALine) {
    const Table table = read_table();
    EXPECT_GT(table.lines, 40U);
    EXPECT_EQ(table.tests, tests_in_sources());
    EXPECT_EQ(table.lines, table.tests.size()) << "a test stands in two lines";
}

TEST(BadInputTable, EveryCodeIsOneOfOurs) {
    std::ifstream file(std::string(TILSIG_SOURCE_DIR) + "/src/decode/codes.hpp");
    std::ostringstream known;
    known << file.rdbuf();
    const std::string codes = read_table().codes;
    std::size_t found = 0;
    for (auto at = codes.find("SYS-"); at != std::string::npos; at = codes.find("SYS-", at + 1), ++found) {
        EXPECT_NE(known.str().find(codes.substr(at, 8)), std::string::npos) << codes.substr(at, 8);
    }
    EXPECT_GT(found, 30U);
}

}  // namespace
}  // namespace tilsig::decode::testing
