#include "warehouse/bi_view.hpp"
#include "warehouse/date_dimension.hpp"

#include "warehouse/table_sql.hpp"

namespace tilsig::warehouse {

std::string view_name(const std::string& table) {
    for (const std::string_view prefix : {"dim_", "fact_", "bridge_"}) {
        if (table.starts_with(prefix)) return "rpt_" + table.substr(prefix.size());
    }
    return "rpt_" + table;
}

ledger::View bi_view(const model::Table& table, const odbc::Dialect& dialect) {
    const TableSql sql(table, dialect);
    ledger::View view;
    view.name = view_name(table.name);
    const auto plain = [&view](const std::string& name, const std::string& type) {
        view.columns.push_back({name, odbc::quoted(name), type});
    };
    const std::string night = "(SELECT coalesce(max(n.load_seq), 0) FROM ops_night n WHERE n.closed_at IS NOT NULL)";
    const auto shown = [&](const model::TableColumn& column) {
        const std::string name = odbc::quoted(column.name);
        if (!column.person) return dialect.plain_number(name, column.type, column.scale);
        // Who turned out to be one person is counted once, whatever the row was loaded under.
        return "coalesce((SELECT a.same_as FROM ops_person_alias a WHERE a.alias_id = " + name +
               " AND a.load_seq <= " + night + "), " + name + ")";
    };
    const auto declared_columns = [&] {
        for (const auto& column : table.columns) {
            view.columns.push_back({column.name, shown(column),
                                    std::string(model::to_string(column.type)) + "(" + std::to_string(column.length) +
                                        "," + std::to_string(column.scale) + ")"});
        }
    };
    if (table.name == date_dimension().name) {
        // A date table for BI has no blanks, no gaps and whole years, so the special members stay out.
        declared_columns();
        plain(table.name + "_key", "key");
        view.sources = {sql.current + " WHERE " + sql.surrogate + " > 0"};
        return view;
    }
    plain(table.name + "_key", "key");
    declared_columns();
    for (const auto& reference : table.references) plain(reference.name + "_key", "key");
    for (const char* name : {"received_at", "load_seq", "delivery_id", "record_no"}) plain(name, name);
    view.sources = {sql.current + " WHERE load_seq <= " + night,
                    sql.history + " WHERE load_seq <= " + night + " AND replaced_seq > " + night};
    return view;
}

}  // namespace tilsig::warehouse
