// The insides that the files of this room share. No other room includes this header.
#pragma once

#include <sql.h>
#include <sqlext.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "odbc/dialect.hpp"
#include "odbc/odbc.hpp"
#include "odbc/socket_watch.hpp"

namespace tilsig::odbc {

/// Owns an ODBC handle.
class Handle {
public:
    Handle() = default;
    Handle(SQLSMALLINT type, SQLHANDLE handle) noexcept : m_type(type), m_handle(handle) {}
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept : m_type(other.m_type), m_handle(std::exchange(other.m_handle, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            m_type = other.m_type;
            m_handle = std::exchange(other.m_handle, nullptr);
        }
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    [[nodiscard]] SQLHANDLE get() const noexcept { return m_handle; }
    [[nodiscard]] SQLSMALLINT type() const noexcept { return m_type; }
    void reset() noexcept {
        if (m_handle != nullptr) SQLFreeHandle(m_type, std::exchange(m_handle, nullptr));
    }

private:
    SQLSMALLINT m_type = 0;
    SQLHANDLE m_handle = nullptr;
};

[[nodiscard]] inline bool succeeded(SQLRETURN result) noexcept {
    return result == SQL_SUCCESS || result == SQL_SUCCESS_WITH_INFO;
}

/// unixODBC declares text that it only reads as writable.
[[nodiscard]] inline SQLCHAR* odbc_text(const char* text) noexcept {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text));
}

struct ConnectionState;

/// A statement handle that knows it dies with its connection: the driver manager frees what is left when a connection
/// is closed, and SQLite does not let go of its lock while a statement is left, so close() resets them all first.
class StatementHandle {
public:
    explicit StatementHandle(ConnectionState& connection);
    ~StatementHandle();
    StatementHandle(const StatementHandle&) = delete;
    StatementHandle& operator=(const StatementHandle&) = delete;

    /// Throws when the connection was dropped or has no room for another statement.
    void allocate(std::string_view activity);
    void reset() noexcept { m_handle.reset(); }
    [[nodiscard]] SQLHANDLE get() const noexcept { return m_handle.get(); }
    [[nodiscard]] const Handle& handle() const noexcept { return m_handle; }

private:
    ConnectionState& m_connection;
    Handle m_handle;
};

/// One physical connection.
struct ConnectionState {
    Handle environment;  // one for each connection: unixODBC locks calls per environment, which would take turns for
                         // threads
    Handle connection;
    int number = 0;
    const Dialect* dialect = nullptr;
    std::optional<Logger> log;
    std::chrono::milliseconds client_deadline{0};
    SocketWatch watch;
    std::vector<StatementHandle*> statements;
    TransactionEnd* transaction = nullptr;  ///< the open transaction's end, or nullptr

    ConnectionState() = default;
    ~ConnectionState() { close(); }
    ConnectionState(const ConnectionState&) = delete;
    ConnectionState& operator=(const ConnectionState&) = delete;

    /// Throws Error(database) when the connection was dropped.
    void require_open(const char* activity) const;
    [[nodiscard]] bool open() const noexcept { return connection.get() != nullptr; }
    /// What the driver believes.
    [[nodiscard]] bool driver_says_dead() const noexcept;
    /// Orderly end. SQLite's log is written back into the file before: else the last connection does it while nobody
    /// may read.
    void close() noexcept;
    /// End without a word to the server; an open transaction is poisoned.
    void drop() noexcept;

    /// Runs a text on a fresh handle; what an error means is for the caller to say.
    SQLRETURN run_direct(const StatementHandle& statement, std::string_view sql);
    /// Where DDL commits by itself, it must not end an open transaction behind our back: Error(internal).
    void refuse_implicit_commit(std::string_view sql) const;
    /// Reads the diagnostics of `handle`, as the very first call after the error: others replace them.
    [[nodiscard]] DatabaseError diagnose(const Handle& handle, std::string_view activity) const;
    /// diagnose(), then what the error demands: poison and drop inside a transaction, drop when the connection is lost.
    /// Throws.
    [[noreturn]] void fail(const Handle& handle, std::string_view activity);
    void log_statement(std::string_view sql) const;

private:
    void write_log_back() noexcept;
    void disconnect() noexcept;
};

/// A parameter in memory that stays where it is between bind and execute.
struct Parameter {
    enum class Kind { unset, null, text, number };
    Kind kind = Kind::unset;
    bool changed = true;  ///< must be told to the driver again
    std::string copy;
    const char* data = nullptr;
    SQLBIGINT number = 0;
    SQLLEN indicator = 0;
};

/// One cell of the current row, read at most once: drivers give a column's data away only once.
struct Cell {
    bool read = false;
    bool null = false;
    std::string bytes;  ///< keeps its capacity from row to row
    std::size_t size = 0;
};

struct StatementState {
    std::shared_ptr<ConnectionState> owner;
    StatementHandle handle;
    std::string sql;
    std::string activity;
    bool direct = false;  ///< the text is sent with each execute instead of being prepared on the server
    bool cursor_open = false;
    std::size_t array_size = 0;  ///< of the last execution with an array that succeeded
    std::deque<Parameter> parameters;
    std::vector<Cell> cells;

    StatementState(std::shared_ptr<ConnectionState> connection, std::string_view text, bool is_direct);
    StatementState(const StatementState&) = delete;
    StatementState& operator=(const StatementState&) = delete;

    /// Makes the handle, and prepares it unless it is direct.
    void prepare();
    Parameter& parameter(int index);
    void send_parameters();
    Cell& cell(int index);
    void require_result() const;
    void close_cursor(bool at_end) noexcept;
};

/// Puts the client's own deadline around one call that may talk to a server.
class DeadlineGuard {
public:
    explicit DeadlineGuard(ConnectionState& state) noexcept : m_watch(state.watch) {
        m_watch.arm(state.client_deadline);
    }
    ~DeadlineGuard() { m_watch.disarm(); }
    DeadlineGuard(const DeadlineGuard&) = delete;
    DeadlineGuard& operator=(const DeadlineGuard&) = delete;

private:
    SocketWatch& m_watch;
};

/// The first words of a statement, for messages: it names tables, never values, since those are bound.
[[nodiscard]] std::string shown(std::string_view sql);
/// Drivers cut text at a NUL without a word, and SQLite stores bytes that are not UTF-8: Error(data).
void require_text(std::string_view text, int index);
/// Refuses texts that drivers treat in surprising ways: COPY (hangs), a second statement behind a semicolon (one driver
/// runs it, the other refuses it).
void require_single_statement(std::string_view sql);

}  // namespace tilsig::odbc
