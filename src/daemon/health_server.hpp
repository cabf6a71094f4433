// The daemon's HTTP server: a few read-only pages on loopback that answer under any number of slow clients.
#pragma once

#include <chrono>
#include <memory>

#include "config/listen_address.hpp"
#include "daemon/page.hpp"
#include "daemon/request_front.hpp"

namespace tilsig::daemon {

struct HealthServerOptions {
    config::ListenAddress address;
    bool remote = false;                          ///< whether the address may be one that other machines reach
    int threads = 2;                              ///< that make and send answers
    int queue = 64;                               ///< requests that wait for a thread; more are answered 503
    std::chrono::milliseconds answer_time{2000};  ///< a client must have taken its answer by then
    FrontLimits front;
};

/// Serves `pages` from construction to destruction, GET and HEAD only, one request a connection, no body read. No
/// request reaches the database: pages are made from what the daemon's loop has published.
class HealthServer {
public:
    /// Error(configuration) when the address is not loopback and `remote` was not said, or cannot be listened on.
    HealthServer(const HealthServerOptions& options, Pages pages);
    /// Ends within `answer_time`.
    ~HealthServer();
    HealthServer(const HealthServer&) = delete;
    HealthServer& operator=(const HealthServer&) = delete;

    /// Where it listens; with the port that was chosen when port 0 was asked for.
    [[nodiscard]] const config::ListenAddress& address() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tilsig::daemon
