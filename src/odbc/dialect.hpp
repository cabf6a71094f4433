// What differs between databases, asked by questions instead of by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "model/value.hpp"

namespace tilsig::odbc {

enum class Engine { sqlite, postgresql };

/// One object per engine. Every SQL text that differs between engines is made here, so that loaders hold no `if (sqlite)`.
class Dialect {
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual Engine engine() const noexcept = 0;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;   ///< "sqlite", "postgresql"
    /// Column type for DDL. Decimals: NUMERIC(18,scale) in PostgreSQL, INTEGER holding the scaled value in SQLite.
    [[nodiscard]] virtual std::string column_type(model::Type type, int length, int scale) const = 0;
    [[nodiscard]] virtual std::string identity_column_type() const = 0;
    /// Statement that takes the load lock inside the loading transaction (PostgreSQL: advisory transaction lock;
    /// SQLite: BEGIN IMMEDIATE already holds it, so an empty string).
    [[nodiscard]] virtual std::string load_lock_statement() const = 0;
    [[nodiscard]] virtual bool transactional_ddl() const noexcept = 0;
    /// An SQL expression that reads decimals back as canonical text whatever they are stored as.
    [[nodiscard]] virtual std::string decimal_as_text(std::string_view column, int scale) const = 0;
};

[[nodiscard]] const Dialect& sqlite_dialect();
[[nodiscard]] const Dialect& postgresql_dialect();

/// The one place where a name becomes part of SQL: lower snake case of at most 63 bytes, else Error(configuration).
/// Returns it in double quotes.
[[nodiscard]] std::string quoted(std::string_view identifier);
/// A literal: quotes doubled; refuses NUL and backslash traps. For constants in DDL and views; data is always bound.
[[nodiscard]] std::string literal(std::string_view text);

}  // namespace tilsig::odbc
