#include "run/derived_query.hpp"

#include "calendar/local_day.hpp"
#include "catalog/derived_query.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::run {

namespace {

constexpr std::size_t piece = 64U << 10U;

/// Keeps a database from putting the expressions of a subquery in the place of its columns: a join on one of them would
/// find no index then, and compare every row with every row. PostgreSQL hashes expressions.
std::string_view apart(const odbc::Dialect& dialect) {
    switch (dialect.engine()) {
        case odbc::Engine::sqlite: return " LIMIT -1";
        case odbc::Engine::mariadb: return " LIMIT 18446744073709551615";
        case odbc::Engine::postgresql: break;
    }
    return "";
}

std::string current_rows(const model::Table& table, const odbc::Dialect& dialect) {
    std::string columns;
    for (const auto& column : table.columns) {
        const std::string name = odbc::quoted(column.name);
        const std::string shown = column.person
                                      ? "coalesce((SELECT a.same_as FROM ops_person_alias a WHERE a.alias_id = t." +
                                            name + "), t." + name + ")"
                                      : dialect.plain_number("t." + name, column.type, column.scale);
        columns += (columns.empty() ? "" : ", ") + shown + " AS " + name;
    }
    return "(SELECT " + columns + " FROM " + odbc::quoted(table.name) + " t WHERE t." +
           odbc::quoted(table.name + "_key") + " > 0" + std::string(apart(dialect)) + ")";
}

void append_cell(std::string& line, const std::optional<std::string>& cell) {
    if (!cell) return;
    if (!cell->empty() && cell->find_first_of("\";\r\n") == std::string::npos) {
        line += *cell;
        return;
    }
    line += '"';
    for (const char c : *cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
}

}  // namespace

std::optional<QueryOptions> query_options(const catalog::Catalog& catalog, const std::string& feed) {
    for (const auto& each : catalog.sources.at(catalog.contract(feed).source).feeds)
        if (each.feed == feed && each.options.contains("query")) return each.options;
    return std::nullopt;
}

std::optional<std::string> missing_rows(session::Session& session, const QueryOptions& options) {
    const std::string& table = options.at("needs");
    auto& connection = session.connection();
    if (connection.query_integer(connection.dialect().table_exists_query(), {table}) &&
        connection.query_integer("SELECT 1 FROM ops_table_load WHERE table_name = ? LIMIT 1", {table}))
        return std::nullopt;
    return table + " was never loaded, and nothing can be derived without it";
}

std::string query_text(const catalog::Catalog& catalog, const odbc::Dialect& dialect, const std::string& query,
                       const std::string& today) {
    return catalog::filled_in(query, [&](const std::string& name) {
        if (name == catalog::today_name) return odbc::literal(today);
        const auto* table = catalog.model.find(name);
        if (table == nullptr)
            throw Error(ErrorKind::configuration, "the query names the table '" + name + "', which no feed loads")
                .remedy("its feed is a draft, or `tilsig check` tells what is wrong");
        return current_rows(*table, dialect);
    });
}

void write_answer(session::Session& session, const QueryOptions& options, fetch::DeliverySink& sink) {
    auto& connection = session.connection();
    const std::string today = to_text(calendar::local_day(session.context().clock.now()));
    auto rows =
        connection.prepare(query_text(session.context().catalog, connection.dialect(), options.at("query"), today));
    rows.execute();
    const int columns = rows.column_count();
    std::string text;
    for (int i = 1; i <= columns; ++i) text += (i == 1 ? "" : ";") + rows.column_name(i);
    text += "\n";
    while (rows.fetch()) {
        for (int i = 1; i <= columns; ++i) {
            if (i > 1) text += ';';
            append_cell(text, rows.text(i));
        }
        text += '\n';
        if (text.size() < piece) continue;
        sink.write(text);
        text.clear();
    }
    sink.write(text);
}

}  // namespace tilsig::run
