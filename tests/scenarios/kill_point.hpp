// SIGKILL at a chosen system call of a command, and where that call stood.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/installation.hpp"

namespace tilsig::test {

/// The n-th call of one kind that a process of the command makes.
struct KillPoint {
    std::string call;
    int n = 1;
    std::string step;  ///< "landing", "receipt", "cache", "warehouse", "links", "server", "acknowledge", "source",
                       ///< "log", "other"
};

/// What came of a command that was to be killed.
struct KilledRun {
    bool happened = false;  ///< false when no process made so many calls
    std::string step;       ///< where the killed process was
    Answer answer;
};

/// The system calls that change something outside the process.
[[nodiscard]] const std::vector<std::string>& changing_calls();

/// Empty when strace can trace here, else a sentence with the remedy.
[[nodiscard]] std::string tracing_missing();

/// Runs the command to its end and lists its changing calls.
[[nodiscard]] std::vector<KillPoint> kill_points(const Installation& where, const std::string& command,
                                                 const std::vector<std::string>& arguments);

/// Some points of every step: at most `each` of a step, spread over it from its first to its last.
[[nodiscard]] std::vector<KillPoint> sample(const std::vector<KillPoint>& points, std::size_t each);

/// Runs the command; the process that first comes to its n-th call (the program itself or a child of it) is killed
/// there.
[[nodiscard]] KilledRun run_killed(const Installation& where, const std::string& call, int n,
                                   const std::string& command, const std::vector<std::string>& arguments);

}  // namespace tilsig::test
