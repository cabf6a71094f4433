#include "process/guard.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string>

namespace tilsig::process {

namespace {

/// Kills all direct children. Their own children then become ours, so calling it until none is left kills all
/// descendants.
void kill_children(pid_t guard) noexcept {
    const std::string path = "/proc/self/task/" + std::to_string(guard) + "/children";
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(fd, buffer.data(), buffer.size() - 1);
    ::close(fd);
    if (count <= 0) return;
    // A list longer than the buffer is cut; the next round sees the rest. A number cut in two must not be killed.
    std::string list(buffer.data(), static_cast<std::size_t>(count));
    list.resize(list.find_last_of(' ') + 1);
    const char* at = list.c_str();
    for (char* end = nullptr;; at = end) {
        const long pid = std::strtol(at, &end, 10);
        if (end == at) return;
        if (pid > 1) ::kill(static_cast<pid_t>(pid), SIGKILL);
    }
}

/// Waits for the end of the guarded process or a word; true when it ended by itself.
bool wait_for_end(int guarded_fd, int control) noexcept {
    std::array<struct pollfd, 2> watched{{{guarded_fd, POLLIN, 0}, {control, POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
    }
    return watched[0].revents != 0;
}

void leave_no_one(pid_t guard, pid_t guarded, GuardReport& report) noexcept {
    for (;;) {
        int status = 0;
        struct rusage used {};
        const pid_t ended = ::wait4(-1, &status, WNOHANG | __WALL, &used);
        if (ended < 0 && errno == ECHILD) return;
        if (ended == guarded) {
            report.wait_status = status;
            report.cpu_microseconds =
                (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
            report.peak_memory_kib = used.ru_maxrss;
            continue;
        }
        if (ended > 0) {
            // One that had ended by itself was not left behind, only not waited for.
            if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ++report.left_behind;
            continue;
        }
        kill_children(guard);
        struct timespec moment {
            0, 200000
        };  // a killed process needs a moment to be gone; there is no event for "the last one"
        ::nanosleep(&moment, nullptr);
    }
}

}  // namespace

void run_guard(int control, std::initializer_list<int> handed_over, void (*guarded)(pid_t guard)) {
    const pid_t guard = ::getpid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(control);
        guarded(guard);
        ::_exit(0);
    }
    for (const int fd : handed_over) ::close(fd);
    if (child < 0) ::_exit(71);
    // By number: glibc 2.36 declares pidfd_open without C linkage, and a C++ program cannot link it.
    const int child_fd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    if (child_fd < 0) ::_exit(71);
    if (!wait_for_end(child_fd, control)) ::kill(child, SIGKILL);
    GuardReport report;
    leave_no_one(guard, child, report);
    const ssize_t told = ::send(control, &report, sizeof report, MSG_NOSIGNAL);
    ::_exit(told == sizeof report ? 0 : 1);
}

}  // namespace tilsig::process
