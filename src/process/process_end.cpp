#include "process/process_end.hpp"

#include <sys/wait.h>

#include <cstring>

namespace tilsig::process {

int ProcessEnd::exit_code() const noexcept { return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1; }

int ProcessEnd::signal() const noexcept { return WIFSIGNALED(m_status) ? WTERMSIG(m_status) : 0; }

int ProcessEnd::shell_code() const noexcept { return signal() != 0 ? 128 + signal() : exit_code(); }

std::string ProcessEnd::text() const {
    if (signal() == 0) return "exit code " + std::to_string(exit_code());
    return "signal " + std::to_string(signal()) + " (" + signal_name(signal()) + ")";
}

std::string signal_name(int signal) {
    const char* name = ::sigabbrev_np(signal);
    return name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
}

}  // namespace tilsig::process
