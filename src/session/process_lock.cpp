#include "session/process_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.hpp"
#include "base/own_file.hpp"

namespace tilsig::session {

namespace {

constexpr std::chrono::seconds look_again{60};
/// A holder writes who it is right after it has the lock.
constexpr int looks = 5;
constexpr std::chrono::milliseconds between_looks{20};

/// `4711 2026-11-29T18:12:03...`; empty when the holder has not said who it is.
std::string holder_of(int fd) {
    char text[64] = {};
    SystemClock clock;
    for (int look = 0; look < looks; ++look) {
        if (const ssize_t count = ::pread(fd, text, sizeof text - 1, 0); count > 0)
            return std::string(text, static_cast<std::size_t>(count));
        clock.sleep_for(between_looks);
    }
    return {};
}

std::string told(const std::string& holder) {
    constexpr std::size_t to_the_second = 19;
    const auto space = holder.find(' ');
    if (holder.empty()) return "";
    const std::string process = " (process " + holder.substr(0, space);
    if (space == std::string::npos) return process + ")";
    return process + ", since " + holder.substr(space + 1, to_the_second) + "Z)";
}

}  // namespace

AnotherInstance::AnotherInstance(const std::string& holder)
    : Error(ErrorKind::usage, "another tilsig is at work" + told(holder)) {
    (void)remedy("wait until it has ended, or look at `tilsig status`");
    (void)retry(Retry::later, look_again);
}

ProcessLock::ProcessLock(const std::filesystem::path& folder) {
    make_private_folder(folder);
    const auto path = folder / "tilsig.lock";
    // Not inherited by fetch children: a connector that leaves a process behind must not keep the lock.
    m_fd = open_own_file(path, O_RDWR | O_CREAT);
    if (::flock(m_fd.get(), LOCK_EX | LOCK_NB) != 0) throw AnotherInstance(holder_of(m_fd.get()));
    if (::ftruncate(m_fd.get(), 0) != 0) throw system_error("truncate", path.string(), errno);
    write_all(m_fd.get(), std::to_string(::getpid()) + " " + to_text(SystemClock().now()), path);
}

}  // namespace tilsig::session
