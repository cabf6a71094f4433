// A child process that is never lost: watched by a descriptor, asked, killed, always reaped.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "base/files.hpp"
#include "process/command.hpp"
#include "process/process_end.hpp"

namespace tilsig::process {

/// One child of ours and, when it has a group of its own, all that it leaves there. Used by one thread at a time.
/// SIGCHLD may be handled but not ignored by the program.
///
///     Child child({.words = {"tilsig", "worker"}, .descriptors = {{3, channel.theirs.get()}}});
///     loop.watch(child.end_fd(), [&] { report(child.end()->text()); });
class Child {
public:
    Child() = default;
    /// Starts the command: see spawn().
    explicit Child(const Command& command);
    /// Kills what still runs, and reaps it.
    ~Child();
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// The process id; -1 when nothing was started or the child was reaped: its number may be somebody else's then.
    [[nodiscard]] pid_t id() const noexcept { return m_id; }
    /// Becomes readable when the child has ended: for poll(). -1 once reaped.
    [[nodiscard]] int end_fd() const noexcept { return m_end_fd.get(); }

    /// SIGTERM to the child and its group. A child that ignores it goes on: call kill() after a time of grace.
    void ask_to_end() noexcept;
    /// SIGKILL to the child and its group.
    void kill() noexcept;

    /// How the child ended; absent while it runs. Does not wait. The first answer kills what the child left behind in a
    /// group of its own, and reaps it.
    [[nodiscard]] std::optional<ProcessEnd> end() noexcept;
    /// Waits for the end as long as it takes.
    ProcessEnd wait() noexcept;
    /// Waits at most so long; absent when the child still runs.
    [[nodiscard]] std::optional<ProcessEnd> wait_for(std::chrono::milliseconds most) noexcept;
    /// Asks, waits for `grace`, kills, waits: whatever the child does, it has ended then.
    ProcessEnd stop(std::chrono::milliseconds grace) noexcept;

private:
    void signal(int number) const noexcept;
    void let_go() noexcept;

    pid_t m_id = -1;
    bool m_own_group = false;
    UniqueFd m_end_fd;
    std::optional<ProcessEnd> m_end;
};

}  // namespace tilsig::process
