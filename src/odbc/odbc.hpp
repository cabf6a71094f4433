// ODBC with ownership: connections that can be poisoned, statements, transactions with four ends.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace tilsig::odbc {

class Dialect;

/// How to reach a warehouse. `connection_string` is rebuilt by us (DRIVER or DSN, no password in it); secrets by reference.
struct Dsn {
    std::string connection_string;   ///< e.g. "Driver=SQLite3;Database=/var/lib/tilsig/warehouse.db"
    Secret password;
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds statement_timeout{600};
    std::chrono::seconds lock_timeout{30};
};

/// A database error: SQLSTATE in Error::error_code(), native code beside it (SQLite tells its errors apart only there).
/// Driver text is kept out of what(): it can quote values. `driver_text()` is for tests on synthetic data only.
class DatabaseError : public Error {
public:
    DatabaseError(std::string activity, std::string sqlstate, int native, std::string driver_text);
    [[nodiscard]] int native() const noexcept { return m_native; }
    [[nodiscard]] const std::string& driver_text() const noexcept { return m_driver_text; }
    /// The connection can no longer be trusted.
    [[nodiscard]] bool connection_lost() const noexcept;
    /// A unique or primary key was violated.
    [[nodiscard]] bool duplicate_key() const noexcept;

private:
    int m_native;
    std::string m_driver_text;
};

class Connection;

/// A prepared statement. Parameters are bound by value before each execute; a null view (data() == nullptr) binds NULL.
/// Any error poisons the transaction the connection is in.
class Statement {
public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    /// 1-based. The bytes are copied and must be UTF-8 without NUL (Error(data) otherwise: drivers truncate silently).
    Statement& bind(int index, std::string_view text);
    /// Like bind, without copying: the bytes must stay valid until execute() returns. For bulk parameters.
    Statement& bind_view(int index, std::string_view text);
    Statement& bind(int index, std::int64_t number);
    Statement& bind_null(int index);

    /// Runs it. Returns the number of rows changed as the driver reports it (do not trust it for array or DDL statements).
    std::int64_t execute();
    /// Next result row; false at the end. Closes the cursor at the end.
    bool fetch();
    [[nodiscard]] int column_count() const;
    [[nodiscard]] std::string column_name(int index) const;           ///< 1-based
    [[nodiscard]] std::optional<std::string> text(int index);         ///< 1-based; nothing for NULL
    [[nodiscard]] std::optional<std::int64_t> integer(int index);

private:
    friend class Connection;
    struct State;
    explicit Statement(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// One connection; numbered for the log. Not shared between threads.
class Connection {
public:
    /// Connects and applies the dialect's settings (SQLite: WAL, synchronous=FULL, busy timeout, bounded cache;
    /// PostgreSQL: connect_timeout, statement_timeout, lock_timeout, application_name). Error(transport/database, retry later).
    [[nodiscard]] static Connection open(const Dsn& dsn, std::string_view purpose = "tilsig");
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    [[nodiscard]] Statement prepare(std::string_view sql);
    /// Prepare, execute, forget. For statements without parameters.
    std::int64_t execute(std::string_view sql);
    /// First column of the first row, or nothing. With up to a few text parameters.
    [[nodiscard]] std::optional<std::string> query_text(std::string_view sql, const std::vector<std::string>& parameters = {});
    [[nodiscard]] std::optional<std::int64_t> query_integer(std::string_view sql, const std::vector<std::string>& parameters = {});

    [[nodiscard]] const Dialect& dialect() const noexcept;
    [[nodiscard]] int number() const noexcept;
    [[nodiscard]] bool dead() const noexcept;
    /// Closes without any further word to the server. Further use throws.
    void drop() noexcept;

private:
    friend class Statement;
    friend class Transaction;
    struct State;
    explicit Connection(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;  // shared with statements, which must not outlive the handle
};

enum class TransactionEnd { open, committed, rolled_back, poisoned, in_doubt };

/// The four ends: committed, rolled back, poisoned (a statement failed: the connection is dropped, COMMIT is never sent),
/// in doubt (COMMIT was sent, no answer came: look for the marker on a new connection).
/// The destructor rolls back and never throws.
class Transaction {
public:
    enum class Mode {
        read,   ///< a consistent snapshot
        write   ///< SQLite: BEGIN IMMEDIATE (waits for the one writer); PostgreSQL: BEGIN
    };
    Transaction(Connection& connection, Mode mode);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// committed, or in_doubt; a clean refusal by the server throws DatabaseError and leaves rolled_back.
    /// A poisoned transaction throws Error(internal) without sending anything.
    TransactionEnd commit();
    void roll_back() noexcept;
    [[nodiscard]] TransactionEnd end() const noexcept;
    [[nodiscard]] Connection& connection() noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::odbc
