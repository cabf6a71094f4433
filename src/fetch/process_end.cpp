#include "fetch/process_end.hpp"

#include <csignal>

namespace tilsig::fetch {

std::optional<BadEnd> explain_end(process::ProcessEnd end, std::int64_t cpu_microseconds,
                                  const plugin::ChildLimits& limits) {
    if (end.good()) return std::nullopt;
    const int signal = end.signal();
    if (signal == 0) return BadEnd{FetchEnd::crashed, "the connector's process ended with " + end.text()};
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
    std::string message = "the connector's process was ended by " + process::signal_name(signal);
    if (signal == SIGKILL) message += "; the machine may have run out of memory";
    return BadEnd{FetchEnd::crashed, std::move(message)};
}

}  // namespace tilsig::fetch
