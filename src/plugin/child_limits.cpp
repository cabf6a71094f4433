#include "plugin/child_limits.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "base/error.hpp"
#include "process/spawn.hpp"

namespace tilsig::plugin {

namespace {

void limit(decltype(RLIMIT_AS) which, rlim_t soft, rlim_t hard, const char* name) {
    const struct rlimit value { soft, hard };
    if (::setrlimit(which, &value) != 0) {
        throw Error(ErrorKind::internal,
                    std::string("setrlimit ") + name + " to " + std::to_string(soft) + " was refused")
            .remedy("lower the source's limits, or raise the limits of the account that runs tilsig");
    }
}

}  // namespace

bool memory_limit_works() noexcept {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false;
#else
    return true;
#endif
}

void become_expendable(pid_t guard) noexcept {
    // Before the process is made undumpable: afterwards /proc/self belongs to root.
    const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (::write(score, "1000", 4) != 4) {
            // Only a preference for the kernel's choice of victim; everything else still holds.
        }
        ::close(score);
    }
    process::die_with_parent(guard, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#if !defined(__SANITIZE_ADDRESS__)
    ::prctl(PR_SET_DUMPABLE, 0);  // also keeps other processes of the account from reading its memory
#endif
}

void apply_limits(const ChildLimits& limits) {
    const auto cpu = static_cast<rlim_t>(limits.cpu.count());
    limit(RLIMIT_CORE, 0, 0, "CORE");
    limit(RLIMIT_FSIZE, 0, 0, "FSIZE");
    limit(RLIMIT_CPU, cpu, cpu + 1, "CPU");  // the second is for a connector that ignores SIGXCPU
    limit(RLIMIT_NOFILE, static_cast<rlim_t>(limits.open_files), static_cast<rlim_t>(limits.open_files), "NOFILE");
    // Counts all processes and threads of the account, and means nothing to root; a brake for fork bombs, not the fence
    // (that is the guard). libcurl's resolver needs threads, so it cannot be 1.
    limit(RLIMIT_NPROC, 512, 512, "NPROC");
    if (memory_limit_works()) limit(RLIMIT_AS, limits.memory, limits.memory, "AS");
}

}  // namespace tilsig::plugin
