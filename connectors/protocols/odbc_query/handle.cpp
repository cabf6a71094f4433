#include "handle.hpp"

#include <new>

namespace tilsig::odbc_query {

namespace {

using spi::Status;

struct Verdict {
    Status status;
    const char* meaning;
};

/// SQLite's driver gives HY000 for everything; its result code stands in the native code.
Verdict sqlite_verdict(int native) {
    switch (native & 0xff) {
        case 5:
        case 6:
        case 10: return {Status::retry_later, "the file is locked or its disk fails"};
        case 8:
            return {Status::refused, "the question would write, or the file needs a writable folder (write-ahead log)"};
        case 11:
        case 26: return {Status::bad_source, "the file is damaged or no SQLite database"};
        case 14: return {Status::refused, "the file cannot be opened; check path and rights"};
        default: return {Status::refused, "the database does not take the question; check its tables and columns"};
    }
}

Verdict server_verdict(const std::string& state) {
    if (state.starts_with("28")) return {Status::refused, "user or password is not accepted"};
    if (state == "25006") return {Status::refused, "the question would write"};
    if (state.starts_with("42"))
        return {Status::refused,
                "the database does not take the question; check its tables, columns and the user's rights"};
    if (state == "HYT00" || state == "HYT01" || state == "57014" || state == "70100")
        return {Status::retry_later, "the time for an answer is over (option statement_seconds)"};
    if (state.starts_with("22")) return {Status::bad_source, "a value cannot be computed as the question wants it"};
    return {Status::retry_later, "the database cannot be reached or broke off"};
}

}  // namespace

Handle::Handle(SQLSMALLINT kind, SQLHANDLE parent) : m_kind(kind) {
    if (SQLAllocHandle(kind, parent, &m_handle) != SQL_SUCCESS) throw std::bad_alloc();
}

void Handle::reset() noexcept {
    if (m_handle == nullptr || !m_owned) return;
    if (m_kind == SQL_HANDLE_DBC) SQLDisconnect(m_handle);
    SQLFreeHandle(m_kind, m_handle);
    m_handle = nullptr;
}

void fail(const Handle& handle, Engine engine, const std::string& activity) {
    SQLCHAR state[6] = "HY000";
    SQLINTEGER native = 0;
    SQLCHAR text[2] = {};
    SQLSMALLINT length = 0;
    static_cast<void>(SQLGetDiagRec(handle.kind(), handle.get(), 1, state, &native, text, sizeof text, &length));
    const std::string code = reinterpret_cast<const char*>(state);
    const Verdict verdict = engine == Engine::sqlite && code == "HY000" ? sqlite_verdict(native) : server_verdict(code);
    throw spi::Failure(verdict.status, activity + ": " + verdict.meaning + " (SQLSTATE " + code + ", native " +
                                           std::to_string(native) + ")");
}

void require(SQLRETURN result, const Handle& handle, Engine engine, const std::string& activity) {
    if (!SQL_SUCCEEDED(result)) fail(handle, engine, activity);
}

}  // namespace tilsig::odbc_query
