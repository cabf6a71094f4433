// The daemon's own way to the warehouse: one connection that is made again when it was lost, never waiting for long.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "session/session.hpp"

namespace tilsig::daemon {

/// A session beside the nights, with limits of its own: whatever the database does, the loop turns within seconds and
/// hears what it is told. Binds database and data folder to each other (ledger::Installation), and sets up a warehouse
/// that is new or older than the program.
class Warehouse {
public:
    explicit Warehouse(const session::Context& context);
    ~Warehouse();
    Warehouse(const Warehouse&) = delete;
    Warehouse& operator=(const Warehouse&) = delete;

    /// The session, connected when it is time to; nullptr while the warehouse is out of reach: then why() says why, and
    /// next_try() when it is tried again. Error(state) when it must not be touched.
    [[nodiscard]] session::Session* reach();
    /// The session if there is one; does not connect.
    [[nodiscard]] session::Session* current() noexcept { return m_session.get(); }
    /// Something that was asked of the session failed. What it says is kept; a connection that was lost goes.
    /// Error(state) is thrown on, except `fenced`.
    void failed(const Error& error);
    /// The last statement was answered.
    void answered();

    [[nodiscard]] const std::string& why() const noexcept { return m_why; }
    /// What cannot be used while it is out of reach: the warehouse, or the folder of the data.
    [[nodiscard]] const std::string& trouble() const noexcept { return m_trouble; }
    [[nodiscard]] std::chrono::steady_clock::time_point next_try() const noexcept { return m_next_try; }
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> reached() const noexcept { return m_reached; }

private:
    void connect();

    session::Context m_context;
    std::unique_ptr<session::Session> m_session;
    std::chrono::steady_clock::time_point m_next_try{};
    std::chrono::milliseconds m_pause{0};
    std::optional<std::chrono::steady_clock::time_point> m_reached;
    std::string m_why, m_trouble;
};

}  // namespace tilsig::daemon
