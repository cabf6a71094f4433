// Child processes of tests: started with a death signal, so that a test that crashes leaves nothing running.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace tilsig::test {

struct ChildOptions {
    std::string as_user;      ///< switch to this user when we are root; ignored otherwise
    int death_signal = 9;     ///< sent to the child when the thread that started it ends
    int input = -1;           ///< descriptor that becomes stdin; -1 is /dev/null
    std::string output_path;  ///< stdout and stderr go here; empty is /dev/null
};

/// Starts `arguments[0]` (an absolute path). Throws Error(internal) when it cannot be started.
[[nodiscard]] pid_t start_child(const std::vector<std::string>& arguments, const ChildOptions& options = {});

/// Waits for the end; the exit code, or 128 + signal.
int wait_child(pid_t child);

/// Starts, waits, and throws Error(internal) with the program's output when the exit code is not 0. Returns the output.
std::string run_child(const std::vector<std::string>& arguments, const std::string& as_user = {});

/// The uid and gid of a user, when there is such a user.
struct UserIds {
    uid_t uid;
    gid_t gid;
};
[[nodiscard]] std::optional<UserIds> find_user(const std::string& name);

}  // namespace tilsig::test
