// The guard of one fetch: parent of the connector's process, and foster parent of everything that one leaves behind.
#pragma once

#include <cstdint>

namespace tilsig::plugin {

/// What the guard tells the worker, in one datagram on the control socket, when no process of the fetch is left.
struct GuardReport {
    std::int32_t wait_status = 0;       ///< of the connector's process, as from waitpid
    std::int32_t left_behind = 0;       ///< processes that outlived it and were killed
    std::int64_t cpu_microseconds = 0;  ///< of the connector's process and the children it waited for
    std::int64_t peak_memory_kib = 0;
};

/// Forks the connector's process, waits for its end or for the worker's word (anything, or the end of the control
/// socket: a worker that was killed says it too), kills every descendant, reports, and never returns. Being the
/// subreaper, the guard gets grandchildren that left the process group and the session; and being a process of its own,
/// it keeps the worker free of them: a worker that runs several fetches could not tell whose orphan it got.
[[noreturn]] void run_guard();

}  // namespace tilsig::plugin
