// A guard: the parent of one process that is not trusted, and subreaper of everything that one leaves behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>

namespace tilsig::process {

/// What the guard tells in one message on its control socket when no process below it is left.
struct GuardReport {
    std::int32_t wait_status = 0;       ///< of the guarded process, as from waitpid: see ProcessEnd
    std::int32_t left_behind = 0;       ///< processes that outlived it and were killed
    std::int64_t cpu_microseconds = 0;  ///< of the guarded process and the children it waited for
    std::int64_t peak_memory_kib = 0;
};

/// Forks, runs `guarded` (with the guard's process id) in the child, waits for its end or for a word on `control` -
/// anything, or the end of that socket: whoever started the guard and was killed says it too - kills every descendant,
/// reports, and never returns. `control` is closed in the child and `handed_over` in the guard, so that pipes end when
/// the guarded processes have ended. Called by a program with one thread.
///
/// Being the subreaper, the guard gets grandchildren that left the process group and the session; and being a process
/// of its own it keeps the one that started it free of them: who runs several could not tell whose orphan it got.
[[noreturn]] void run_guard(int control, std::initializer_list<int> handed_over, void (*guarded)(pid_t guard));

}  // namespace tilsig::process
