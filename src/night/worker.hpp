// The worker process: takes units in turn from a night, one JSON line each way.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "night/unit_night.hpp"

namespace tilsig::night {

/// The worker's side: reads requests from `fd` until it closes, answers each. Returns the process's exit code.
/// A unit that fails costs only itself; losing the warehouse for good ends the worker.
[[nodiscard]] int serve_units(const session::Context& context, int fd);

/// The night's side of one worker process.
class WorkerProcess {
public:
    /// Starts `command` (the tilsig program with its `worker` command) with one end of a socket pair as its fd 3.
    explicit WorkerProcess(std::vector<std::string> command);
    ~WorkerProcess();
    WorkerProcess(WorkerProcess&&) noexcept = default;
    WorkerProcess& operator=(WorkerProcess&&) = delete;

    void send(const model::UnitName& unit, std::int64_t night_id);
    [[nodiscard]] int fd() const noexcept { return m_socket.get(); }
    /// What the worker was given last and has not answered.
    [[nodiscard]] const std::optional<model::UnitName>& busy_with() const noexcept { return m_busy; }
    /// Reads what is there; the answer when one is complete. Nothing and `ended()` when the worker died.
    [[nodiscard]] std::optional<UnitResult> receive();
    [[nodiscard]] bool ended() const noexcept { return m_ended; }
    /// How it died, for people: "signal 9", "exit code 1". Reaps the process.
    [[nodiscard]] std::string reap();
    /// Kills the worker and the fetch child it may have running; the ledger settles its run.
    void kill() noexcept;

private:
    UniqueFd m_socket;
    pid_t m_pid = -1;
    std::string m_buffer;
    std::optional<model::UnitName> m_busy;
    bool m_ended = false;
};

}  // namespace tilsig::night
