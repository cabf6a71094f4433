#include "warehouse/members.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unowned_rows.hpp"

namespace tilsig::warehouse {

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
                           unowned_row(dialect, dimension, member.surrogate, cells));
    }
}

}  // namespace tilsig::warehouse
