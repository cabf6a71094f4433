// Runs the probe under strace and looks at what it left.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "land/landing_zone.hpp"
#include "probe_content.hpp"

namespace tilsig::land {

struct Ended {
    int exit_code = -1;  ///< 137 when killed
    std::string said;    ///< standard output: the claim
    std::string complained;
};

/// Runs `arguments` with its output in files below `folder`; `file_limit` 0 means none.
inline Ended run_program(const std::filesystem::path& folder, std::vector<std::string> arguments,
                         rlim_t file_limit = 0) {
    const std::filesystem::path out = folder / "stdout";
    const std::filesystem::path err = folder / "stderr";
    const pid_t child = ::fork();
    if (child == 0) {
        const int out_fd = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int err_fd = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(out_fd, 1);
        ::dup2(err_fd, 2);
        if (file_limit > 0) {
            const rlimit limit{file_limit, file_limit};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // a leak search cannot run while strace traces
        std::vector<char*> argv;
        for (std::string& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), read_file(out), read_file(err)};
}

inline Ended run_probe(const std::filesystem::path& folder, const std::string& what) {
    return run_program(folder, {LAND_PROBE, folder.string(), what});
}

/// `inject` is strace's word, e.g. "fsync:error=EIO:when=2".
inline Ended run_probe_injected(const std::filesystem::path& folder, const std::string& what,
                                const std::string& inject) {
    const std::string calls = inject.substr(0, inject.find(':'));
    return run_program(folder, {"strace", "-f", "-qq", "-o", (folder / "calls").string(), "-e", "trace=" + calls, "-e",
                                "inject=" + inject, LAND_PROBE, folder.string(), what});
}

/// Whether the last injected run came as far as the call that was to be refused.
inline bool was_injected(const std::filesystem::path& folder) {
    return read_file(folder / "calls").find("(INJECTED)") != std::string::npos;
}

/// strace can be missing, or forbidden to trace in a container.
inline bool strace_works() {
    const TempFolder folder;
    return run_program(folder.path(), {"strace", "-qq", "-o", "/dev/null", "true"}).exit_code == 0;
}

/// Opens the zone as the next program would, and reads the probe's delivery: nothing when it is not there.
inline std::optional<std::string> look(const std::filesystem::path& folder) {
    const SystemClock clock;
    const LandingZone zone(folder / "landing", folder / "landing.key", clock);
    for (const auto& entry : std::filesystem::directory_iterator(folder / "landing")) {
        const std::string name = entry.path().filename().string();
        EXPECT_TRUE(name.starts_with(".lock-") || name == probe_delivery()) << "left behind: " << name;
    }
    if (!zone.find(probe_delivery())) return std::nullopt;
    LandedReader reader = zone.open(probe_delivery());
    std::string bytes(static_cast<std::size_t>(reader.size()), '\0');
    EXPECT_EQ(reader.read(bytes.data(), bytes.size()), bytes.size());
    return bytes;
}

}  // namespace tilsig::land
