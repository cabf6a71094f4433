// Prepared statements by their text, and the small change of binding and reading. Only the files of this room include
// it.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "odbc/dialect.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

inline void bind_one(odbc::Statement& statement, int index, std::string_view value) { statement.bind(index, value); }
inline void bind_one(odbc::Statement& statement, int index, const std::string& value) {
    statement.bind(index, std::string_view(value));
}
template <std::integral Number>
void bind_one(odbc::Statement& statement, int index, Number value) {
    statement.bind(index, static_cast<std::int64_t>(value));
}
/// The word that to_string() has for it.
template <typename Word>
requires std::is_enum_v<Word>
void bind_one(odbc::Statement& statement, int index, Word word) {
    statement.bind(index, std::string_view(to_string(word)));
}
template <typename Value>
void bind_one(odbc::Statement& statement, int index, const std::optional<Value>& value) {
    if (value) {
        bind_one(statement, index, *value);
    } else {
        statement.bind_null(index);
    }
}

/// Empty text of an optional field is NULL in the database.
[[nodiscard]] inline std::optional<std::string> or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

class StatementCache {
public:
    explicit StatementCache(odbc::Connection& connection) : m_connection(connection) {}

    /// Binds the values in order and executes. The result, if any, is read before the same text is run again.
    template <typename... Values>
    odbc::Statement& run(const std::string& sql, const Values&... values) {
        odbc::Statement& statement = prepared(sql);
        int index = 0;
        (bind_one(statement, ++index, values), ...);
        m_changed = statement.execute();
        return statement;
    }
    /// Rows changed by the last run().
    [[nodiscard]] std::int64_t changed() const noexcept { return m_changed; }

    /// First column of the only row. Read to the end, which leaves the statement prepared; close_cursor() would not.
    template <typename... Values>
    std::optional<std::int64_t> number(const std::string& sql, const Values&... values) {
        odbc::Statement& statement = run(sql, values...);
        std::optional<std::int64_t> found;
        while (statement.fetch()) found = statement.integer(1);
        return found;
    }
    template <typename... Values>
    std::optional<std::string> text(const std::string& sql, const Values&... values) {
        odbc::Statement& statement = run(sql, values...);
        std::optional<std::string> found;
        while (statement.fetch()) found = statement.text(1);
        return found;
    }
    /// INSERT of one row into a table with a surrogate key; returns the key.
    template <typename... Values>
    std::int64_t insert(const std::string& sql, const Values&... values) {
        run(sql, values...);
        return number(m_connection.dialect().last_identity_query()).value();
    }
    [[nodiscard]] odbc::Statement& prepared(const std::string& sql);

private:
    odbc::Connection& m_connection;
    int m_connection_number = 0;
    std::unordered_map<std::string, odbc::Statement> m_statements;
    std::int64_t m_changed = 0;
};

}  // namespace tilsig::ledger
