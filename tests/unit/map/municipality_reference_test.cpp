// The whole history of KLASS 131 (Statistics Norway, CC BY 4.0) against the forward map derived from the same source.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/text.hpp"
#include "map/municipality_history.hpp"
#include "model/value.hpp"

namespace tilsig::map {
namespace {

const std::string folder = TILSIG_SOURCE_DIR "/../shared/reference/klass/";

std::vector<std::vector<std::string>> read_rows(const std::string& name) {
    std::ifstream file(folder + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);  // header
    while (std::getline(file, line)) {
        std::vector<std::string> row;
        for (const auto cell : split(trim(line), ';')) row.emplace_back(cell);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::int64_t day(const std::string& text, std::int64_t open) {
    return text.empty() || text == "NA" ? open : model::parse_iso_date(text).value_or(open);
}

class MunicipalityReference : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared reference files: " << folder;
    }
    static MunicipalityHistory history(const std::vector<SplitKey>& keys) {
        std::vector<CodeSpell> versions;
        for (const auto& row : read_rows("klass131_code_variants.csv"))
            if (row[0] != "9999") versions.push_back({row[0], day(row[3], INT64_MIN), day(row[4], INT64_MAX)});
        std::vector<CodeChange> changes;
        for (const auto& row : read_rows("klass131_changes.csv")) changes.push_back({day(row[0], 0), row[1], row[3]});
        return {std::move(versions), changes, keys};
    }
    /// code -> its targets of 2024 and the last year it was seen.
    struct Forward {
        std::set<std::string> targets;
        int last_year = 0;
    };
    static std::map<std::string, Forward> forward() {
        std::map<std::string, Forward> map;
        for (const auto& row : read_rows("klass131_forward_2006plus_to_2024.csv")) {
            map[row[0]].targets.insert(row[4]);
            map[row[0]].last_year = std::stoi(row[3]);
        }
        return map;
    }
    static std::int64_t middle_of(int year) { return model::parse_iso_date(std::to_string(year) + "-06-30").value(); }
};

TEST_F(MunicipalityReference, CountsOnNewYearsDay) {
    const auto h = history({});
    const std::map<int, std::size_t> expected{{2006, 431}, {2008, 430}, {2009, 430}, {2012, 429}, {2013, 428},
                                              {2016, 428}, {2017, 426}, {2018, 422}, {2019, 422}, {2020, 356},
                                              {2023, 356}, {2024, 357}, {2025, 357}};
    for (const auto& [year, count] : expected)
        EXPECT_EQ(h.valid_at(model::parse_iso_date(std::to_string(year) + "-01-01").value()).size(), count) << year;
}

TEST_F(MunicipalityReference, CodesOfEveryYearEqualTheSnapshots) {
    const auto h = history({});
    std::map<int, std::set<std::string>> snapshots;
    for (const auto& row : read_rows("klass131_snapshots_2006_2025.csv"))
        if (row[1] != "9999") snapshots[std::stoi(row[0])].insert(row[1]);
    ASSERT_EQ(snapshots.size(), 20U);
    for (const auto& [year, codes] : snapshots) {
        std::set<std::string> found;
        for (const auto* spell : h.valid_at(model::parse_iso_date(std::to_string(year) + "-01-01").value()))
            found.insert(spell->code);
        EXPECT_EQ(found, codes) << year;
    }
}

TEST_F(MunicipalityReference, EveryCodeWithOneTargetGoesThereAndTheTenOthersRefuse) {
    const auto h = history({});
    std::set<std::string> refused;
    std::size_t resolved = 0;
    for (const auto& [code, expected] : forward()) {
        if (code == "9999") continue;
        const auto result = h.resolve(code, middle_of(expected.last_year), 2024);
        if (result.refusal == Refusal::split_without_key) {
            refused.insert(code);
            EXPECT_GT(expected.targets.size(), 1U) << code;
        } else {
            EXPECT_EQ(expected.targets, std::set<std::string>{result.target})
                << code << " " << to_string(result.refusal);
            ++resolved;
        }
    }
    EXPECT_EQ(refused,
              (std::set<std::string>{"0720", "1504", "1507", "1523", "1529", "1534", "1546", "1613", "1850", "5012"}));
    EXPECT_GT(resolved, 800U);
}

TEST_F(MunicipalityReference, DeclaredKeysDecideForTheirOrigin) {
    const std::int64_t split = model::parse_iso_date("2024-01-01").value();
    const auto h = history({{split, "1534", "1580"},
                            {split, "1504", "1508"},
                            {split, "1523", "1508"},
                            {split, "1529", "1508"},
                            {split, "1546", "1508"}});
    EXPECT_EQ(h.problems(), std::vector<std::string>{});
    EXPECT_EQ(h.resolve("1534", middle_of(2008), 2024).target, "1580");
    for (const char* code : {"1504", "1523", "1529", "1546"})
        EXPECT_EQ(h.resolve(code, middle_of(2008), 2024).target, "1508") << code;
    EXPECT_EQ(h.resolve("1507", middle_of(2021), 2024).refusal, Refusal::split_without_key);
}

}  // namespace
}  // namespace tilsig::map
