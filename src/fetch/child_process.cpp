#include "fetch/child_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "plugin/frames.hpp"
#include "process/pipes.hpp"

namespace tilsig::fetch {

namespace {

/// How long a guard may take to kill and report before it is killed itself.
constexpr int guard_patience_ms = 3000;
/// How long to wait until the killed members of a group without a guard are gone; nobody tells us, they are not our
/// children.
constexpr int group_patience_ms = 1000;
/// The pipe is the only buffer between child and worker: larger means fewer switches between the two processes.
constexpr int pipe_bytes = 256 * 1024;

std::vector<std::string> small_environment() {
    std::vector<std::string> entries;
    for (const char* name : {"LANG", "TZ"}) {
        if (const char* value = std::getenv(name)) entries.push_back(std::string(name) + "=" + value);
    }
    return entries;
}

}  // namespace

ChildProcess::ChildProcess(const std::filesystem::path& program, std::string_view request) {
    const UniqueFd input = process::in_memory(request);
    process::Ends frames = process::pipe_from_child(pipe_bytes);
    process::Ends noise = process::pipe_from_child();
    process::Ends control = process::message_socket();
    process::Ends answer = process::message_socket();
    process::Command command;
    command.words = {program.string()};
    command.descriptors = {{STDIN_FILENO, input.get()},
                           {STDOUT_FILENO, noise.theirs.get()},
                           {STDERR_FILENO, noise.theirs.get()},
                           {plugin::frame_fd, frames.theirs.get()},
                           {plugin::control_fd, control.theirs.get()},
                           {plugin::answer_fd, answer.theirs.get()}};
    command.environment = small_environment();
    command.group = process::Group::session;
    // The end of its control socket tells a guard that we are gone. It must outlive us, to kill what it guards.
    command.death_signal = 0;
    try {
        m_guard = process::Child(command);
    } catch (Error& error) {
        throw error.while_doing("starting a fetch");
    }
    m_frames = std::move(frames.ours);
    m_noise = std::move(noise.ours);
    m_control = std::move(control.ours);
    m_answer = std::move(answer.ours);
}

ChildProcess::~ChildProcess() {
    if (m_guard.id() < 0) return;
    stop();
    struct pollfd answer {
        m_control.get(), POLLIN, 0
    };
    if (::poll(&answer, 1, guard_patience_ms) <= 0) kill_group();
    static_cast<void>(m_guard.wait());
}

void ChildProcess::answer(std::string_view bytes) noexcept {
    static_cast<void>(::send(m_answer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

void ChildProcess::stop() noexcept {
    if (m_control.valid()) ::shutdown(m_control.get(), SHUT_WR);
}

std::optional<process::GuardReport> ChildProcess::take_report() noexcept {
    process::GuardReport report;
    const ssize_t size = ::recv(m_control.get(), &report, sizeof report, MSG_DONTWAIT);
    const pid_t group = m_guard.id();
    static_cast<void>(m_guard.wait());
    if (size == sizeof report) return report;
    // A guard that was killed could not clean up; wait() killed its process group, which is what we can still reach.
    for (int i = 0; i < group_patience_ms && ::kill(-group, 0) == 0; ++i) ::usleep(1000);
    return std::nullopt;
}

}  // namespace tilsig::fetch
