// What this process costs, as the kernel counts it.
#pragma once

namespace tilsig::daemon {

struct ProcessUsage {
    double started = 0;         ///< Unix time; 0 when the kernel does not tell
    double resident_bytes = 0;  ///< 0 when the kernel does not tell
    double cpu_seconds = 0;     ///< user and system, without children
};

[[nodiscard]] ProcessUsage process_usage();

}  // namespace tilsig::daemon
