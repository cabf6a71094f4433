#include "database.hpp"

#include <sys/stat.h>

#include <cstring>
#include <set>

#include "handle.hpp"

namespace tilsig::odbc_query {

namespace {

using spi::Failure;
using spi::Status;

SQLCHAR* odbc_text(const std::string& text) noexcept {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text.data()));
}

std::string connection_text(const Settings& settings, std::string_view password) {
    if (password.find_first_of(std::string_view("{}\0", 3)) != std::string_view::npos) {
        throw Failure(Status::refused,
                      "the secret password holds a brace or a NUL, which ODBC cannot pass on; choose another password");
    }
    const std::string where = ";Server=" + settings.server + ";Port=" + std::to_string(settings.port) +
                              ";Database=" + settings.database + ";UID=" + settings.user + ";PWD={" +
                              std::string(password) + "};";
    switch (settings.engine) {
        case Engine::sqlite:
            // StepAPI reads row by row; LoadExt empty loads nothing.
            return "Driver=SQLite3;Database=" + settings.database +
                   ";StepAPI=1;BigInt=1;NoWCHAR=1;LoadExt=;Timeout=5000;";
        case Engine::postgresql:
            // UseDeclareFetch reads in pieces instead of holding the whole answer.
            return "Driver=PostgreSQL Unicode" + where +
                   "Protocol=7.4-0;UseDeclareFetch=1;Fetch=1000;BoolsAsChar=0;LFConversion=0;ReadOnly=0;Debug=0;"
                   "CommLog=0;" +
                   (settings.ssl_mode.empty() ? "" : "SSLmode=" + settings.ssl_mode + ";") +
                   "pqopt={connect_timeout=" + std::to_string(settings.connect_seconds) +
                   " application_name=tilsig-fetch};";
        case Engine::mariadb: break;
    }
    // NO_CACHE with FORWARDONLY reads row by row.
    return "Driver=MariaDB Unicode" + where +
           "CHARSET=utf8mb4;FORWARDONLY=1;NO_CACHE=1;AUTO_RECONNECT=0;USE_MYCNF=0;NO_PROMPT=1;CONN_TIMEOUT=" +
           std::to_string(settings.connect_seconds) + ";" + (settings.ssl_mode.empty() ? "" : "FORCETLS=1;") +
           (settings.ssl_mode == "verify-full" ? "SSLVERIFY=1;" : "");
}

/// The driver would make a file that is not there.
void require_file(const std::string& path) {
    struct stat seen {};
    if (::stat(path.c_str(), &seen) == 0 && S_ISREG(seen.st_mode)) return;
    throw Failure(Status::refused, "option database: there is no such file; check the path");
}

/// What makes the session one snapshot in which the server refuses to write.
std::vector<std::string> opening(const Settings& settings) {
    const std::string milliseconds = std::to_string(settings.statement_seconds * 1000);
    switch (settings.engine) {
        case Engine::sqlite: return {"PRAGMA query_only = 1", "BEGIN"};
        case Engine::postgresql:
            return {"SET statement_timeout = " + milliseconds, "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO'",
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
        case Engine::mariadb: break;
    }
    return {"SET SESSION max_statement_time = " + std::to_string(settings.statement_seconds),
            "SET SESSION time_zone = '+00:00'", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"};
}

bool is_binary(SQLSMALLINT type) noexcept {
    return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

class Rows final : public Answer {
public:
    Rows(SQLHANDLE connection, Engine engine, const std::string& sql)
        : m_engine(engine), m_statement(SQL_HANDLE_STMT, connection), m_cell(4096) {
        require(SQLExecDirect(m_statement.get(), odbc_text(sql), static_cast<SQLINTEGER>(sql.size())), m_statement,
                m_engine, "asking the question");
        SQLSMALLINT count = 0;
        require(SQLNumResultCols(m_statement.get(), &count), m_statement, m_engine, "reading the answer");
        std::set<std::string> seen;
        for (SQLSMALLINT i = 1; i <= count; ++i) {
            SQLCHAR name[256] = {};
            SQLSMALLINT length = 0, type = 0, digits = 0, nullable = 0;
            SQLULEN size = 0;
            require(SQLDescribeCol(m_statement.get(), static_cast<SQLUSMALLINT>(i), name, sizeof name, &length, &type,
                                   &size, &digits, &nullable),
                    m_statement, m_engine, "reading the answer");
            m_columns.emplace_back(reinterpret_cast<const char*>(name));
            const std::string shown = "column " + std::to_string(i) + " of the query";
            if (is_binary(type)) throw Failure(Status::refused, shown + " is binary; turn it into text in the query");
            if (m_columns.back().empty() || !seen.insert(m_columns.back()).second) {
                throw Failure(Status::refused, shown + " has no name or that of another; give it one with AS");
            }
        }
    }

    const std::vector<std::string>& columns() const override { return m_columns; }

    bool next() override {
        const SQLRETURN result = SQLFetch(m_statement.get());
        if (result == SQL_NO_DATA) return false;
        require(result, m_statement, m_engine, "reading the answer");
        return true;
    }

    std::optional<std::string_view> cell(std::size_t column) override {
        std::size_t size = 0;
        for (;;) {
            const auto room = static_cast<SQLLEN>(m_cell.size() - size);
            SQLLEN remaining = 0;
            const SQLRETURN result = SQLGetData(m_statement.get(), static_cast<SQLUSMALLINT>(column + 1), SQL_C_CHAR,
                                                m_cell.data() + size, room, &remaining);
            if (result == SQL_NO_DATA) break;
            require(result, m_statement, m_engine, "reading the answer");
            if (remaining == SQL_NULL_DATA) return std::nullopt;
            if (remaining != SQL_NO_TOTAL && remaining < room)
                return std::string_view(m_cell.data(), size + static_cast<std::size_t>(remaining));
            size += std::strlen(m_cell.data() + size);  // the driver filled the room up to its closing NUL
            m_cell.resize(m_cell.size() * 2);
        }
        return std::string_view(m_cell.data(), size);
    }

private:
    Engine m_engine;
    Handle m_statement;
    std::vector<char> m_cell;
    std::vector<std::string> m_columns;
};

}  // namespace

struct Database::State {
    Engine engine = Engine::sqlite;
    Handle environment;
    Handle connection;
};

Database::Database(const Settings& settings, std::string_view password) : m_state(std::make_unique<State>()) {
    if (settings.engine == Engine::sqlite) require_file(settings.database);
    m_state->engine = settings.engine;
    m_state->environment = Handle(SQL_HANDLE_ENV, nullptr);
    SQLSetEnvAttr(m_state->environment.get(), SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
    Handle made(SQL_HANDLE_DBC, m_state->environment.get());
    if (settings.engine == Engine::postgresql) {
        // Closing makes this driver write a line into a log of its own, whatever its settings; a fetch child may not
        // write files.
        made.leave_open();
        m_state->environment.leave_open();
    }
    SQLSetConnectAttr(made.get(), SQL_ATTR_LOGIN_TIMEOUT, reinterpret_cast<SQLPOINTER>(settings.connect_seconds), 0);
    const std::string text = connection_text(settings, password);
    require(SQLDriverConnect(made.get(), nullptr, odbc_text(text), static_cast<SQLSMALLINT>(text.size()), nullptr, 0,
                             nullptr, SQL_DRIVER_NOPROMPT),
            made, settings.engine, "connecting to the database");
    m_state->connection = std::move(made);
    for (const std::string& statement : opening(settings)) {
        const Handle one(SQL_HANDLE_STMT, m_state->connection.get());
        require(SQLExecDirect(one.get(), odbc_text(statement), static_cast<SQLINTEGER>(statement.size())), one,
                settings.engine, "opening a snapshot");
    }
}

Database::~Database() = default;

std::unique_ptr<Answer> Database::ask(const std::string& sql) {
    return std::make_unique<Rows>(m_state->connection.get(), m_state->engine, sql);
}

}  // namespace tilsig::odbc_query
