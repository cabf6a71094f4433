#include "load/members.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "load/composite_array.hpp"
#include "load/date_dimension.hpp"
#include "load/loader.hpp"
#include "load/warehouse_sql.hpp"
#include "odbc/bulk_rows.hpp"

namespace tilsig::load {

namespace {

struct Member {
    std::int64_t surrogate;
    const char* label;  ///< shown by BI, so in the warehouse's first language
    const char* code;
    const char* short_code;
    const char* date;  ///< in a key; before everything the register knows
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
        case model::Type::code:
            return required
                       ? std::optional<std::string>(has_room(column, member.code) ? member.code : member.short_code)
                       : std::nullopt;
        case model::Type::text:
            if (in_key) return has_room(column, member.code) ? member.code : member.short_code;
            if (has_room(column, member.label)) return member.label;
            return required ? std::optional<std::string>(member.short_code) : std::nullopt;
        case model::Type::date:
            return required ? std::optional<std::string>(in_key ? member.date : "1800-01-01") : std::nullopt;
        case model::Type::integer:
            return in_key     ? std::optional(std::to_string(member.surrogate))
                   : required ? std::optional<std::string>("0")
                              : std::nullopt;
        case model::Type::boolean: return required ? std::optional<std::string>("0") : std::nullopt;
        case model::Type::timestamp:
            return required ? std::optional<std::string>("1800-01-01T00:00:00.000000Z") : std::nullopt;
        case model::Type::decimal: {
            if (!required) return std::nullopt;
            const std::string whole = in_key ? std::to_string(member.surrogate) : "0";
            return column.scale == 0 ? whole : whole + "." + std::string(static_cast<std::size_t>(column.scale), '0');
        }
    }
    return std::nullopt;
}

std::string value_sql(const odbc::Dialect& dialect, const model::TableColumn& column,
                      const std::optional<std::string>& cell) {
    if (!cell) return "NULL";
    // SQLite reads twenty thousand days as SQL text: a bare number or literal costs a third of a CAST.
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
    return row + ", 0, NULL, " +
           dialect.from_canonical_text(odbc::literal("1970-01-01T00:00:00.000000Z"), model::Type::timestamp, 0) +
           ", 0, 0, 0)";
}

/// Own columns of a row that no unit owns, as canonical text; null is NULL.
constexpr std::string_view unowned[] = {"0", {}, "1970-01-01T00:00:00.000000Z", "0", "0", "0"};

void fill_by_values(odbc::Connection& connection) {
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

/// All days as one parameter: as SQL text they cost the server ten times as much.
void fill_by_composites(odbc::Connection& connection) {
    const TableSql sql(date_dimension(), connection.dialect());
    CompositeArray rows;
    for (const CalendarDay& day : calendar_days()) {
        rows.begin_row();
        rows.field(day.surrogate);
        for (const std::string& cell : day.cells) rows.field(cell);
        for (const std::string_view cell : unowned) rows.field(cell);
        rows.end_row();
    }
    odbc::Statement insert =
        connection.once("INSERT INTO " + sql.current + " SELECT * FROM unnest(CAST(? AS " + sql.current + "[]))");
    insert.bind_view(1, rows.text()).execute();
}

void fill_by_arrays(odbc::Connection& connection) {
    const TableSql sql(date_dimension(), connection.dialect());
    const auto names = sql.all();
    std::string statement = "INSERT INTO " + sql.current + " (" + column_list(names) + ") VALUES (?";
    for (std::size_t i = 1; i < names.size(); ++i) statement += ",?";
    odbc::BulkRows rows(names.size());
    for (const CalendarDay& day : calendar_days()) {
        rows.cell(std::to_string(day.surrogate));
        for (const std::string& cell : day.cells) rows.cell(cell);
        for (std::string_view cell : unowned) {
            if (cell.ends_with('Z')) cell.remove_suffix(1);  // a datetime takes no zone
            rows.cell(cell);
        }
    }
    (void)connection.prepare(statement + ")").execute_rows(rows, 0, rows.rows());
}

}  // namespace

void add_special_members(odbc::Connection& connection, const model::Table& dimension) {
    const odbc::Dialect& dialect = connection.dialect();
    const TableSql sql(dimension, dialect);
    for (const Member& member : members) {
        std::vector<std::optional<std::string>> cells;
        for (const auto& column : dimension.columns) {
            const bool in_key =
                std::find(dimension.key.begin(), dimension.key.end(), column.name) != dimension.key.end();
            cells.push_back(cell_of(member, column, in_key));
        }
        connection.execute("INSERT INTO " + sql.current + " (" + column_list(sql.all()) + ") VALUES " +
                           row_sql(dialect, dimension, member.surrogate, cells));
    }
}

void fill_calendar(odbc::Connection& connection) {
    switch (connection.dialect().engine()) {
        case odbc::Engine::sqlite: return fill_by_values(connection);
        case odbc::Engine::postgresql: return fill_by_composites(connection);
        case odbc::Engine::mariadb: return fill_by_arrays(connection);
    }
}

}  // namespace tilsig::load
