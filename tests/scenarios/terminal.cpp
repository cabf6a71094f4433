#include "scenarios/terminal.hpp"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "process/child.hpp"

namespace tilsig::test {

TerminalAnswer run_on_terminal(const std::vector<std::string>& words, const std::vector<std::string>& variables,
                               std::vector<Typed> typed) {
    int terminal = -1;
    int inner = -1;
    if (::openpty(&terminal, &inner, nullptr, nullptr, nullptr) != 0)
        throw system_error("openpty", "a terminal", errno);
    const UniqueFd ours(terminal);
    UniqueFd theirs(inner);
    ::fcntl(terminal, F_SETFD, FD_CLOEXEC);
    process::Command command;
    command.words = words;
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        command.descriptors.push_back({stream, theirs.get()});
    std::vector<std::string> environment = variables;
    environment.emplace_back("TERM=xterm");
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::string name = text.substr(0, text.find('=') + 1);
        const bool replaced = std::any_of(environment.begin(), environment.end(),
                                          [&](const std::string& own) { return own.starts_with(name); });
        if (!replaced && name != "NO_COLOR=") environment.push_back(text);
    }
    command.environment = std::move(environment);
    command.group = process::Group::session;
    process::Child child(command);
    theirs.reset();
    TerminalAnswer answer;
    char bytes[4096];
    // A terminal whose last user is gone answers EIO, which is its end of file.
    for (ssize_t count = 0; (count = ::read(terminal, bytes, sizeof bytes)) > 0;) {
        answer.shown.append(bytes, static_cast<std::size_t>(count));
        if (typed.empty() || answer.shown.find(typed.front().when_shown) == std::string::npos) continue;
        // The program may have shown its question before it is ready to be answered.
        ::usleep(100'000);
        write_all(terminal, typed.front().text, "a terminal");
        typed.erase(typed.begin());
    }
    answer.exit_code = child.wait().shell_code();
    return answer;
}

}  // namespace tilsig::test
