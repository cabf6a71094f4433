#include "warehouse/person_rows.hpp"

#include "base/text.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::warehouse {

namespace {

bool is_made(odbc::Connection& connection, const model::Table& table) {
    return connection.query_integer(connection.dialect().table_exists_query(), {table.name}).has_value();
}

std::uint64_t count(odbc::Connection& connection, const std::string& table, const std::string& condition) {
    return static_cast<std::uint64_t>(
        connection.query_integer("SELECT count(*) FROM " + table + " WHERE " + condition).value_or(0));
}

std::vector<std::pair<std::int64_t, std::int64_t>> by_unit(odbc::Connection& connection, const std::string& table,
                                                           const std::string& condition) {
    auto rows = connection.once("SELECT unit_id, count(*) FROM " + table + " WHERE " + condition +
                                " GROUP BY unit_id ORDER BY unit_id");
    rows.execute();
    std::vector<std::pair<std::int64_t, std::int64_t>> units;
    while (rows.fetch()) units.emplace_back(rows.integer(1).value(), rows.integer(2).value());
    return units;
}

}  // namespace

std::string about(const PersonColumn& where, const std::vector<std::int64_t>& ids) {
    std::vector<std::string> numbers;
    for (const std::int64_t id : ids) numbers.push_back(std::to_string(id));
    return ids.empty() ? "1 = 0" : odbc::quoted(where.column) + " IN (" + join(numbers, ", ") + ")";
}

PersonRows count_person_rows(odbc::Connection& connection, const PersonColumn& where,
                             const std::vector<std::int64_t>& ids) {
    if (!is_made(connection, *where.table)) return {};
    const TableSql sql(*where.table, connection.dialect());
    const std::string condition = about(where, ids);
    PersonRows rows{count(connection, sql.current, condition), count(connection, sql.history, condition), {}};
    for (const auto& [unit, owned] : by_unit(connection, sql.current, condition)) rows.units.push_back(unit);
    return rows;
}

PersonRows erase_person_rows(odbc::Connection& connection, const PersonColumn& where,
                             const std::vector<std::int64_t>& ids) {
    const PersonRows rows = count_person_rows(connection, where, ids);
    if (rows.empty()) return rows;
    const TableSql sql(*where.table, connection.dialect());
    const std::string condition = about(where, ids);
    for (const auto& [unit, owned] : by_unit(connection, sql.current, condition)) {
        const auto state = read_unit_state(connection, where.table->name, unit);
        touch_unit(connection, where.table->name, unit, state.touched_seq, new_touch_token(), -owned);
    }
    for (const auto& table : {sql.current, sql.history})
        connection.execute("DELETE FROM " + table + " WHERE " + condition);
    return rows;
}

}  // namespace tilsig::warehouse
