// The right to be the one daemon: held for a while, renewed, and taken over with a higher fence number.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// The lease of the daemon of an installation.
inline constexpr const char* daemon_lease = "daemon";
/// The lease of whoever empties the outbox: two never send at once.
inline constexpr const char* outbox_lease = "outbox";

/// What a process that a holder of the daemon's lease started shows before it saves anything.
struct Fence {
    std::int64_t number = 0;
    std::chrono::milliseconds ttl{};  ///< as Lease has it
};

/// Lease::require_fence() of the daemon's lease, inside the caller's transaction. Without a fence it does nothing: a
/// command by hand has none, the process lock keeps it and a night apart.
void require_fence(odbc::Connection& connection, const std::optional<Fence>& fence);

/// Who holds a lease; moments by the database server's clock, in the form of base/clock.hpp.
struct LeaseHolder {
    std::string holder;
    std::int64_t fence = 0;
    std::string acquired_at, renewed_at, expires_at;
    bool expired = false;
};

/// One lease by name, counted by the clock of the database server (SQLite: of the machine), never by that of whoever
/// asks: a process that was frozen, or whose clock was set, cannot take its lease for valid. Each change is one
/// statement whose condition decides, so that two cannot both succeed. Only require_fence() works inside the caller's
/// transaction.
///
/// Where there is one writer (SQLite) a change waits while somebody loads, and ends with Retry::now after the lock
/// timeout. That is no loss of the lease: nobody else could have taken it over meanwhile.
class Lease {
public:
    /// `ttl` is how long it is held without being renewed, e.g. a minute for a daemon that renews every ten seconds.
    Lease(odbc::Connection& connection, std::string name, std::chrono::milliseconds ttl);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// The fence number, higher than every one before it, when nobody holds the lease or its time has run out; else
    /// nothing. `holder` is for people: host, process, start. After a lost answer to COMMIT (Error, retry later) it may
    /// have been taken: it is free again when its time runs out.
    [[nodiscard]] std::optional<std::int64_t> acquire(const std::string& holder);
    /// False when it was taken over or given back since: whoever held it with this fence must stop. A lease that ran
    /// out and that nobody took is renewed.
    [[nodiscard]] bool renew(std::int64_t fence);
    /// Gives it back; without effect when it was taken over.
    void release(std::int64_t fence);
    /// Nothing when nobody ever held it or it was given back.
    [[nodiscard]] std::optional<LeaseHolder> holder();

    /// For the loading transaction, as its last statement before COMMIT: renews the lease and keeps its row until the
    /// transaction ends, so that nobody takes over before the rows are there. Error(state) `fenced off` when it was
    /// taken over: nothing of the transaction may be saved.
    void require_fence(std::int64_t fence);

private:
    odbc::Connection& m_connection;
    std::string m_name;
    std::chrono::milliseconds m_ttl;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
