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
#include "base/log.hpp"
#include "base/secret.hpp"

namespace tilsig::odbc {

class BulkRows;
class Dialect;
enum class Engine;

/// How to reach a warehouse. `connection_string` is parsed and rebuilt by us (connection_string.hpp says which keys it
/// may hold); the password stands apart and is added in memory only.
struct Dsn {
    std::string connection_string;  ///< e.g. "Driver=SQLite3;Database=/var/lib/tilsig/warehouse.db"
    Secret password{};
    std::chrono::seconds connect_timeout{5};
    std::chrono::seconds statement_timeout{600};
    std::chrono::seconds lock_timeout{30};
    /// A server ends a session that says nothing for so long inside a transaction, and gives its locks free: who is
    /// frozen or cut off must not keep the others from loading. Longer than we ever think between two statements.
    std::chrono::seconds idle_transaction_timeout{60};
    std::optional<Logger> log{};  ///< statements go here at debug, with the connection's number and never with values
};

/// A database error: SQLSTATE in Error::error_code(), native code beside it (SQLite tells its errors apart only there).
/// The kind is database, or state when the database itself is damaged. Driver text is kept out of what(): it can quote
/// values. `driver_text()` is for tests on synthetic data only.
class DatabaseError : public Error {
public:
    /// `engine` decides how state and native code are read; `connection_dead` is what the driver says about the
    /// connection.
    DatabaseError(const std::string& activity, std::string sqlstate, int native, std::string driver_text, Engine engine,
                  bool connection_dead);
    [[nodiscard]] int native() const noexcept { return m_native; }
    [[nodiscard]] const std::string& driver_text() const noexcept { return m_driver_text; }
    /// The connection can no longer be trusted.
    [[nodiscard]] bool connection_lost() const noexcept { return m_connection_lost; }
    /// A unique or primary key was violated.
    [[nodiscard]] bool duplicate_key() const noexcept { return m_duplicate_key; }
    /// What was to be made is there already, or what was to be removed is not. MariaDB only, where a change of
    /// structure can be half done.
    [[nodiscard]] bool structure_as_wanted() const noexcept { return m_structure_as_wanted; }
    /// After COMMIT: nobody can tell from the error alone whether the transaction was saved.
    [[nodiscard]] bool outcome_unknown() const noexcept { return m_connection_lost || m_write_failed; }

private:
    int m_native;
    std::string m_driver_text;
    bool m_connection_lost = false;
    bool m_duplicate_key = false;
    bool m_write_failed = false;
    bool m_structure_as_wanted = false;
};

/// Names and versions as driver and server tell them (SQLGetInfo).
struct DriverFacts {
    std::string driver, driver_version, server, server_version;
};

class Connection;
struct ConnectionState;
struct StatementState;

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

    /// Runs it. Returns the number of rows changed as the driver reports it (do not trust it for array or DDL
    /// statements).
    std::int64_t execute();
    /// Runs it once for the rows [from, to) by array binding (Dialect::array_binding()), all of one part or none.
    /// Returns the number of rows changed. Used for no other kind of execution.
    std::int64_t execute_rows(const BulkRows& rows, std::size_t from, std::size_t to);
    /// Next result row; false at the end. Closes the cursor at the end.
    bool fetch();
    /// Columns of the result; between execute() and the end of the result only.
    [[nodiscard]] int column_count() const;
    [[nodiscard]] std::string column_name(int index) const;    ///< 1-based
    [[nodiscard]] std::optional<std::string> text(int index);  ///< 1-based; nothing for NULL
    /// Like text(), without copying: valid until the next fetch() or execute(); data() is nullptr for NULL.
    [[nodiscard]] std::string_view view(int index);
    [[nodiscard]] std::optional<std::int64_t> integer(int index);
    /// Ends reading early, so that the statement holds no snapshot or lock. fetch() does it at the end by itself.
    void close_cursor() noexcept;

private:
    friend class Connection;
    explicit Statement(std::unique_ptr<StatementState> state);
    std::unique_ptr<StatementState> m_state;
};

/// One connection; numbered for the log. Not shared between threads; two connections may be used by two threads at
/// once.
class Connection {
public:
    /// Connects and applies the dialect's settings (SQLite: WAL, synchronous=FULL, busy timeout, bounded cache;
    /// PostgreSQL: connect_timeout, statement_timeout, lock_timeout, idle transactions, application_name; MariaDB:
    /// strict ANSI mode, UTC, read committed, the same limits), reads them back where the driver ignores mistakes.
    /// Error(configuration) for the connection string, DatabaseError (retry later) when it cannot connect.
    [[nodiscard]] static Connection open(const Dsn& dsn, std::string_view purpose = "tilsig");
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    [[nodiscard]] Statement prepare(std::string_view sql);
    /// Like prepare(), for a statement that will be executed once: nothing is kept on the server, which saves
    /// PostgreSQL two journeys (and inside a transaction a savepoint, which its driver sets to forget a prepared
    /// statement).
    [[nodiscard]] Statement once(std::string_view sql);
    /// Executes and forgets, reading any result to its end. For statements without parameters.
    std::int64_t execute(std::string_view sql);
    /// First column of the first row, or nothing. With up to a few text parameters.
    [[nodiscard]] std::optional<std::string> query_text(std::string_view sql,
                                                        const std::vector<std::string>& parameters = {});
    [[nodiscard]] std::optional<std::int64_t> query_integer(std::string_view sql,
                                                            const std::vector<std::string>& parameters = {});

    [[nodiscard]] const Dialect& dialect() const noexcept;
    [[nodiscard]] int number() const noexcept;
    [[nodiscard]] DriverFacts facts() const;
    [[nodiscard]] bool dead() const noexcept;
    /// Closes without any further word to the server. Further use throws.
    void drop() noexcept;

private:
    friend class Transaction;
    explicit Connection(std::shared_ptr<ConnectionState> state);
    Statement run_once(std::string_view sql, const std::vector<std::string>& parameters);
    std::shared_ptr<ConnectionState> m_state;  // shared with statements, which must not outlive the handle
};

enum class TransactionEnd { open, committed, rolled_back, poisoned, in_doubt };

/// The four ends: committed, rolled back, poisoned (a statement failed: the connection is dropped, COMMIT is never
/// sent), in doubt (COMMIT was sent, no answer came: look for the marker on a new connection). The destructor rolls
/// back and never throws.
class Transaction {
public:
    enum class Mode {
        read,  ///< a consistent snapshot; writing in it is an error
        write  ///< SQLite: BEGIN IMMEDIATE (waits for the one writer); the others: BEGIN
    };
    Transaction(Connection& connection, Mode mode);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// committed, or in_doubt (the connection is dropped; the marker decides). A clean refusal by the server throws
    /// DatabaseError and leaves rolled_back. A connection found dead before COMMIT is sent throws and leaves poisoned.
    /// A transaction that has ended, poisoned above all, throws Error(internal) without sending anything.
    TransactionEnd commit();
    void roll_back() noexcept;
    [[nodiscard]] TransactionEnd end() const noexcept;
    [[nodiscard]] Connection& connection() noexcept { return m_connection; }

private:
    Connection& m_connection;
    std::shared_ptr<ConnectionState> m_state;  // the connection object may be given a new connection meanwhile
    TransactionEnd m_end = TransactionEnd::open;
};

}  // namespace tilsig::odbc
