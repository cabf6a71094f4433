// Children for tests of this room: shell scripts whose output comes back through a pipe.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "process/child.hpp"
#include "process/pipes.hpp"

namespace tilsig::process {

inline constexpr std::chrono::seconds patience{10};

/// A shell that runs `script`; what it prints can be read.
struct Shell {
    explicit Shell(const std::string& script, Command command = {}) {
        Ends pipe = pipe_from_child();
        command.words = {"/bin/sh", "-c", script};
        command.descriptors.push_back({STDOUT_FILENO, pipe.theirs.get()});
        child = Child(command);
        output = std::move(pipe.ours);
    }

    /// Up to the end of a line, or of the output; gives up after some time.
    std::string line() {
        std::string text;
        for (char byte = 0; byte != '\n';) {
            const ssize_t count = ::read(output.get(), &byte, 1);
            if (count == 0) break;
            if (count == 1) {
                text += byte;
                continue;
            }
            struct pollfd ready {
                output.get(), POLLIN, 0
            };
            if (errno != EAGAIN || ::poll(&ready, 1, 10000) <= 0) return text + " (and then nothing)";
        }
        if (text.ends_with('\n')) text.pop_back();
        return text;
    }

    Child child;
    UniqueFd output;
};

/// A zombie that nobody has reaped yet is no longer alive.
inline bool alive(pid_t id) {
    std::string stat;
    std::getline(std::ifstream("/proc/" + std::to_string(id) + "/stat"), stat);
    const auto at = stat.rfind(')');
    return at != std::string::npos && at + 2 < stat.size() && stat[at + 2] != 'Z';
}

/// Waits until the process is gone.
inline bool gone(pid_t id) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (alive(id)) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

/// Children of this process, dead ones too: nothing may be left unreaped.
inline std::string own_children() {
    std::string children;
    std::getline(std::ifstream("/proc/self/task/" + std::to_string(::gettid()) + "/children"), children);
    return children;
}

}  // namespace tilsig::process
