#include "run/loaded_rows.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::run {

namespace {

constexpr std::size_t asked_at_once = 512;

/// The column; of an id of a person the one under which who was told to be two is one now.
std::string current(const model::TableColumn& column) {
    const std::string name = odbc::quoted(column.name);
    return column.person
               ? "coalesce((SELECT a.same_as FROM ops_person_alias a WHERE a.alias_id = " + name + "), " + name + ")"
               : name;
}

/// The column as its keys are compared: where the database's own form is the text, its index can help.
std::string compared(const odbc::Dialect& dialect, const model::TableColumn& column) {
    const std::string name = current(column);
    const bool plain =
        column.type == model::Type::text || column.type == model::Type::code || column.type == model::Type::integer;
    return plain ? name : dialect.canonical_text(name, column.type, column.scale);
}

void bind(odbc::Statement& statement, int index, const model::TableColumn& column, std::string_view value) {
    if (column.type == model::Type::integer)
        statement.bind(index, static_cast<std::int64_t>(std::stoll(std::string(value))));
    else
        statement.bind(index, value);
}

}  // namespace

LoadedTables::LoadedTables(odbc::Connection& connection, const catalog::Catalog& catalog, std::int64_t unit_id)
    : m_connection(connection),
      m_catalog(catalog),
      m_unit_id(unit_id),
      m_statements(std::make_unique<ledger::StatementCache>(connection)) {}
LoadedTables::~LoadedTables() = default;

bool LoadedTables::holds_rows(const std::string& table) {
    if (!m_connection.query_integer(m_connection.dialect().table_exists_query(), {table})) return false;
    return m_connection.query_integer("SELECT count(*) FROM (SELECT 1 AS one FROM " + odbc::quoted(table) +
                                      " LIMIT 1) found") > 0;
}

std::string LoadedTables::text_of(const Query& query, const model::Table& table, std::size_t values) const {
    const auto& dialect = m_connection.dialect();
    std::string text = "SELECT ";
    for (const auto& name : query.columns) {
        const auto& column = *table.find(name);
        text += dialect.canonical_text(current(column), column.type, column.scale) + ", ";
    }
    text += "delivery_id, record_no FROM " + odbc::quoted(table.name) + " WHERE " +
            compared(dialect, *table.find(query.columns.front())) + " IN (?";
    for (std::size_t i = 1; i < values; ++i) text += ", ?";
    return text + ")" + (query.of_other_units ? " AND unit_id <> ?" : "");
}

void LoadedTables::find(const Query& query, const std::vector<std::string_view>& values,
                        const std::function<void(model::Batch& rows)>& take) {
    const auto& table = *m_catalog.model.find(query.table);
    const auto& first = *table.find(query.columns.front());
    const auto count = static_cast<int>(query.columns.size());
    for (std::size_t start = 0; start < values.size(); start += asked_at_once) {
        const std::size_t given = std::min(asked_at_once, values.size() - start);
        // Few lengths, so that few statements are prepared; what is left over asks for the last one again.
        std::size_t asked = 1;
        while (asked < given) asked *= 2;
        auto& rows = m_statements->prepared(text_of(query, table, asked));
        for (std::size_t i = 0; i < asked; ++i)
            bind(rows, static_cast<int>(i) + 1, first, values[start + std::min(i, given - 1)]);
        if (query.of_other_units) rows.bind(static_cast<int>(asked) + 1, m_unit_id);
        rows.execute();
        model::Batch batch;
        for (const auto& name : query.columns) batch.columns.push_back({name, {}, {}});
        while (rows.fetch()) {
            for (int i = 0; i < count; ++i) {
                const auto text = rows.text(i + 1);
                batch.columns[static_cast<std::size_t>(i)].cells.push_back(text ? batch.arena.store(*text)
                                                                                : model::Column::null);
            }
            // Delivery and record say which row it is.
            const auto delivery = static_cast<std::uint64_t>(rows.integer(count + 1).value_or(0));
            const auto record = static_cast<std::uint64_t>(rows.integer(count + 2).value_or(0));
            batch.places.push_back({(delivery << 32U) ^ record, 0, 0, 0, 1});
        }
        if (batch.rows() > 0) take(batch);
    }
}

}  // namespace tilsig::run
