#include "fetch/process_end.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstring>

namespace tilsig::fetch {

std::optional<BadEnd> explain_end(int wait_status, std::int64_t cpu_microseconds, const plugin::ChildLimits& limits) {
    if (WIFEXITED(wait_status)) {
        const int status = WEXITSTATUS(wait_status);
        if (status == 0) return std::nullopt;
        return BadEnd{FetchEnd::crashed, "the connector's process ended with exit status " + std::to_string(status)};
    }
    const int signal = WTERMSIG(wait_status);
    // The kernel sends SIGXCPU at the limit and SIGKILL a second later to a process that ignores it.
    const bool cpu_used_up = cpu_microseconds >= limits.cpu.count() * 1000000;
    if (signal == SIGXCPU || (signal == SIGKILL && cpu_used_up)) {
        return BadEnd{FetchEnd::over_limit,
                      "used more than `limits.cpu` (" + std::to_string(limits.cpu.count()) + " s) of CPU time"};
    }
    if (signal == SIGXFSZ) {
        return BadEnd{FetchEnd::over_limit,
                      "tried to write a file; a connector delivers through the host and writes no files"};
    }
    const char* name = ::sigabbrev_np(signal);
    std::string message =
        "the connector's process was ended by SIG" + std::string(name == nullptr ? std::to_string(signal) : name);
    if (signal == SIGKILL) message += "; the machine may have run out of memory";
    return BadEnd{FetchEnd::crashed, std::move(message)};
}

}  // namespace tilsig::fetch
