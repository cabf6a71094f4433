#include "ledger/unit_numbers.hpp"

#include <set>
#include <utility>

#include "ledger/insert_rows.hpp"

namespace tilsig::ledger {

namespace {

using Group = std::pair<std::string, std::string>;  // recorded feed and period: due units come in such crowds

void look_up(StatementCache& statements, const Group& group, std::map<model::UnitName, std::int64_t>& numbers) {
    auto& rows =
        statements.run("SELECT id, sender FROM ops_unit WHERE feed = ? AND period = ?", group.first, group.second);
    while (rows.fetch()) {
        const auto wanted = numbers.find(model::UnitName::recorded(group.first, rows.text(2).value(), group.second));
        if (wanted != numbers.end()) wanted->second = rows.integer(1).value();
    }
}

}  // namespace

std::map<model::UnitName, std::int64_t> unit_numbers(odbc::Connection& connection, StatementCache& statements,
                                                     const std::vector<model::UnitName>& units) {
    std::map<model::UnitName, std::int64_t> numbers;
    std::set<Group> groups;
    for (const auto& unit : units) {
        numbers.emplace(unit, 0);
        groups.emplace(unit.recorded_feed(), unit.period);
    }
    for (const auto& group : groups) look_up(statements, group, numbers);
    std::vector<const model::UnitName*> missing;
    groups.clear();
    for (const auto& [unit, number] : numbers) {
        if (number != 0) continue;
        missing.push_back(&unit);
        groups.emplace(unit.recorded_feed(), unit.period);
    }
    // In the order of the map, so that two programs that make the same ones wait for each other and do not deadlock.
    insert_rows(connection, statements, "INSERT INTO ops_unit (feed, sender, period)", "(?, ?, ?)",
                connection.dialect().or_update("ops_unit", "feed, sender, period", {"period"}), missing.size(),
                [&](odbc::Statement& insert, int first, std::size_t i) {
                    insert.bind(first, missing[i]->recorded_feed()).bind(first + 1, missing[i]->sender);
                    insert.bind(first + 2, missing[i]->period);
                });
    for (const auto& group : groups) look_up(statements, group, numbers);
    return numbers;
}

}  // namespace tilsig::ledger
