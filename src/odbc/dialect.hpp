// What differs between databases, asked by questions instead of by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "model/value.hpp"

namespace tilsig::odbc {

enum class Engine { sqlite, postgresql };

/// One object per engine. Every SQL text that differs between engines is made here, so that loaders hold no `if
/// (sqlite)`.
class Dialect {
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual Engine engine() const noexcept = 0;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;  ///< "sqlite", "postgresql"

    /// Column type for DDL, with the collation that makes both engines sort text by its bytes. Decimals:
    /// numeric(19,scale) in PostgreSQL, a bigint holding the scaled value in SQLite. Booleans are smallint 0/1 in both,
    /// so that one SQL text compares them. Length 0 is text without bound.
    [[nodiscard]] virtual std::string column_type(model::Type type, int length, int scale) const = 0;
    /// Type and constraint of a surrogate key that the database counts up and never gives out twice; holds PRIMARY KEY.
    [[nodiscard]] virtual std::string identity_column_type() const = 0;

    /// An SQL expression that reads a column back as the canonical text of model/value.hpp (timestamps as
    /// base/clock.hpp), whatever it is stored as. `column` is an expression, quoted already.
    [[nodiscard]] virtual std::string canonical_text(std::string_view column, model::Type type, int scale) const = 0;
    /// The other way: an expression that turns a bound canonical text (`?`, a staging column) into the stored form.
    [[nodiscard]] virtual std::string from_canonical_text(std::string_view expression, model::Type type,
                                                          int scale) const = 0;
    /// canonical_text() of a decimal.
    [[nodiscard]] std::string decimal_as_text(std::string_view column, int scale) const {
        return canonical_text(column, model::Type::decimal, scale);
    }

    /// Opens a transaction: one that takes the write lock at once where there is only one, or a snapshot for reading.
    [[nodiscard]] virtual std::string begin_statement(bool write) const = 0;
    /// Statement that takes the load lock inside the loading transaction (PostgreSQL: advisory transaction lock;
    /// SQLite: BEGIN IMMEDIATE already holds it, so an empty string).
    [[nodiscard]] virtual std::string load_lock_statement() const = 0;
    [[nodiscard]] virtual bool transactional_ddl() const noexcept = 0;
    /// Query for the surrogate key that this connection's last single-row INSERT was given. INSERT .. RETURNING gives
    /// no result through SQLite's driver, so it is not used anywhere.
    [[nodiscard]] virtual std::string last_identity_query() const = 0;
    /// Query for the names of all tables that this connection sees, one a row.
    [[nodiscard]] virtual std::string table_names_query() const = 0;
    /// Query with one parameter, a table name; one row when the table (or view) exists for this connection.
    [[nodiscard]] virtual std::string table_exists_query() const = 0;
    /// Query that gives one text column: "ok", or lines that describe damage. Reads the whole database on SQLite.
    [[nodiscard]] virtual std::string integrity_query() const = 0;
};

[[nodiscard]] const Dialect& sqlite_dialect();
[[nodiscard]] const Dialect& postgresql_dialect();

/// The one place where a name becomes part of SQL: lower snake case of at most 63 bytes, else Error(configuration).
/// Returns it in double quotes.
[[nodiscard]] std::string quoted(std::string_view identifier);
/// A literal: quotes doubled; refuses NUL and backslash traps. For constants in DDL and views; data is always bound.
[[nodiscard]] std::string literal(std::string_view text);

}  // namespace tilsig::odbc
