// The connector odbc_query: the answer to one question to a database, as CSV. See README.md.
#include "database.hpp"
#include "position.hpp"
#include "spi/connector.hpp"

namespace tilsig::odbc_query {

namespace {

using spi::Failure;
using spi::Status;

constexpr std::size_t piece = 64U << 10U;

/// RFC 4180. NULL is an empty cell, an empty text a quoted one, so that the two stay apart.
void append_cell(std::string& line, std::optional<std::string_view> cell) {
    if (!cell) return;
    const bool plain = !cell->empty() && cell->find_first_of("\",\r\n") == std::string_view::npos &&
                       cell->front() != ' ' && cell->back() != ' ';
    if (plain) {
        line += *cell;
        return;
    }
    line += '"';
    for (const char c : *cell) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

class OdbcQuery final : public spi::Connector {
public:
    static constexpr const char* name = "odbc_query";
    static constexpr std::array options{"driver",           "server", "port",          "database", "user",
                                        "ssl_mode",         "query",  "cursor_column", "overlap",  "connect_seconds",
                                        "statement_seconds"};

    static void check(spi::OptionCheck& check) { check_settings(check); }

    explicit OdbcQuery(const spi::Unit& unit) : Connector(unit), m_settings(read_settings(unit.options())) {
        const auto stored = unit.cursor();
        if (stored && !m_settings.cursor_column.empty()) m_position = *stored;
        if (!m_position.empty() && !is_position(m_position))
            throw Failure(Status::refused, "the cursor is not one of this connector");
    }

    Status fetch(spi::Host& host) override {
        Database database(m_settings, host.secret("password").value_or(std::string_view()));
        const std::uint64_t expected = count(database);
        if (expected == 0 && !m_position.empty()) return Status::nothing_new;
        const std::uint64_t sent = send(host, *database.ask("SELECT * FROM " + question()));
        if (sent != expected) {
            throw Failure(Status::bad_source,
                          std::to_string(sent) + " rows came where the same snapshot counts " +
                              std::to_string(expected) +
                              "; the query must give the same answer twice (no random(), no clock)");
        }
        const std::string rows = std::to_string(expected) + " rows";
        host.end({"row-count", rows, rows});
        if (!m_newest.empty()) host.cursor(m_newest);
        return Status::ok;
    }

private:
    /// The query as a relation, from the position on. As a sub-query it can be nothing but a query, on every engine.
    [[nodiscard]] std::string question() const {
        std::string text = "(" + m_settings.query + ") q";
        if (m_position.empty()) return text;
        const std::string from = earlier(m_position, m_settings.overlap);
        const bool counted =
            from.find_first_not_of("-0123456789") == std::string::npos && from.find('-', 1) == std::string::npos;
        return text + " WHERE q." + m_settings.cursor_column + " >= " + (counted ? from : "'" + from + "'");
    }

    [[nodiscard]] std::uint64_t count(Database& database) const {
        const auto answer = database.ask("SELECT count(*) AS n FROM " + question());
        if (!answer->next()) throw Failure(Status::bad_source, "the database does not count the rows of the query");
        const auto number = spi::Options::parse(answer->cell(0).value_or(""));
        if (!number || *number < 0)
            throw Failure(Status::bad_source,
                          "the database counts the rows of the query with something that is no number");
        while (answer->next()) {
            // Read to its end: one driver holds the connection until then.
        }
        return static_cast<std::uint64_t>(*number);
    }

    std::uint64_t send(spi::Host& host, Answer& answer) {
        host.begin(std::string(unit().feed()) + ".csv", "text/csv", "utf-8");
        std::size_t cursor_at = answer.columns().size();
        std::string text;
        for (std::size_t i = 0; i < answer.columns().size(); ++i) {
            if (answer.columns()[i] == m_settings.cursor_column) cursor_at = i;
            if (i > 0) text += ',';
            append_cell(text, answer.columns()[i]);
        }
        if (!m_settings.cursor_column.empty() && cursor_at == answer.columns().size()) {
            throw Failure(Status::refused,
                          "the query gives no column " + m_settings.cursor_column + " (option cursor_column)");
        }
        text += "\r\n";
        std::uint64_t rows = 0;
        m_newest = m_position;
        for (; answer.next(); ++rows) {
            for (std::size_t i = 0; i < answer.columns().size(); ++i) {
                if (i > 0) text += ',';
                const auto cell = answer.cell(i);
                append_cell(text, cell);
                if (i == cursor_at) advance(cell);
            }
            text += "\r\n";
            if (text.size() >= piece) {
                host.write(text);
                text.clear();
            }
        }
        host.write(text);
        return rows;
    }

    void advance(std::optional<std::string_view> cell) {
        if (!cell || !is_position(*cell)) {
            throw Failure(Status::bad_source, "a row has no date, time or whole number in " + m_settings.cursor_column +
                                                  " (option cursor_column); it would be missed from then on");
        }
        m_newest = later(std::move(m_newest), *cell);
    }

    Settings m_settings;
    std::string m_position;  ///< stored by the last fetch; empty: from the beginning
    std::string m_newest;
};

}  // namespace

}  // namespace tilsig::odbc_query

TILSIG_CONNECTOR(tilsig::odbc_query::OdbcQuery, 0);
