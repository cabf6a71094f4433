// Child processes of tests: started with a death signal, so that a test that crashes leaves nothing running.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "process/child.hpp"

namespace tilsig::test {

struct ChildOptions {
    std::string as_user = {};      ///< switch to this user when we are root; ignored otherwise
    int death_signal = 9;          ///< sent to the child when the thread that started it ends
    int input = -1;                ///< descriptor that becomes stdin; -1 is /dev/null
    std::string output_path = {};  ///< stdout goes behind what is in this file; empty is /dev/null
    std::string error_path = {};   ///< the same for stderr; empty: where stdout goes
};

/// Starts a program with its words; one without a slash is looked up in PATH. Throws Error when it cannot be started.
[[nodiscard]] process::Child start_child(const std::vector<std::string>& words, const ChildOptions& options = {});

/// Starts, waits, and throws Error(internal) with the program's output when the exit code is not 0. Returns the output.
std::string run_child(const std::vector<std::string>& words, const std::string& as_user = {});

/// A user of the system, when there is such a user.
[[nodiscard]] std::optional<process::Account> find_user(const std::string& name);

}  // namespace tilsig::test
