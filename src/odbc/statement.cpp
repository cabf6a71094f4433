// Prepared statements: parameters bound by address, results read cell by cell with buffers that grow.
#include <charconv>
#include <cstring>

#include "base/text.hpp"
#include "odbc/internals.hpp"

namespace tilsig::odbc {

namespace {

constexpr const char* empty_text = "";

}  // namespace

void require_text(std::string_view text, int index) {
    const char* fault = nullptr;
    if (std::memchr(text.data(), 0, text.size()) != nullptr)
        fault = "a NUL byte";
    else if (find_invalid_utf8(text) != std::string_view::npos)
        fault = "bytes that are not UTF-8";
    if (fault == nullptr) return;
    throw Error(ErrorKind::data, "parameter " + std::to_string(index) + " holds " + fault)
        .remedy("text for the database is checked when it is decoded; this one was not");
}

StatementHandle::StatementHandle(ConnectionState& connection) : m_connection(connection) {
    m_connection.statements.push_back(this);
}

StatementHandle::~StatementHandle() { std::erase(m_connection.statements, this); }

void StatementHandle::allocate(std::string_view activity) {
    m_connection.require_open("preparing a statement");
    SQLHANDLE made = nullptr;
    if (!succeeded(SQLAllocHandle(SQL_HANDLE_STMT, m_connection.connection.get(), &made))) {
        m_connection.fail(m_connection.connection, activity);
    }
    m_handle = Handle(SQL_HANDLE_STMT, made);
}

StatementState::StatementState(std::shared_ptr<ConnectionState> connection, std::string_view text, bool is_direct)
    : owner(std::move(connection)), handle(*owner), sql(text), activity("executing " + shown(text)), direct(is_direct) {
    require_single_statement(sql);
    owner->refuse_implicit_commit(sql);
    prepare();
}

void StatementState::prepare() {
    handle.allocate(activity);
    for (Parameter& p : parameters) p.changed = true;
    if (direct) return;
    const DeadlineGuard deadline(*owner);
    if (!succeeded(SQLPrepare(handle.get(), odbc_text(sql.c_str()), SQL_NTS))) owner->fail(handle.handle(), activity);
}

// SQLite's driver does not reset a statement whose result was not read to its end: it keeps its snapshot, and executing
// it again goes on in the old result. So its handle is given back, and the next execute() prepares anew.
void StatementState::close_cursor(bool at_end) noexcept {
    if (!cursor_open) return;
    cursor_open = false;
    if (handle.get() == nullptr) return;
    if (!at_end && owner->dialect->engine() == Engine::sqlite) {
        handle.reset();
    } else {
        SQLFreeStmt(handle.get(), SQL_CLOSE);
    }
}

Parameter& StatementState::parameter(int index) {
    if (index < 1 || index > 32766) throw Error(ErrorKind::internal, "parameter number " + std::to_string(index));
    const auto place = static_cast<std::size_t>(index);
    while (parameters.size() < place) parameters.emplace_back();
    return parameters[place - 1];
}

void StatementState::send_parameters() {
    SQLUSMALLINT index = 0;
    for (Parameter& p : parameters) {
        ++index;
        if (p.kind == Parameter::Kind::unset) {
            throw Error(ErrorKind::internal, activity + ": parameter " + std::to_string(index) + " was not bound");
        }
        if (!p.changed) continue;
        SQLRETURN result = SQL_SUCCESS;
        if (p.kind == Parameter::Kind::number) {
            result = SQLBindParameter(handle.get(), index, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0, &p.number,
                                      sizeof p.number, &p.indicator);
        } else {
            // One SQL type for short and long text: the server infers the type of the value from its place in the
            // statement.
            const SQLULEN size = p.indicator > 0 ? static_cast<SQLULEN>(p.indicator) : 1;
            const SQLSMALLINT type = size > 4000 ? SQL_LONGVARCHAR : SQL_VARCHAR;
            result = SQLBindParameter(handle.get(), index, SQL_PARAM_INPUT, SQL_C_CHAR, type, size, 0,
                                      const_cast<char*>(p.data), static_cast<SQLLEN>(size), &p.indicator);
        }
        if (!succeeded(result)) owner->fail(handle.handle(), activity);
        p.changed = false;
    }
}

Statement::Statement(std::unique_ptr<StatementState> state) : m_state(std::move(state)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int index, std::string_view text) {
    if (text.data() == nullptr) return bind_null(index);
    Parameter& p = m_state->parameter(index);
    require_text(text, index);
    p.copy.assign(text);
    return bind_view(index, p.copy);
}

Statement& Statement::bind_view(int index, std::string_view text) {
    if (text.data() == nullptr) return bind_null(index);
    Parameter& p = m_state->parameter(index);
    if (text.data() != p.copy.data()) require_text(text, index);
    p.kind = Parameter::Kind::text;
    p.data = text.empty() ? empty_text : text.data();
    p.indicator = static_cast<SQLLEN>(text.size());
    p.changed = true;
    return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
    Parameter& p = m_state->parameter(index);
    p.changed = p.changed || p.kind != Parameter::Kind::number;
    p.kind = Parameter::Kind::number;
    p.number = number;
    p.indicator = 0;
    return *this;
}

Statement& Statement::bind_null(int index) {
    Parameter& p = m_state->parameter(index);
    p.changed = true;
    p.kind = Parameter::Kind::null;
    p.data = empty_text;
    p.indicator = SQL_NULL_DATA;
    return *this;
}

std::int64_t Statement::execute() {
    m_state->owner->require_open("executing a statement");
    close_cursor();
    if (m_state->handle.get() == nullptr) m_state->prepare();
    m_state->send_parameters();
    m_state->owner->log_statement(m_state->sql);
    const DeadlineGuard deadline(*m_state->owner);
    const SQLRETURN result = m_state->direct
                                 ? SQLExecDirect(m_state->handle.get(), odbc_text(m_state->sql.c_str()), SQL_NTS)
                                 : SQLExecute(m_state->handle.get());
    if (result == SQL_NO_DATA) return 0;
    if (!succeeded(result)) m_state->owner->fail(m_state->handle.handle(), m_state->activity);
    SQLLEN rows = 0;
    SQLRowCount(m_state->handle.get(), &rows);
    // SQLite's driver makes an error of fetching from a statement without columns, and an error would spoil the
    // transaction.
    SQLSMALLINT columns = 0;
    SQLNumResultCols(m_state->handle.get(), &columns);
    m_state->cursor_open = columns > 0;
    m_state->cells.resize(static_cast<std::size_t>(columns));
    return rows;
}

bool Statement::fetch() {
    m_state->owner->require_open("reading a result");
    if (!m_state->cursor_open) return false;
    for (Cell& cell : m_state->cells) cell.read = false;
    const DeadlineGuard deadline(*m_state->owner);
    const SQLRETURN result = SQLFetch(m_state->handle.get());
    if (result == SQL_NO_DATA) {
        m_state->close_cursor(true);
        return false;
    }
    if (!succeeded(result)) m_state->owner->fail(m_state->handle.handle(), m_state->activity);
    return true;
}

void Statement::close_cursor() noexcept { m_state->close_cursor(false); }

int Statement::column_count() const {
    m_state->require_result();
    SQLSMALLINT count = 0;
    if (!succeeded(SQLNumResultCols(m_state->handle.get(), &count)))
        m_state->owner->fail(m_state->handle.handle(), m_state->activity);
    return count;
}

std::string Statement::column_name(int index) const {
    m_state->require_result();
    std::array<SQLCHAR, 256> name{};
    SQLSMALLINT length = 0;
    if (!succeeded(SQLColAttribute(m_state->handle.get(), static_cast<SQLUSMALLINT>(index), SQL_DESC_NAME, name.data(),
                                   static_cast<SQLSMALLINT>(name.size()), &length, nullptr))) {
        m_state->owner->fail(m_state->handle.handle(), m_state->activity);
    }
    return reinterpret_cast<const char*>(name.data());
}

// PostgreSQL's driver forgets the columns with the end of the result, and its error would spoil the transaction.
void StatementState::require_result() const {
    owner->require_open("describing a result");
    if (!cursor_open) throw Error(ErrorKind::internal, activity + ": no result to describe");
}

Cell& StatementState::cell(int index) {
    owner->require_open("reading a result");
    if (index < 1 || static_cast<std::size_t>(index) > cells.size()) {
        throw Error(ErrorKind::internal, activity + ": no column " + std::to_string(index) + " in the current row");
    }
    Cell& cell = cells[static_cast<std::size_t>(index) - 1];
    if (cell.read) return cell;
    if (!cursor_open) throw Error(ErrorKind::internal, activity + ": no current row");
    if (cell.bytes.size() < 256) cell.bytes.resize(256);
    cell.size = 0;
    cell.null = false;
    for (;;) {
        const auto room = static_cast<SQLLEN>(cell.bytes.size() - cell.size);
        SQLLEN remaining = 0;  // bytes before this call, or SQL_NO_TOTAL
        const SQLRETURN result = SQLGetData(handle.get(), static_cast<SQLUSMALLINT>(index), SQL_C_CHAR,
                                            cell.bytes.data() + cell.size, room, &remaining);
        if (result == SQL_NO_DATA) break;
        if (!succeeded(result)) owner->fail(handle.handle(), activity);
        if (remaining == SQL_NULL_DATA) {
            cell.null = true;
            break;
        }
        const bool more = remaining == SQL_NO_TOTAL || remaining >= room;
        if (!more) {
            cell.size += static_cast<std::size_t>(remaining);
            break;
        }
        // The driver filled the room up to its closing NUL.
        cell.size += std::strlen(cell.bytes.data() + cell.size);
        const std::size_t rest = remaining == SQL_NO_TOTAL ? cell.bytes.size() : static_cast<std::size_t>(remaining);
        cell.bytes.resize(cell.size + rest + 256);
    }
    cell.read = true;
    return cell;
}

std::string_view Statement::view(int index) {
    const Cell& cell = m_state->cell(index);
    return cell.null ? std::string_view{} : std::string_view(cell.bytes.data(), cell.size);
}

std::optional<std::string> Statement::text(int index) {
    const std::string_view found = view(index);
    if (found.data() == nullptr) return std::nullopt;
    return std::string(found);
}

std::optional<std::int64_t> Statement::integer(int index) {
    const std::string_view found = view(index);
    if (found.data() == nullptr) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), number);
    if (error != std::errc() || end != found.data() + found.size()) {
        throw Error(ErrorKind::internal,
                    m_state->activity + ": column " + std::to_string(index) + " is not an integer");
    }
    return number;
}

}  // namespace tilsig::odbc
