// The client's own deadline for a server that accepts a statement and never answers.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "base/files.hpp"

namespace tilsig::odbc {

/// statement_timeout is kept by the server and tcp_user_timeout by its kernel; a stopped server process or a stalled
/// proxy keeps neither, and libpq then waits for ever. The watch holds a duplicate of the connection's socket and shuts
/// it down when the deadline passes; the driver then sees a lost connection.
class SocketWatch {
public:
    /// The sockets of this process, by inode. Taken before connecting.
    using Snapshot = std::map<std::string, int>;
    [[nodiscard]] static Snapshot sockets();

    SocketWatch() = default;
    ~SocketWatch() { stop(); }
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;

    /// Finds the one socket to `port` (or unix socket of that port) that was not there before; false when there is not
    /// exactly one. Without it arm() does nothing.
    bool attach(const Snapshot& before, int port);
    [[nodiscard]] bool attached() const noexcept { return m_socket.valid(); }
    void arm(std::chrono::milliseconds allowed) noexcept;
    void disarm() noexcept { m_deadline = never; }
    /// Shuts the socket down now.
    void cut() noexcept;
    /// Gives the socket back; called before the driver closes its own.
    void stop() noexcept;

private:
    friend class Watchman;
    static constexpr std::int64_t never = INT64_MAX;
    UniqueFd m_socket;
    std::atomic<std::int64_t> m_deadline{never};  ///< steady clock, in nanoseconds
};

}  // namespace tilsig::odbc
