// The worker process: takes units in turn from a night, one message each way.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "night/unit_night.hpp"
#include "night/worker_messages.hpp"
#include "process/child.hpp"

namespace tilsig::night {

/// The worker's side: reads requests from `fd` until it closes, answers each. Returns the process's exit code.
/// A unit that fails costs only itself; losing the warehouse for good ends the worker.
[[nodiscard]] int serve_units(const session::Context& context, int fd);

/// The night's side of one worker process. Whatever the worker does - dies, hangs, talks nonsense - costs the unit it
/// was given, and nobody waits here for a message that is not there.
class WorkerProcess {
public:
    /// Starts `command` (the tilsig program with its `worker` command) with one end of a socket pair as its fd 3.
    /// The worker dies with the thread that calls this. Error(storage) when it cannot be started.
    explicit WorkerProcess(std::vector<std::string> command);
    /// Lets an idle worker end by itself and kills a busy one.
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    void send(const UnitRequest& request);
    /// Readable when the worker has said something or is gone.
    [[nodiscard]] int fd() const noexcept { return m_socket.get(); }
    /// What the worker was given last and has not answered.
    [[nodiscard]] const std::optional<model::UnitName>& busy_with() const noexcept { return m_busy; }
    /// Call when fd() is readable: takes what is there without waiting for more. The answer when it is whole; nothing
    /// when more must come, or when the worker is lost: see lost().
    [[nodiscard]] std::optional<answers::UnitAnswer> receive();
    /// The worker is gone or talked nonsense, and gives no answer any more.
    [[nodiscard]] bool lost() const noexcept { return m_lost; }
    /// Ends a worker that is lost, and says what became of it, for people: "ended with signal 9 (SIGKILL)", "ended with
    /// exit code 1", "gave an answer that cannot be read, and was stopped".
    /// A worker that closed its channel has `patience` to end.
    [[nodiscard]] std::string conclude(std::chrono::milliseconds patience = std::chrono::seconds{5});
    /// Kills the worker, and waits for its end; the fetch it may have running ends with it, the ledger settles its run.
    void kill() noexcept;

private:
    UniqueFd m_socket;
    process::Child m_child;
    process::FrameWriter m_writer;
    process::FrameReader m_reader{worker_rules};
    std::optional<model::UnitName> m_busy;
    bool m_lost = false;
    bool m_nonsense = false;
};

}  // namespace tilsig::night
