// ODBC handles with ownership, and their errors as failures of a fetch.
#pragma once

#include <sql.h>
#include <sqlext.h>

#include <string>
#include <utility>

#include "settings.hpp"

namespace tilsig::odbc_query {

/// Any kind of handle; freed with the object.
class Handle {
public:
    Handle() = default;
    Handle(SQLSMALLINT kind, SQLHANDLE parent);
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept
        : m_kind(other.m_kind), m_handle(std::exchange(other.m_handle, nullptr)), m_owned(other.m_owned) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            m_kind = other.m_kind;
            m_handle = std::exchange(other.m_handle, nullptr);
            m_owned = other.m_owned;
        }
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    [[nodiscard]] SQLHANDLE get() const noexcept { return m_handle; }
    /// The end of the process closes it.
    void leave_open() noexcept { m_owned = false; }
    [[nodiscard]] SQLSMALLINT kind() const noexcept { return m_kind; }

private:
    void reset() noexcept;

    SQLSMALLINT m_kind = SQL_HANDLE_ENV;
    SQLHANDLE m_handle = nullptr;
    bool m_owned = true;
};

/// Throws the Failure that fits the handle's first diagnostic record: who must act is decided by its class.
[[noreturn]] void fail(const Handle& handle, Engine engine, const std::string& activity);

/// Goes on after SQL_SUCCESS and SQL_SUCCESS_WITH_INFO, else fail().
void require(SQLRETURN result, const Handle& handle, Engine engine, const std::string& activity);

}  // namespace tilsig::odbc_query
