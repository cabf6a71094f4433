#include "load/members.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "load/date_dimension.hpp"
#include "load/loader.hpp"
#include "load/warehouse_sql.hpp"

namespace tilsig::load {

namespace {

struct Member {
    std::int64_t surrogate;
    const char* label;  ///< shown by BI, so in the warehouse's first language
    const char* code;
    const char* short_code;
    const char* date;   ///< in a key; before everything the register knows
};
constexpr Member members[] = {{member_unknown, "Ukjent", "-1", "?", "1800-01-01"},
                              {member_not_applicable, "Ikke aktuelt", "-2", "-", "1800-01-02"},
                              {member_invalid, "Ugyldig", "-3", "!", "1800-01-03"}};

bool has_room(const model::TableColumn& column, std::string_view text) {
    return column.length == 0 || text.size() <= static_cast<std::size_t>(column.length);
}

/// Canonical text, or nothing for NULL.
std::optional<std::string> cell_of(const Member& member, const model::TableColumn& column, bool in_key) {
    const bool required = in_key || !column.nullable;
    switch (column.type) {
        case model::Type::code: return required ? std::optional<std::string>(has_room(column, member.code) ? member.code : member.short_code) : std::nullopt;
        case model::Type::text:
            if (in_key) return has_room(column, member.code) ? member.code : member.short_code;
            if (has_room(column, member.label)) return member.label;
            return required ? std::optional<std::string>(member.short_code) : std::nullopt;
        case model::Type::date: return required ? std::optional<std::string>(in_key ? member.date : "1800-01-01") : std::nullopt;
        case model::Type::integer: return in_key ? std::optional(std::to_string(member.surrogate)) : required ? std::optional<std::string>("0") : std::nullopt;
        case model::Type::boolean: return required ? std::optional<std::string>("0") : std::nullopt;
        case model::Type::timestamp: return required ? std::optional<std::string>("1800-01-01T00:00:00.000000Z") : std::nullopt;
        case model::Type::decimal: {
            if (!required) return std::nullopt;
            const std::string whole = in_key ? std::to_string(member.surrogate) : "0";
            return column.scale == 0 ? whole : whole + "." + std::string(static_cast<std::size_t>(column.scale), '0');
        }
    }
    return std::nullopt;
}

std::string value_sql(const odbc::Dialect& dialect, const model::TableColumn& column, const std::optional<std::string>& cell) {
    if (!cell) return "NULL";
    // Twenty thousand days are read as SQL text: a bare number or literal costs a third of a CAST.
    if (column.type == model::Type::integer || column.type == model::Type::boolean) return *cell;
    if (column.type == model::Type::date) return odbc::literal(*cell);
    return dialect.from_canonical_text(odbc::literal(*cell), column.type, column.scale);
}

/// `(surrogate, cells..., reference keys, own columns)` of a row that no unit owns.
std::string row_sql(const odbc::Dialect& dialect, const model::Table& table, std::int64_t surrogate,
                    const std::vector<std::optional<std::string>>& cells) {
    std::string row = "(" + std::to_string(surrogate);
    for (std::size_t i = 0; i < cells.size(); ++i) row += ", " + value_sql(dialect, table.columns[i], cells[i]);
    for (std::size_t i = 0; i < table.references.size(); ++i) row += ", -1";
    return row + ", 0, NULL, " + dialect.from_canonical_text(odbc::literal("1970-01-01T00:00:00.000000Z"), model::Type::timestamp, 0) + ", 0, 0, 0)";
}

}  // namespace

void add_special_members(odbc::Connection& connection, const model::Table& dimension) {
    const odbc::Dialect& dialect = connection.dialect();
    const TableSql sql(dimension, dialect);
    for (const Member& member : members) {
        std::vector<std::optional<std::string>> cells;
        for (const auto& column : dimension.columns) {
            const bool in_key = std::find(dimension.key.begin(), dimension.key.end(), column.name) != dimension.key.end();
            cells.push_back(cell_of(member, column, in_key));
        }
        connection.execute("INSERT INTO " + sql.current + " (" + column_list(sql.all()) + ") VALUES " +
                           row_sql(dialect, dimension, member.surrogate, cells));
    }
}

void fill_calendar(odbc::Connection& connection) {
    const model::Table& table = date_dimension();
    const TableSql sql(table, connection.dialect());
    const std::string head = "INSERT INTO " + sql.current + " (" + column_list(sql.all()) + ") VALUES ";
    constexpr std::size_t rows_per_statement = 500;  // SQLite takes at most 500 in one VALUES without slowing down
    std::string statement;
    std::size_t rows = 0;
    const auto days = calendar_days();
    for (const CalendarDay& day : days) {
        statement += rows == 0 ? head : ",";
        statement += row_sql(connection.dialect(), table, day.surrogate, {day.cells.begin(), day.cells.end()});
        if (++rows == rows_per_statement || &day == &days.back()) {
            connection.execute(statement);
            statement.clear();
            rows = 0;
        }
    }
}

}  // namespace tilsig::load
