#include "warehouse/row_count.hpp"

#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

std::uint64_t count_rows(odbc::Connection& connection, const model::Table& table, std::int64_t unit_id,
                         const std::optional<std::string>& owner) {
    if (!connection.query_integer(connection.dialect().table_exists_query(), {table.name})) return 0;
    const TableSql sql(table, connection.dialect());
    const std::string query = "SELECT count(*) FROM " + sql.current + " WHERE " + sql.surrogate +
                              " > 0 AND unit_id = " + std::to_string(unit_id);
    const auto rows = owner ? connection.query_integer(query + " AND coalesce(owner_code, '') = ?", {*owner})
                            : connection.query_integer(query, {});
    return static_cast<std::uint64_t>(rows.value_or(0));
}

std::map<std::string, std::uint64_t> count_rows_by_owner(odbc::Connection& connection, const model::Table& table,
                                                         std::int64_t unit_id) {
    std::map<std::string, std::uint64_t> counts;
    if (!connection.query_integer(connection.dialect().table_exists_query(), {table.name})) return counts;
    const TableSql sql(table, connection.dialect());
    auto rows =
        connection.once("SELECT coalesce(owner_code, ''), count(*) FROM " + sql.current + " WHERE " + sql.surrogate +
                        " > 0 AND unit_id = " + std::to_string(unit_id) + " GROUP BY coalesce(owner_code, '')");
    rows.execute();
    while (rows.fetch()) counts[rows.text(1).value_or("")] = static_cast<std::uint64_t>(rows.integer(2).value());
    return counts;
}

std::uint64_t count_rows_between(odbc::Connection& connection, const model::Table& table, std::int64_t unit_id,
                                 const std::string& column, const std::string& after, const std::string& until) {
    const TableSql sql(table, connection.dialect());
    const auto day = [&](const std::string& text) {
        return connection.dialect().from_canonical_text(odbc::literal(text), model::Type::date, 0);
    };
    const std::string date = odbc::quoted(column);
    return static_cast<std::uint64_t>(
        connection
            .query_integer("SELECT count(*) FROM " + sql.current + " WHERE unit_id = " + std::to_string(unit_id) +
                           " AND " + date + " > " + day(after) + " AND " + date + " <= " + day(until))
            .value_or(0));
}

}  // namespace tilsig::warehouse
