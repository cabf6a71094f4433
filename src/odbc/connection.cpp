// Connecting, and the two ways to go: close() says goodbye, drop() does not.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>

#include "base/text.hpp"
#include "odbc/connect_refusal.hpp"
#include "odbc/connection_string.hpp"
#include "odbc/internals.hpp"
#include "odbc/session_settings.hpp"

namespace tilsig::odbc {

namespace {

std::atomic<int> connection_count{0};

/// Makes the file private before SQLite makes it readable for everybody; its log files take over the mode. A file that
/// is there is not opened: closing it again would take away the locks that every other connection of this process
/// holds on it, and its log could be removed under their hands.
void make_private_file(const std::string& path) {
    const UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd.valid() && (errno != EEXIST || access(path.c_str(), R_OK | W_OK) != 0))
        throw system_error("open", path, errno)
            .remedy("check that the folder of the warehouse exists and may be written");
}

/// Only one connection is made at a time, so that its socket can be told from others'.
std::mutex& connecting() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace

void ConnectionState::require_open(const char* activity) const {
    if (open()) return;
    throw Error(ErrorKind::database, std::string(activity) + ": the connection was dropped after an error")
        .retry(Retry::later)
        .code("08003");
}

bool ConnectionState::driver_says_dead() const noexcept {
    SQLUINTEGER dead = SQL_CD_FALSE;
    return succeeded(SQLGetConnectAttr(connection.get(), SQL_ATTR_CONNECTION_DEAD, &dead, 0, nullptr)) &&
           dead == SQL_CD_TRUE;
}

void ConnectionState::write_log_back() noexcept {
    // With nothing to wait for: beside a reader or writer as much is written back as can be. Truncated, because
    // removing a long log takes its time as well.
    for (const std::string sql : {"PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)"}) {
        try {
            StatementHandle statement(*this);
            statement.allocate(sql);
            if (!succeeded(run_direct(statement, sql))) return;
            while (succeeded(SQLFetch(statement.get()))) {
            }
        } catch (const std::exception&) {
            return;  // then closing does it
        }
    }
}

void ConnectionState::close() noexcept {
    for (StatementHandle* statement : statements) statement->reset();
    if (open() && transaction == nullptr && dialect->engine() == Engine::sqlite) write_log_back();
    disconnect();
}

void ConnectionState::disconnect() noexcept {
    watch.stop();
    if (connection.get() != nullptr) SQLDisconnect(connection.get());
    connection.reset();
    environment.reset();
}

void ConnectionState::drop() noexcept {
    if (transaction != nullptr) *std::exchange(transaction, nullptr) = TransactionEnd::poisoned;
    watch.cut();  // nothing that the driver may still say reaches the server
    for (StatementHandle* statement : statements) statement->reset();
    disconnect();
}

SQLRETURN ConnectionState::run_direct(const StatementHandle& statement, std::string_view sql) {
    log_statement(sql);
    const std::string text(sql);
    const DeadlineGuard deadline(*this);
    return SQLExecDirect(statement.get(), odbc_text(text.c_str()), SQL_NTS);
}

void ConnectionState::refuse_implicit_commit(std::string_view sql) const {
    if (transaction == nullptr || dialect->transactional_ddl()) return;
    for (const std::string_view word : {"CREATE ", "ALTER ", "DROP ", "TRUNCATE ", "RENAME ", "ANALYZE ", "LOCK "}) {
        if (!sql.starts_with(word) || sql.substr(word.size()).starts_with("TEMPORARY ")) continue;
        throw Error(ErrorKind::internal, shown(sql) + ": would commit the open transaction on this engine");
    }
}

void ConnectionState::fail(const Handle& handle, std::string_view activity) {
    const DatabaseError error = diagnose(handle, activity);
    if (transaction != nullptr || error.connection_lost()) drop();
    throw error;
}

void ConnectionState::log_statement(std::string_view sql) const {
    if (log) log->debug("statement", {{"connection", number}, {"sql", ours(sql.substr(0, 500))}});
}

Connection::Connection(std::shared_ptr<ConnectionState> state) : m_state(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Connection Connection::open(const Dsn& dsn, std::string_view purpose) {
    const Target target = parse_connection_string(dsn.connection_string);
    auto state = std::make_shared<ConnectionState>();
    state->dialect = &dialect_of(target.engine);
    state->number = ++connection_count;
    state->log = dsn.log;
    if (target.engine == Engine::sqlite) make_private_file(target.database);

    SQLHANDLE made = nullptr;
    if (!succeeded(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &made)))
        throw Error(ErrorKind::internal, "ODBC cannot be used");
    state->environment = Handle(SQL_HANDLE_ENV, made);
    // The attribute's value is an integer in a pointer's clothes.
    SQLSetEnvAttr(made, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(static_cast<std::uintptr_t>(SQL_OV_ODBC3)),
                  0);
    if (!succeeded(SQLAllocHandle(SQL_HANDLE_DBC, state->environment.get(), &made))) {
        throw Error(ErrorKind::internal, "ODBC cannot make a connection handle");
    }
    // Not in the state before it is connected: SQLDisconnect must not be called on it.
    Handle handle(SQL_HANDLE_DBC, made);
    const Secret text = build_connection_string(target, dsn.password, dsn.connect_timeout, purpose);
    {
        const std::lock_guard one_at_a_time(connecting());
        const SocketWatch::Snapshot before =
            target.engine == Engine::sqlite ? SocketWatch::Snapshot{} : SocketWatch::sockets();
        if (!succeeded(SQLDriverConnect(handle.get(), nullptr, odbc_text(text.reveal().data()),
                                        static_cast<SQLSMALLINT>(text.reveal().size()), nullptr, 0, nullptr,
                                        SQL_DRIVER_NOPROMPT))) {
            const std::string activity = "connecting to the " + std::string(state->dialect->name()) + " database";
            DatabaseError refusal = connect_refusal(activity, state->diagnose(handle, activity), target.engine);
            refusal.retry(Retry::later);
            throw refusal;
        }
        state->connection = std::move(handle);
        if (target.engine != Engine::sqlite && !state->watch.attach(before, target.port) && state->log) {
            state->log->warn("no client-side deadline", {{"connection", state->number}});
        }
    }
    const auto grace =
        std::min(dsn.statement_timeout, std::chrono::seconds(5));  // the server's own timeout comes first
    state->client_deadline = dsn.statement_timeout + grace;
    if (state->log) state->log->debug("connected", {{"connection", state->number}, {"purpose", ours(purpose)}});
    Connection connection(std::move(state));
    prepare_session(connection, target, dsn);
    return connection;
}

Statement Connection::prepare(std::string_view sql) {
    return Statement(std::make_unique<StatementState>(m_state, sql, false));
}

std::int64_t Connection::execute(std::string_view sql) {
    require_single_statement(sql);
    m_state->refuse_implicit_commit(sql);
    const std::string activity = "executing " + shown(sql);
    StatementHandle handle(*m_state);
    handle.allocate(activity);
    const SQLRETURN result = m_state->run_direct(handle, sql);
    if (result == SQL_NO_DATA) return 0;
    if (!succeeded(result)) m_state->fail(handle.handle(), activity);
    SQLLEN rows = 0;
    SQLRowCount(handle.get(), &rows);
    // SQLite does the work of a statement with a result, such as most PRAGMAs, while its rows are read.
    SQLSMALLINT columns = 0;
    SQLNumResultCols(handle.get(), &columns);
    const DeadlineGuard deadline(*m_state);
    for (SQLRETURN more = columns > 0 ? SQL_SUCCESS : SQL_NO_DATA; more != SQL_NO_DATA;) {
        more = SQLFetch(handle.get());
        if (more != SQL_NO_DATA && !succeeded(more)) m_state->fail(handle.handle(), activity);
    }
    return rows;
}

Statement Connection::once(std::string_view sql) {
    return Statement(std::make_unique<StatementState>(m_state, sql, true));
}

Statement Connection::run_once(std::string_view sql, const std::vector<std::string>& parameters) {
    Statement statement = once(sql);
    int index = 0;
    for (const std::string& parameter : parameters) statement.bind(++index, parameter);
    statement.execute();
    return statement;
}

std::optional<std::string> Connection::query_text(std::string_view sql, const std::vector<std::string>& parameters) {
    Statement statement = run_once(sql, parameters);
    if (!statement.fetch()) return std::nullopt;
    return statement.text(1);
}

std::optional<std::int64_t> Connection::query_integer(std::string_view sql,
                                                      const std::vector<std::string>& parameters) {
    Statement statement = run_once(sql, parameters);
    if (!statement.fetch()) return std::nullopt;
    return statement.integer(1);
}

const Dialect& Connection::dialect() const noexcept { return *m_state->dialect; }
DriverFacts Connection::facts() const {
    m_state->require_open("asking for the driver's name");
    const auto ask = [this](SQLUSMALLINT what) {
        std::array<char, 256> text{};
        SQLSMALLINT length = 0;
        const SQLRETURN result =
            SQLGetInfo(m_state->connection.get(), what, text.data(), static_cast<SQLSMALLINT>(text.size()), &length);
        return succeeded(result) ? display_name(text.data()) : std::string();
    };
    return {ask(SQL_DRIVER_NAME), ask(SQL_DRIVER_VER), ask(SQL_DBMS_NAME), ask(SQL_DBMS_VER)};
}

int Connection::number() const noexcept { return m_state->number; }
bool Connection::dead() const noexcept { return !m_state->open() || m_state->driver_says_dead(); }
void Connection::drop() noexcept { m_state->drop(); }

}  // namespace tilsig::odbc
