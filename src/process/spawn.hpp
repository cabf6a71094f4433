// The one place where a process comes into being.
#pragma once

#include <sys/types.h>

#include "base/files.hpp"
#include "process/command.hpp"

namespace tilsig::process {

/// A process that was started: it runs the program already.
struct Spawned {
    pid_t id = -1;
    UniqueFd end;  ///< a pidfd: readable once the process has ended
};

/// Starts the command. Nothing of this process is copied, so a large one starts a child as fast as a small one; in the
/// child only system calls are made until the program runs. Signals have their default actions there and none is
/// blocked. Error(storage) names program, failed step and remedy: a program that cannot be run is known here, not from
/// an exit code.
[[nodiscard]] Spawned spawn(const Command& command);

/// From now on `signal` reaches this process when its parent dies; it is sent at once when `parent`, the id the parent
/// had when it made this process, is dead already. Makes only system calls.
void die_with_parent(pid_t parent, int signal) noexcept;

}  // namespace tilsig::process
