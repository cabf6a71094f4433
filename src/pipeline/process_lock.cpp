#include "pipeline/process_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/error.hpp"

namespace tilsig::pipeline {

ProcessLock::ProcessLock(const std::filesystem::path& folder) {
    make_private_folder(folder);
    const auto path = folder / "tilsig.lock";
    // Not inherited by fetch children: a connector that leaves a process behind must not keep the lock.
    m_fd = UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!m_fd.valid()) throw system_error("open", path.string(), errno);
    if (::flock(m_fd.get(), LOCK_EX | LOCK_NB) != 0) {
        char holder[32] = {};
        const ssize_t count = ::pread(m_fd.get(), holder, sizeof holder - 1, 0);
        throw Error(ErrorKind::usage,
                    "another tilsig is loading (process " + std::string(count > 0 ? holder : "unknown") + ")")
            .remedy("wait until it has ended, or look at `tilsig status`")
            .retry(Retry::later, std::chrono::seconds{60});
    }
    if (::ftruncate(m_fd.get(), 0) != 0) throw system_error("truncate", path.string(), errno);
    write_all(m_fd.get(), std::to_string(::getpid()), path);
}

}  // namespace tilsig::pipeline
