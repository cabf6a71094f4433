#include "support/child_process.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "base/error.hpp"
#include "process/pipes.hpp"

namespace tilsig::test {

std::optional<process::Account> find_user(const std::string& name) {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return std::nullopt;
    }
    return process::Account{entry.pw_uid, entry.pw_gid};
}

process::Child start_child(const std::vector<std::string>& words, const ChildOptions& options) {
    const auto target = [](const std::string& path) {
        return path.empty() ? process::nothing() : process::output_file(path);
    };
    const UniqueFd empty = process::nothing();
    const UniqueFd output = target(options.output_path);
    const UniqueFd errors = options.error_path.empty() ? UniqueFd() : target(options.error_path);
    process::Command command;
    command.words = words;
    command.descriptors = {{STDIN_FILENO, options.input >= 0 ? options.input : empty.get()},
                           {STDOUT_FILENO, output.get()},
                           {STDERR_FILENO, errors.valid() ? errors.get() : output.get()}};
    command.death_signal = options.death_signal;
    if (!options.as_user.empty() && geteuid() == 0) {
        command.account = find_user(options.as_user);
        if (!command.account) throw Error(ErrorKind::internal, "no user " + options.as_user);
    }
    return process::Child(command);
}

std::string run_child(const std::vector<std::string>& words, const std::string& as_user) {
    const TempFolder folder;
    ChildOptions options;
    options.as_user = as_user;
    options.output_path = folder.path() / "output";
    const auto end = start_child(words, options).wait();
    std::string output = read_file(options.output_path);
    if (!end.good()) throw Error(ErrorKind::internal, words.front() + " ended with " + end.text() + ": " + output);
    return output;
}

}  // namespace tilsig::test
