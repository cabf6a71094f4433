// A child of the daemon - the night, or the process that sends letters: started, asked to end, ended; not started again
// too soon.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "process/child.hpp"

namespace tilsig::daemon {

/// One of its kind at a time. It is a process of its own: what crashes there, or uses up memory, does not end the
/// daemon, and when the daemon is killed it is killed as well.
class NightProcess {
public:
    explicit NightProcess(Clock& clock) : m_clock(clock) {}

    [[nodiscard]] bool runs() const noexcept { return m_child.id() > 0; }
    /// Readable when it has ended; -1 when none runs.
    [[nodiscard]] int end_fd() const noexcept { return m_child.end_fd(); }
    /// Whether the pause after a start that came to nothing is over.
    [[nodiscard]] bool may_start() const { return m_clock.steady() >= m_not_before; }
    [[nodiscard]] std::chrono::steady_clock::time_point not_before() const noexcept { return m_not_before; }

    /// Error(storage) when it cannot be started; then came_to_nothing() was called.
    void start(std::vector<std::string> words);
    /// Asks it to end, and kills it when it has not after `grace`, counted from the first call. Does not wait.
    void ask_to_end(std::chrono::milliseconds grace);
    /// At once.
    void kill() noexcept { m_child.kill(); }
    /// How it ended; told once. Kills what should have ended by now.
    [[nodiscard]] std::optional<process::ProcessEnd> end();
    /// When it is to be killed; nothing while nobody has asked it to end.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> kill_at() const noexcept { return m_kill_at; }

    /// It changed nothing: the next start waits 10 s, then twice as long each time, up to 10 minutes.
    void came_to_nothing();
    /// It got something done, or everything is new.
    void came_to_something() noexcept;

private:
    Clock& m_clock;
    process::Child m_child;
    std::optional<std::chrono::steady_clock::time_point> m_kill_at;
    std::chrono::steady_clock::time_point m_not_before{};
    std::chrono::milliseconds m_pause{0};
};

}  // namespace tilsig::daemon
