#include "warehouse/table_sql.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "warehouse/engine_kit.hpp"

namespace tilsig::warehouse {

namespace {

// The longest name made from a table's is `<name>_history_replaced` or `<name>_business_key`.
constexpr std::size_t longest_table_name = 63 - 17;

bool is_key(const model::Table& table, const model::TableColumn& column) {
    return std::find(table.key.begin(), table.key.end(), column.name) != table.key.end();
}

/// Each condition per column, joined by a word.
template <typename Make>
std::string joined(const std::vector<std::string>& columns, std::string_view word, const Make& make) {
    std::vector<std::string> parts;
    parts.reserve(columns.size());
    for (const std::string& column : columns) parts.push_back(make(column));
    return join(parts, word);
}

}  // namespace

TableSql::TableSql(const model::Table& table, const odbc::Dialect& dialect) {
    if (table.name.size() > longest_table_name) {
        throw Error(ErrorKind::configuration,
                    "the table name " + table.name + " is too long for the names made from it")
            .remedy("use at most " + std::to_string(longest_table_name) + " characters");
    }
    current = odbc::quoted(table.name);
    history = odbc::quoted(table.name + "_history");
    surrogate = odbc::quoted(table.name + "_key");
    for (const auto& column : table.columns) {
        columns.push_back(odbc::quoted(column.name));
        signature += column.name + " " + dialect.column_type(column.type, column.length, column.scale) + ",";
    }
    for (const auto& name : table.key) {
        if (table.find(name) == nullptr) {
            throw Error(ErrorKind::configuration,
                        table.name + ": the key names a column '" + name + "' that it has not");
        }
        key.push_back(odbc::quoted(name));
    }
    for (const auto& reference : table.references) reference_keys.push_back(odbc::quoted(reference.name + "_key"));
    for (const char* name : {"unit_id", "owner_code", "received_at", "load_seq", "delivery_id", "record_no"})
        own.push_back(odbc::quoted(name));

    std::vector<std::string> names = all();
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) {
        throw Error(ErrorKind::configuration, table.name + ": the column name " + *twice + " is used twice")
            .remedy(
                "rename the column or reference; the loader adds <table>_key, <reference>_key, unit_id, owner_code, "
                "received_at, "
                "load_seq, delivery_id and record_no");
    }
}

std::vector<std::string> TableSql::all() const {
    std::vector<std::string> names{surrogate};
    names.insert(names.end(), columns.begin(), columns.end());
    names.insert(names.end(), reference_keys.begin(), reference_keys.end());
    names.insert(names.end(), own.begin(), own.end());
    return names;
}

std::string column_list(const std::vector<std::string>& columns, std::string_view alias) {
    const std::string prefix = alias.empty() ? std::string() : std::string(alias) + ".";
    return joined(columns, ", ", [&prefix](const std::string& column) { return prefix + column; });
}

std::string equal_keys(const std::vector<std::string>& columns, std::string_view a, std::string_view b) {
    return joined(columns, " AND ",
                  [&](const std::string& c) { return std::string(a) + "." + c + " = " + std::string(b) + "." + c; });
}

std::string any_differs(const odbc::Dialect& dialect, const std::vector<std::string>& columns, std::string_view a,
                        std::string_view b) {
    return joined(columns, " OR ", [&](const std::string& c) {
        return dialect.differs(std::string(a) + "." + c, std::string(b) + "." + c);
    });
}

std::string index_name(const model::Table& table, std::string_view purpose) {
    return odbc::quoted(table.name + "_" + std::string(purpose));
}

std::vector<std::string> current_indexes(const model::Table& table, const TableSql& sql) {
    return {"CREATE UNIQUE INDEX " + index_name(table, "business_key") + " ON " + sql.current + " (" +
                column_list(sql.key) + ")",
            // Closing and counting go by unit; a night has two thousand small ones in one table.
            "CREATE INDEX " + index_name(table, "unit") + " ON " + sql.current + " (" + odbc::quoted("unit_id") + ")"};
}

std::string stored_type(const model::Table& table, const model::TableColumn& column, const odbc::Dialect& dialect) {
    const bool text = column.type == model::Type::text || column.type == model::Type::code;
    if (text && column.length == 0 && is_key(table, column)) return dialect.key_text_type();
    return dialect.column_type(column.type, column.length, column.scale);
}

std::string column_definition(const model::Table& table, const model::TableColumn& column,
                              const odbc::Dialect& dialect) {
    const bool in_key = is_key(table, column);
    return odbc::quoted(column.name) + " " + stored_type(table, column, dialect) +
           (in_key || !column.nullable ? " NOT NULL" : "");
}

std::vector<std::string> create_table(const model::Table& table, const odbc::Dialect& dialect) {
    const TableSql sql(table, dialect);
    const std::string moment = dialect.column_type(model::Type::timestamp, 0, 0);
    std::string body;
    for (const auto& column : table.columns) body += ",\n  " + column_definition(table, column, dialect);
    for (const auto& name : sql.reference_keys) body += ",\n  " + name + " bigint NOT NULL DEFAULT -1";
    body += ",\n  \"unit_id\" bigint NOT NULL,\n  \"owner_code\" " +
            dialect.column_type(model::Type::code, owner_length, 0) + ",\n  \"received_at\" " + moment +
            " NOT NULL,\n  \"load_seq\" bigint NOT NULL,\n  \"delivery_id\" bigint NOT NULL,\n" +
            "  \"record_no\" bigint NOT NULL";
    std::vector<std::string> statements;
    statements.push_back("CREATE TABLE " + sql.current + " (\n  " + sql.surrogate + " " +
                         kit_of(dialect).surrogate_type() + " NOT NULL PRIMARY KEY" + body + "\n)");
    for (auto& index : current_indexes(table, sql)) statements.push_back(std::move(index));
    // A version is named by its surrogate and the load that made it; the same version twice in history is a defect.
    statements.push_back("CREATE TABLE " + sql.history + " (\n  " + sql.surrogate + " bigint NOT NULL" + body +
                         ",\n  \"replaced_seq\" bigint NOT NULL,\n  PRIMARY KEY (" + sql.surrogate +
                         ", \"load_seq\")\n)");
    statements.push_back("CREATE INDEX " + index_name(table, "history_replaced") + " ON " + sql.history +
                         " (\"replaced_seq\")");
    return statements;
}

std::string declared(const model::Table& table, const model::TableColumn& column) {
    std::string text = model::to_string(column.type);
    if (column.length > 0) text += "(" + std::to_string(column.length) + ")";
    if (column.type == model::Type::decimal) text += "(scale " + std::to_string(column.scale) + ")";
    const auto place = std::find(table.key.begin(), table.key.end(), column.name);
    const bool in_key = place != table.key.end();
    text += column.nullable && !in_key ? " null" : " not null";
    if (in_key) text += ", key " + std::to_string(place - table.key.begin() + 1);
    return text;
}

}  // namespace tilsig::warehouse
