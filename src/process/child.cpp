#include "process/child.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "process/spawn.hpp"

namespace tilsig::process {

namespace {

using steady = std::chrono::steady_clock;

/// What is said of an end nobody saw, because somebody else reaped it: not a good one. Exit code 255.
constexpr int unseen = 255 << 8;

/// True when the process has ended; it is not reaped, so its number stays its own.
bool has_ended(pid_t id, int options) noexcept {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOWAIT | options) < 0) {
        if (errno != EINTR) return true;
    }
    return info.si_pid == id;
}

}  // namespace

Child::Child(const Command& command) : m_own_group(command.group != Group::ours) {
    auto spawned = spawn(command);
    m_id = spawned.id;
    m_end_fd = std::move(spawned.end);
}

Child::~Child() { let_go(); }

Child::Child(Child&& other) noexcept
    : m_id(std::exchange(other.m_id, -1)),
      m_own_group(other.m_own_group),
      m_end_fd(std::move(other.m_end_fd)),
      m_end(other.m_end) {}

Child& Child::operator=(Child&& other) noexcept {
    if (this != &other) {
        let_go();
        m_id = std::exchange(other.m_id, -1);
        m_own_group = other.m_own_group;
        m_end_fd = std::move(other.m_end_fd);
        m_end = other.m_end;
    }
    return *this;
}

void Child::let_go() noexcept {
    if (m_id <= 0) return;
    kill();
    static_cast<void>(wait());
}

void Child::signal(int number) const noexcept {
    if (m_id > 0) ::kill(m_own_group ? -m_id : m_id, number);
}

void Child::ask_to_end() noexcept { signal(SIGTERM); }

void Child::kill() noexcept { signal(SIGKILL); }

std::optional<ProcessEnd> Child::end() noexcept {
    if (m_end || m_id <= 0 || !has_ended(m_id, WNOHANG)) return m_end;
    return wait();
}

ProcessEnd Child::wait() noexcept {
    if (m_end || m_id <= 0) return m_end.value_or(ProcessEnd(unseen));
    has_ended(m_id, 0);
    // Before reaping: a group that is empty afterwards gives its number away.
    if (m_own_group) kill();
    int status = unseen;
    while (::waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
    }
    m_id = -1;
    m_end_fd.reset();
    m_end = ProcessEnd(status);
    return *m_end;
}

std::optional<ProcessEnd> Child::wait_for(std::chrono::milliseconds most) noexcept {
    const auto until = steady::now() + most;
    while (!end()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady::now()).count();
        if (left <= 0 || m_id <= 0) return std::nullopt;
        struct pollfd ended {
            m_end_fd.get(), POLLIN, 0
        };
        static_cast<void>(::poll(&ended, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000))));
    }
    return m_end;
}

ProcessEnd Child::stop(std::chrono::milliseconds grace) noexcept {
    ask_to_end();
    if (const auto ended = wait_for(grace)) return *ended;
    kill();
    return wait();
}

}  // namespace tilsig::process
