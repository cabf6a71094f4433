#include "warehouse/shadow_rows.hpp"

#include <set>

#include "odbc/dialect.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

namespace {

bool has_unit_tables(odbc::Connection& connection) {
    return connection.query_integer(connection.dialect().table_exists_query(), {"ops_unit_table"}).has_value();
}

}  // namespace

std::vector<std::int64_t> units_losing_shadows(odbc::Connection& connection, const model::WarehouseModel& model) {
    std::set<std::int64_t> units;
    if (!has_unit_tables(connection)) return {};
    odbc::Statement owned =
        connection.prepare("SELECT unit_id, table_name FROM ops_unit_table WHERE table_name LIKE ?");
    owned.bind(1, std::string(model::shadow_prefix) + "%").execute();
    while (owned.fetch()) {
        if (model.find_shadow(owned.text(2).value()) == nullptr) units.insert(owned.integer(1).value());
    }
    return {units.begin(), units.end()};
}

void forget_unit(odbc::Connection& connection, const model::WarehouseModel& model, std::int64_t unit_id) {
    if (!has_unit_tables(connection)) return;
    const std::string of_unit = " WHERE unit_id = " + std::to_string(unit_id);
    for (const auto& table : model.shadows) {
        const bool made =
            connection.query_integer("SELECT 1 FROM ops_table WHERE table_name = ?", {table.name}).has_value();
        if (!made) continue;
        const TableSql sql(table, connection.dialect());
        for (const std::string& name : {sql.current, sql.history}) connection.execute("DELETE FROM " + name + of_unit);
        connection.execute("DELETE FROM ops_unit_table" + of_unit + " AND table_name = " + odbc::literal(table.name));
    }
}

}  // namespace tilsig::warehouse
