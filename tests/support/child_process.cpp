// Fork and exec with everything prepared before the fork: between the two only async-signal-safe calls are made.
#include "support/child_process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::test {

std::optional<UserIds> find_user(const std::string& name) {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return std::nullopt;
    }
    return UserIds{entry.pw_uid, entry.pw_gid};
}

pid_t start_child(const std::vector<std::string>& arguments, const ChildOptions& options) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    const bool switches = !options.as_user.empty() && geteuid() == 0;
    UserIds ids{};
    if (switches) {
        const auto found = find_user(options.as_user);
        if (!found) throw Error(ErrorKind::internal, "no user " + options.as_user);
        ids = *found;
    }
    UniqueFd input(options.input >= 0 ? dup(options.input) : open("/dev/null", O_RDONLY | O_CLOEXEC));
    const char* target = options.output_path.empty() ? "/dev/null" : options.output_path.c_str();
    UniqueFd output(open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!input.valid() || !output.valid()) throw system_error("open", target, errno);

    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) throw system_error("fork", arguments.front(), errno);
    if (child == 0) {
        dup2(input.get(), STDIN_FILENO);
        dup2(output.get(), STDOUT_FILENO);
        dup2(output.get(), STDERR_FILENO);
        // Servers we start must not hold other tests' sockets and pipes open.
        close_range(3, ~0U, 0);
        if (switches && (setgroups(1, &ids.gid) != 0 || setgid(ids.gid) != 0 || setuid(ids.uid) != 0)) _exit(126);
        // After setuid, which clears it; and the parent may have died in between.
        prctl(PR_SET_PDEATHSIG, options.death_signal);
        if (getppid() != parent) _exit(125);
        execv(argv.front(), argv.data());
        _exit(127);
    }
    return child;
}

int wait_child(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) throw system_error("waitpid", "child", errno);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string run_child(const std::vector<std::string>& arguments, const std::string& as_user) {
    const TempFolder folder;
    ChildOptions options;
    options.as_user = as_user;
    options.output_path = folder.path() / "output";
    const int code = wait_child(start_child(arguments, options));
    std::string output = read_file(options.output_path);
    if (code != 0) {
        throw Error(ErrorKind::internal, arguments.front() + " ended with " + std::to_string(code) + ": " + output);
    }
    return output;
}

}  // namespace tilsig::test
