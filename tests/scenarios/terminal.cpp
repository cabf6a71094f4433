#include "scenarios/terminal.hpp"

#include <pty.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

TerminalAnswer run_on_terminal(const std::vector<std::string>& words, const std::vector<std::string>& variables) {
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    for (auto& word : copies) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child < 0) throw system_error("forkpty", words.front(), errno);
    if (child == 0) {
        ::unsetenv("NO_COLOR");
        ::setenv("TERM", "xterm", 1);
        for (const auto& variable : variables) {
            const auto at = variable.find('=');
            ::setenv(variable.substr(0, at).c_str(), variable.substr(at + 1).c_str(), 1);
        }
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    TerminalAnswer answer;
    char bytes[4096];
    // A terminal whose last user is gone answers EIO, which is its end of file.
    for (ssize_t count = 0; (count = ::read(terminal, bytes, sizeof bytes)) > 0;)
        answer.shown.append(bytes, static_cast<std::size_t>(count));
    ::close(terminal);
    answer.exit_code = wait_child(child);
    return answer;
}

}  // namespace tilsig::test
