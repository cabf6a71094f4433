#include "warehouse/unowned_rows.hpp"

namespace tilsig::warehouse {

namespace {

std::string value_sql(const odbc::Dialect& dialect, const model::TableColumn& column,
                      const std::optional<std::string>& cell) {
    if (!cell) return "NULL";
    // SQLite reads twenty thousand days as SQL text: a bare number or literal costs a third of a CAST.
    if (column.type == model::Type::integer || column.type == model::Type::boolean) return *cell;
    if (column.type == model::Type::date) return odbc::literal(*cell);
    return dialect.from_canonical_text(odbc::literal(*cell), column.type, column.scale);
}

}  // namespace

std::string unowned_row(const odbc::Dialect& dialect, const model::Table& table, std::int64_t surrogate,
                        const std::vector<std::optional<std::string>>& cells) {
    std::string row = "(" + std::to_string(surrogate);
    for (std::size_t i = 0; i < cells.size(); ++i) row += ", " + value_sql(dialect, table.columns[i], cells[i]);
    for (std::size_t i = 0; i < table.references.size(); ++i) row += ", -1";
    return row + ", 0, NULL, " +
           dialect.from_canonical_text(odbc::literal("1970-01-01T00:00:00.000000Z"), model::Type::timestamp, 0) +
           ", 0, 0, 0)";
}

}  // namespace tilsig::warehouse
