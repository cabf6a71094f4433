#include "fetch/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "plugin/frames.hpp"

namespace tilsig::fetch {

namespace {

/// How long a guard may take to kill and report before it is killed itself.
constexpr int guard_patience_ms = 3000;
/// How long to wait until the killed members of a group without a guard are gone; nobody tells us, they are not our
/// children.
constexpr int group_patience_ms = 1000;
/// The pipe is the only buffer between child and worker: larger means fewer switches between the two processes.
constexpr int pipe_bytes = 256 * 1024;

Error not_started(const char* call, int error_number) {
    return system_error(call, "tilsig-fetch", error_number).retry(Retry::later);
}

/// Above every number the child will use, so that putting one descriptor in place cannot overwrite another.
UniqueFd moved_up(int fd) {
    const UniqueFd low(fd);
    const int high = ::fcntl(fd, F_DUPFD_CLOEXEC, 10);
    if (high < 0) throw not_started("fcntl", errno);
    return UniqueFd(high);
}

struct Pipe {
    UniqueFd ours, theirs;
};

/// Both directions, by messages: one side can be shut, and sending to a dead reader raises no signal.
Pipe make_socket() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw not_started("socketpair", errno);
    Pipe socket{UniqueFd(ends[0]), UniqueFd(ends[1])};
    socket.theirs = moved_up(socket.theirs.release());
    return socket;
}

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw not_started("pipe2", errno);
    Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
    pipe.theirs = moved_up(pipe.theirs.release());
    if (::fcntl(pipe.ours.get(), F_SETFL, O_NONBLOCK) != 0) throw not_started("fcntl", errno);
    return pipe;
}

/// Memory that looks like a file: nothing reaches a disk, the writer cannot block, and the reader sees an end.
UniqueFd in_memory(std::string_view text) {
    const int memory = ::memfd_create("request", MFD_CLOEXEC);
    if (memory < 0) throw not_started("memfd_create", errno);
    UniqueFd fd = moved_up(memory);
    write_all(fd.get(), text, "request");
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) throw not_started("lseek", errno);
    return fd;
}

struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    SpawnPlan() {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

std::vector<std::string> small_environment() {
    std::vector<std::string> entries;
    for (const char* name : {"LANG", "TZ"}) {
        if (const char* value = std::getenv(name)) entries.push_back(std::string(name) + "=" + value);
    }
    return entries;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, std::string_view request) {
    const UniqueFd input = in_memory(request);
    Pipe frames = make_pipe();
    ::fcntl(frames.theirs.get(), F_SETPIPE_SZ,
            pipe_bytes);  // refused when the account's share is used up: then it is 64 KiB
    Pipe noise = make_pipe();
    Pipe control = make_socket();
    Pipe answer = make_socket();

    SpawnPlan plan;
    ::posix_spawn_file_actions_adddup2(&plan.actions, input.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&plan.actions, noise.theirs.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&plan.actions, noise.theirs.get(), STDERR_FILENO);
    ::posix_spawn_file_actions_adddup2(&plan.actions, frames.theirs.get(), plugin::frame_fd);
    ::posix_spawn_file_actions_adddup2(&plan.actions, control.theirs.get(), plugin::control_fd);
    ::posix_spawn_file_actions_adddup2(&plan.actions, answer.theirs.get(), plugin::answer_fd);
    ::posix_spawn_file_actions_addclosefrom_np(&plan.actions, plugin::answer_fd + 1);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&plan.attributes, &none);
    ::posix_spawnattr_setsigdefault(&plan.attributes, &all);
    ::posix_spawnattr_setflags(&plan.attributes,
                               static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));

    std::string name = "tilsig-fetch";
    std::array<char*, 2> arguments{name.data(), nullptr};
    auto entries = small_environment();
    std::vector<char*> environment;
    for (auto& entry : entries) environment.push_back(entry.data());
    environment.push_back(nullptr);
    // posix_spawn and not fork: the worker may hold hundreds of megabytes, and copying its page tables for every unit
    // costs more than the whole fetch. What fork would have done in between, tilsig-fetch does to itself before it
    // loads anything.
    const int failed =
        ::posix_spawn(&m_guard, program.c_str(), &plan.actions, &plan.attributes, arguments.data(), environment.data());
    if (failed != 0) {
        m_guard = -1;
        throw Error(ErrorKind::storage, "the fetch program cannot be started: " +
                                            system_error("posix_spawn", program.string(), failed).message())
            .remedy("install tilsig-fetch beside tilsig and check its rights")
            .retry(failed == EAGAIN || failed == ENOMEM ? Retry::later : Retry::never);
    }
    m_frames = std::move(frames.ours);
    m_noise = std::move(noise.ours);
    m_control = std::move(control.ours);
    m_answer = std::move(answer.ours);
}

ChildProcess::~ChildProcess() {
    if (m_guard < 0) return;
    stop();
    struct pollfd answer {
        m_control.get(), POLLIN, 0
    };
    if (::poll(&answer, 1, guard_patience_ms) <= 0) kill_group();
    reap();
}

void ChildProcess::answer(bool known) noexcept {
    const char byte = known ? '1' : '0';
    static_cast<void>(::send(m_answer.get(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT));
}

void ChildProcess::stop() noexcept {
    if (m_control.valid()) ::shutdown(m_control.get(), SHUT_WR);
}

void ChildProcess::kill_group() noexcept {
    if (m_guard > 0) ::kill(-m_guard, SIGKILL);
}

std::optional<plugin::GuardReport> ChildProcess::take_report() noexcept {
    plugin::GuardReport report;
    const ssize_t size = ::recv(m_control.get(), &report, sizeof report, MSG_DONTWAIT);
    if (size == sizeof report) {
        reap();
        return report;
    }
    // A guard that was killed could not clean up; its process group is what we can still reach. Before reaping: until
    // then the process id cannot be given to another process, and as long as the group has a member its id is kept too.
    kill_group();
    const pid_t group = m_guard;
    reap();
    for (int i = 0; i < group_patience_ms && ::kill(-group, 0) == 0; ++i) ::usleep(1000);
    return std::nullopt;
}

void ChildProcess::reap() noexcept {
    int status = 0;
    while (m_guard > 0 && ::waitpid(m_guard, &status, 0) < 0 && errno == EINTR) {
    }
    m_guard = -1;
}

}  // namespace tilsig::fetch
