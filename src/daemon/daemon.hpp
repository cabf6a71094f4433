// The daemon: one loop that knows what is due when, and starts a night as a process of its own for it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/clock_watch.hpp"
#include "daemon/configuration.hpp"
#include "daemon/lead.hpp"
#include "daemon/metrics.hpp"
#include "daemon/night_process.hpp"
#include "daemon/notify.hpp"
#include "daemon/outgoing.hpp"
#include "daemon/outlook.hpp"
#include "daemon/published.hpp"
#include "daemon/signals.hpp"
#include "daemon/warehouse.hpp"

namespace tilsig::daemon {

class HealthServer;

struct DaemonOptions {
    ReadConfiguration read;
    std::vector<std::string> night;                            ///< the command for a night; `--fence N` is added
    std::vector<std::string> post;                             ///< the command that empties the outbox
    std::function<ClockWatch::Boot()> boot = time_since_boot;  ///< a test's clock has its own
};

/// Plans, starts, watches and tells; never fetches or loads. While another daemon of the installation holds the lease
/// it stands by. Whatever the database does, it goes on: a warehouse that is away is tried again until it is back.
class Daemon {
public:
    /// Made by the main thread before any other exists: signals are taken by a descriptor from here on. Error
    /// (configuration) when the configuration cannot be read.
    Daemon(Clock& clock, DaemonOptions options);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Until SIGTERM or SIGINT: then the night is asked to end, killed after 8 s, and the lease given back; all
    /// within 10 s. Error(state) when the warehouse must not be touched, e.g. because it belongs to another
    /// installation.
    void run();

private:
    void turn();
    void take_signals();
    void reload();
    void look_at_clock();
    void look_at_night();
    void work();
    void look_for_frozen();
    void lead(session::Session& session);
    void look_ahead(session::Session& session);
    void tell_of_night(session::Session& session);
    void start_night();
    void look_at_post();
    void look_at_outbox(session::Session& session);
    void note_outage();
    void note_unreadable();
    void serve_pages();
    void publish();
    void wait();
    void let_go();
    [[nodiscard]] std::string status() const;
    [[nodiscard]] const session::Context& context() const { return m_configuration->context(); }
    [[nodiscard]] bool stopping() const noexcept { return m_stop_signal != 0; }

    Clock& m_clock;
    DaemonOptions m_options;
    Signals m_signals;
    std::unique_ptr<Configuration> m_configuration;
    std::unique_ptr<Warehouse> m_warehouse;
    Notify m_notify;
    Metrics m_metrics;
    Published<Health> m_health;
    std::unique_ptr<HealthServer> m_server;
    std::chrono::steady_clock::time_point m_listen_again{};
    bool m_told_unheard = false;
    Lead m_lead;
    Outlook m_outlook;
    NightProcess m_night;
    Outgoing m_outgoing;
    NightProcess m_post;  ///< the process that empties the outbox
    ClockWatch m_clock_watch;
    std::optional<std::chrono::steady_clock::time_point> m_certificates_read;
    std::optional<std::chrono::steady_clock::time_point> m_kept_out_since;  ///< somebody else holds the whole database
    std::int64_t m_told_night = -1;  ///< the newest night that metrics know; -1: not asked yet
    bool m_night_ended = false;      ///< and its end was not looked at in the ledger yet
    bool m_outage_noted = false, m_unreadable_noted = false, m_stands_by = false;
    bool m_held_back = false;  ///< by a step of the clock
    int m_stop_signal = 0;
};

}  // namespace tilsig::daemon
