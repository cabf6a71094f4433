// NAV's files through the whole program: what each feed must hold afterwards, as rows of text.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios/expected_rows.hpp"
#include "scenarios/installation.hpp"

namespace tilsig::test {

/// The table of a NAV feed as sorted rows of text; `where` limits it.
inline std::vector<std::string> nav_rows(const Installation& here, TestEngine engine, const std::string& feed,
                                         const std::string& where) {
    // SQLite keeps decimals as scaled integers.
    const auto four = [&](const std::string& column) {
        return engine == TestEngine::sqlite
                   ? "CASE WHEN " + column + " IS NULL THEN '' ELSE printf('%.4f', " + column + " / 10000.0) END"
                   : "coalesce(CAST(" + column + " AS text), '')";
    };
    const auto text = [](const std::string& column) { return "coalesce(CAST(" + column + " AS text), '')"; };
    const std::string figures =
        text("persons") + ", " + text("persons_missing") + ", " + four("percent") + ", " + text("percent_missing");
    const std::map<std::string, std::string> columns{
        {"nav.unemployment", "month_start, area_level, area_code, status, sex, " + figures},
        {"nav.reduced_capacity", "month_start, area_level, area_code, age_group, sex, " + figures},
        {"nav.unemployment_county", "area_code, year_start, month, " + text("persons") + ", " + four("percent") + ", " +
                                        text("percent_missing") + ", " + text("change_persons") + ", " +
                                        four("change_percent")}};
    std::istringstream answer(
        here.query("SELECT " + columns.at(feed) + " FROM fact_" + feed.substr(4) + " WHERE " + where));
    std::vector<std::string> rows;
    for (std::string line; std::getline(answer, line);) rows.push_back(line);
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// One file into an installation, and what must be in its table then.
struct NavFile {
    std::string feed, period, file, expected, where;
};

inline void expect_loaded(const Installation& here, TestEngine engine, const NavFile& nav, std::size_t filtered = 0) {
    const auto answer = here.tilsig("run", {nav.feed, "--period", nav.period, "--from", nav.file, "--json"});
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    const auto expected = expected_rows(nav.expected);
    const auto records = answer.json().at("records");
    EXPECT_EQ(records.at("accepted"), expected.size());
    EXPECT_EQ(records.at("read"), expected.size() + filtered);
    EXPECT_EQ(nav_rows(here, engine, nav.feed, nav.where), expected);
}

}  // namespace tilsig::test
