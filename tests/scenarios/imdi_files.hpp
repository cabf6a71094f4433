// IMDi's crosstabs through the whole program: which columns each feed fills, and its rows as text.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "scenarios/expected_rows.hpp"
#include "scenarios/installation.hpp"

namespace tilsig::test {

/// One export: its feed below `imdi.`, its table, the column of the area and the other columns of the key, in the order
/// of the expected rows.
struct Crosstab {
    std::string feed, table, area, dimensions;
};

inline const Crosstab immigrant_reason{"immigrant_reason", "fact_immigrant_reason", "municipality_code",
                                       "reason, sex, unit, year_start"};
inline const Crosstab residence{"residence", "fact_immigrant_residence", "municipality_code",
                                "residence, world_region, unit, year_start"};
inline const Crosstab settlement_minor{"settlement_minor", "fact_settlement_minor", "municipality_code",
                                       "measure, unit, year_start"};
inline const Crosstab upper_secondary{"upper_secondary", "fact_upper_secondary", "county_code",
                                      "background, sex, unit, year_start"};

/// Rows as all databases show them: an empty cell for what is null, and no decimal marks with the zeros before them,
/// because SQLite keeps decimals as scaled integers. The codes of areas stand in the first two cells and stay as they
/// are.
inline std::vector<std::string> unmarked(const std::vector<std::string>& rows) {
    std::vector<std::string> all;
    for (const auto& row : rows) {
        std::istringstream cells(row + "|");
        std::string made;
        std::size_t number = 0;
        for (std::string cell; std::getline(cells, cell, '|'); ++number) {
            std::erase(cell, '.');
            if (number > 1 && cell == "NULL") cell.clear();
            if (number > 1 && !cell.empty()) cell.erase(0, std::min(cell.find_first_not_of('0'), cell.size() - 1));
            made += cell + "|";
        }
        all.push_back(std::move(made));
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// Every row of the table.
inline std::vector<std::string> crosstab_rows(const Installation& here, const Crosstab& table) {
    return unmarked(lines_of(here.query("SELECT " + table.area + ", " + table.dimensions +
                                        ", value, coalesce(missing_reason, '') FROM " + table.table)));
}

/// Per area, per column of the export and per reason: rows, figures and their exact sum. What moved, was lost or was
/// read twice differs somewhere.
inline std::vector<std::string> crosstab_sums(const Installation& here, const Crosstab& table) {
    std::vector<std::string> all;
    const auto add = [&](const std::string& kind, const std::string& columns, const std::string& where) {
        const std::string sql = "SELECT '" + kind + "', " + columns + ", count(*), count(value), sum(value) FROM " +
                                table.table + " WHERE " + where + " GROUP BY " + columns;
        for (auto& row : lines_of(here.query(sql))) all.push_back(std::move(row));
    };
    add("area", table.area, "1 = 1");
    add("column", table.dimensions, "1 = 1");
    add("missing", "missing_reason", "missing_reason IS NOT NULL");
    return unmarked(all);
}

/// Flags of one run: rule -> records.
inline std::map<std::string, int> flags_of(const Answer& answer) {
    return answer.json().at("records").at("flagged_by_rule").get<std::map<std::string, int>>();
}

}  // namespace tilsig::test
