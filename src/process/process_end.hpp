// How a process ended, and in which words that is told.
#pragma once

#include <string>

namespace tilsig::process {

/// The end of a process as the kernel reports it.
class ProcessEnd {
public:
    /// `wait_status` as from waitpid().
    explicit ProcessEnd(int wait_status) noexcept : m_status(wait_status) {}

    /// Ended by itself with exit code 0.
    [[nodiscard]] bool good() const noexcept { return m_status == 0; }
    /// The exit code; -1 for a process that a signal ended.
    [[nodiscard]] int exit_code() const noexcept;
    /// The signal that ended it; 0 for a process that ended by itself.
    [[nodiscard]] int signal() const noexcept;
    /// As a shell counts: the exit code, or 128 + signal.
    [[nodiscard]] int shell_code() const noexcept;
    /// For a sentence "it ended with ...": `exit code 1`, `signal 9 (SIGKILL)`.
    [[nodiscard]] std::string text() const;

    bool operator==(const ProcessEnd&) const = default;

private:
    int m_status;
};

/// `SIGKILL`, or `signal 77` where there is no name.
[[nodiscard]] std::string signal_name(int signal);

}  // namespace tilsig::process
