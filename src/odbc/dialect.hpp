// What differs between databases, asked by questions instead of by name.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/value.hpp"

namespace tilsig::odbc {

enum class Engine { sqlite, postgresql, mariadb };

/// What CREATE OR REPLACE VIEW can do to the columns of a view without touching rights on it or what others built on
/// it.
enum class ViewReplacement {
    none,     ///< there is no such statement (SQLite, which has no rights either and looks a view up when it is read)
    appends,  ///< columns may come behind those that are there
    any
};

/// One object per engine. SQL texts that differ between engines are made here; who works in another way on one of them
/// - staging, counting, bulk filling - asks engine().
class Dialect {
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual Engine engine() const noexcept = 0;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;  ///< "sqlite", "postgresql", "mariadb"

    /// Column type for DDL, with the collation that makes every engine sort and compare text by its bytes.
    /// Decimals: numeric(19,scale), and a bigint holding the scaled value in SQLite. Booleans are smallint 0/1
    /// everywhere, so that one SQL text compares them. Length 0 is text without bound.
    [[nodiscard]] virtual std::string column_type(model::Type type, int length, int scale) const = 0;
    /// Text that may stand in a key: MariaDB indexes no text without bound, so there it holds at most 255 characters.
    [[nodiscard]] virtual std::string key_text_type() const;
    /// Type and constraint of a surrogate key that the database counts up and never gives out twice; holds PRIMARY KEY.
    [[nodiscard]] virtual std::string identity_column_type() const = 0;

    /// An SQL expression that reads a column back as the canonical text of model/value.hpp (timestamps as
    /// base/clock.hpp), whatever it is stored as. `column` is an expression, quoted already.
    [[nodiscard]] virtual std::string canonical_text(std::string_view column, model::Type type, int scale) const = 0;
    /// The other way: an expression that turns a bound canonical text (`?`, a staging column) into the stored form.
    [[nodiscard]] virtual std::string from_canonical_text(std::string_view expression, model::Type type,
                                                          int scale) const = 0;

    /// Opens a transaction: one that takes the write lock at once where there is only one, or a snapshot for reading.
    [[nodiscard]] virtual std::string begin_statement(bool write) const = 0;
    /// Sent before it, for this one transaction; may be empty.
    [[nodiscard]] virtual std::string isolation_statement(bool /*write*/) const { return {}; }
    /// Statement that takes the load lock inside the loading transaction; it ends with the transaction, however that
    /// ends (PostgreSQL: advisory transaction lock; MariaDB: the row of the ledger's first migration, locked; SQLite:
    /// BEGIN IMMEDIATE already holds it, so an empty string).
    [[nodiscard]] virtual std::string load_lock_statement() const = 0;
    /// Stands behind a SELECT that keeps the rows it found until the transaction ends; empty where a writing
    /// transaction is alone anyway (SQLite).
    [[nodiscard]] virtual std::string_view locking_clause() const noexcept { return " FOR UPDATE"; }
    /// An SQL expression: the server's own clock, `later` from now, as the text of base/clock.hpp. Not the beginning of
    /// the transaction. SQLite counts milliseconds.
    [[nodiscard]] virtual std::string server_moment(std::chrono::milliseconds later) const = 0;
    /// False where each DDL statement commits by itself (ledger/structure.hpp makes changes resumable there). Inside a
    /// Transaction such a statement is refused before it is sent.
    [[nodiscard]] virtual bool transactional_ddl() const noexcept { return true; }
    /// Queries that take and give back a lock of the session, 1 for success; for changes of structure where the
    /// transaction's locks do not outlast a DDL statement. Empty where DDL is transactional.
    [[nodiscard]] virtual std::string structure_lock_query() const { return {}; }
    [[nodiscard]] virtual std::string structure_unlock_query() const { return {}; }
    /// CREATE INDEX .. WHERE.
    [[nodiscard]] virtual bool partial_indexes() const noexcept { return true; }
    /// Statement::execute_rows() sends many rows at once, all of them or none.
    [[nodiscard]] virtual bool array_binding() const noexcept { return false; }

    /// `a` and `b` are not the same, NULL being the same as NULL only.
    [[nodiscard]] virtual std::string differs(const std::string& a, const std::string& b) const {
        return a + " IS DISTINCT FROM " + b;
    }
    /// `INSERT INTO table`, for transactions that end when it fails.
    [[nodiscard]] std::string insert_into(const std::string& table) const;
    /// UPDATE of `table` (alias t) from other relations: `sets` are a column and its new value. For transactions that
    /// end when it fails.
    [[nodiscard]] virtual std::string update_from(const std::string& table,
                                                  const std::vector<std::pair<std::string, std::string>>& sets,
                                                  const std::string& sources, const std::string& condition) const;
    /// UPDATE or DELETE of the rows whose `column` is in a query of one column that is named `listed`.
    [[nodiscard]] virtual std::string update_listed(const std::string& table, const std::string& set_column,
                                                    const std::string& value, const std::string& column,
                                                    const std::string& query) const;
    [[nodiscard]] virtual std::string delete_listed(const std::string& table, const std::string& column,
                                                    const std::string& query) const;
    /// DROP of a temporary table, which ends no transaction anywhere.
    [[nodiscard]] virtual std::string drop_temporary(const std::string& table) const { return "DROP TABLE " + table; }
    /// What stands behind INSERT INTO `table` .. VALUES (..) so that a row that is there already gets the new values
    /// of `replaced`, and the new values of `added` on top of its own.
    [[nodiscard]] virtual std::string or_update(const std::string& table, const std::string& key,
                                                const std::vector<std::string>& replaced,
                                                const std::vector<std::string>& added = {}) const;
    /// Query for the surrogate key that this connection's last single-row INSERT was given. INSERT .. RETURNING gives
    /// no result through SQLite's driver, so it is not used anywhere.
    [[nodiscard]] virtual std::string last_identity_query() const = 0;
    /// Query for the names of all tables that this connection sees, one a row.
    [[nodiscard]] virtual std::string table_names_query() const = 0;
    /// Query with one parameter, a table name; one row when the table (or view) exists for this connection.
    [[nodiscard]] virtual std::string table_exists_query() const = 0;
    /// Query for the names of all tables and views that this connection sees, one a row.
    [[nodiscard]] virtual std::string relation_names_query() const = 0;
    /// Query with one parameter, the name of a table or view: its columns in order, one a row.
    [[nodiscard]] virtual std::string column_names_query() const = 0;

    [[nodiscard]] virtual ViewReplacement view_replacement() const noexcept = 0;
    /// Query with one parameter, a view's name: the views that stand on it, one a row, with their schema where it is
    /// another. MariaDB shows only those whose definition this account may read.
    [[nodiscard]] virtual std::string dependents_query() const = 0;
    /// Query with one parameter, a view's name: statements that give others the rights which they have on it now, one a
    /// row. Empty where rights outlast the view. Rights on single columns are not among them.
    [[nodiscard]] virtual std::string grants_query() const { return {}; }
    /// An SQL expression that shows a stored value to BI as a plain number, quoted column in.
    [[nodiscard]] virtual std::string plain_number(const std::string& column, model::Type /*type*/,
                                                   int /*scale*/) const {
        return column;
    }
    /// Query that gives one text column: "ok", or lines that describe damage. Reads the whole database on SQLite.
    [[nodiscard]] virtual std::string integrity_query() const = 0;

protected:
    /// Stands behind INSERT or UPDATE where a failure ends the whole transaction anyway.
    [[nodiscard]] virtual std::string_view on_failure() const noexcept { return ""; }
};

[[nodiscard]] const Dialect& sqlite_dialect();
[[nodiscard]] const Dialect& postgresql_dialect();
[[nodiscard]] const Dialect& mariadb_dialect();
[[nodiscard]] const Dialect& dialect_of(Engine engine);

/// The one place where a name becomes part of SQL: lower snake case of at most 63 bytes, else Error(configuration).
/// Returns it in double quotes.
[[nodiscard]] std::string quoted(std::string_view identifier);
/// A literal: quotes doubled; refuses NUL and backslash traps. For constants in DDL and views; data is always bound.
[[nodiscard]] std::string literal(std::string_view text);

}  // namespace tilsig::odbc
