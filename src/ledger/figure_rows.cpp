#include "ledger/figure_rows.hpp"

#include "ledger/insert_rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

using model::Type;

/// In hundredths or tenths, as canonical text.
std::optional<std::string> text_of(const std::optional<std::int64_t>& number, int scale) {
    if (!number) return std::nullopt;
    char buffer[40];
    return std::string(model::canonical_text(Type::decimal, scale, *number, buffer));
}

/// Share of the owed deliveries that are here, in tenths of a percent, rounded down: 100 means all of them.
std::optional<std::int64_t> coverage_of(const FigureRow& row) {
    if (!row.owed || !row.delivered || *row.owed == 0) return std::nullopt;
    return *row.delivered * 1000 / *row.owed;
}

}  // namespace

std::vector<Migration> figure_migrations(const odbc::Dialect& dialect) {
    const auto code = [&](int length) { return " " + dialect.column_type(Type::code, length, 0) + " NOT NULL"; };
    const std::string required = " " + dialect.column_type(Type::text, 0, 0) + " NOT NULL";
    return {{17,
             "figures as they were computed",
             {"CREATE TABLE ops_figure (figure" + code(10) + ", variant" + code(10) +
              ", year bigint NOT NULL, area_level" + code(20) + ", area_code" + code(6) + ", breakdown" + code(40) +
              ", known_on " + dialect.column_type(Type::date, 0, 0) + " NOT NULL, load_seq bigint NOT NULL, value " +
              dialect.column_type(Type::decimal, 0, figure_scale) +
              ", part bigint, n bigint NOT NULL, owed bigint, delivered "
              "bigint, coverage " +
              dialect.column_type(Type::decimal, 0, coverage_scale) + ", status" + code(20) +
              ", synthetic smallint NOT NULL, computed_at" + required +
              ", PRIMARY KEY (figure, variant, year, area_code, breakdown, known_on))"}}};
}

void replace_figure(odbc::Connection& connection, const FigureHead& head, const std::vector<FigureRow>& rows) {
    const auto& dialect = connection.dialect();
    StatementCache statements(connection);
    const std::string day = dialect.from_canonical_text("?", Type::date, 0);
    statements.run("DELETE FROM ops_figure WHERE figure = ? AND year = ? AND known_on = " + day, head.figure, head.year,
                   head.known_on);
    insert_rows(connection, statements,
                "INSERT INTO ops_figure (figure, variant, year, area_level, area_code, breakdown, known_on, load_seq, "
                "value, part, n, owed, delivered, coverage, status, synthetic, computed_at)",
                "(?, ?, ?, ?, ?, ?, " + day + ", ?, " + dialect.from_canonical_text("?", Type::decimal, figure_scale) +
                    ", ?, ?, ?, ?, " + dialect.from_canonical_text("?", Type::decimal, coverage_scale) + ", ?, ?, ?)",
                "", rows.size(), [&](odbc::Statement& statement, int at, std::size_t number) {
                    const auto& row = rows[number];
                    bind_one(statement, at++, head.figure);
                    bind_one(statement, at++, row.variant);
                    bind_one(statement, at++, head.year);
                    bind_one(statement, at++, std::string_view(row.area == whole_country ? "country" : "municipality"));
                    bind_one(statement, at++, row.area);
                    bind_one(statement, at++, std::string_view(""));
                    bind_one(statement, at++, head.known_on);
                    bind_one(statement, at++, head.load_seq);
                    bind_one(statement, at++, text_of(row.value, figure_scale));
                    bind_one(statement, at++, row.part);
                    bind_one(statement, at++, row.n);
                    bind_one(statement, at++, row.owed);
                    bind_one(statement, at++, row.delivered);
                    bind_one(statement, at++, text_of(coverage_of(row), coverage_scale));
                    bind_one(statement, at++, row.status);
                    bind_one(statement, at++, head.synthetic ? 1 : 0);
                    bind_one(statement, at++, head.computed_at);
                });
}

std::int64_t last_load_shown(odbc::Connection& connection) {
    return connection.query_integer("SELECT max(load_seq) FROM ops_night WHERE closed_at IS NOT NULL").value_or(0);
}

std::int64_t last_load_before(odbc::Connection& connection, const std::string& moment) {
    return connection.query_integer("SELECT max(load_seq) FROM ops_load WHERE loaded_at < ?", {moment}).value_or(0);
}

}  // namespace tilsig::ledger
