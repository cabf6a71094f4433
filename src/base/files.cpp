#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"

namespace tilsig {

void UniqueFd::reset() noexcept {
    if (m_fd >= 0) ::close(m_fd);
    m_fd = -1;
}

std::string read_file(const std::filesystem::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) throw system_error("open", path.string(), errno);
    return read_all(fd.get(), path);
}

std::string read_all(int fd, const std::filesystem::path& shown) {
    std::string content;
    char buffer[65536];
    for (;;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count < 0) {
            if (errno == EINTR) continue;
            throw system_error("read", shown.string(), errno);
        }
        if (count == 0) return content;
        content.append(buffer, static_cast<std::size_t>(count));
    }
}

void write_all(int fd, std::string_view bytes, const std::filesystem::path& shown) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0) {
            if (errno == EINTR) continue;
            throw system_error("write", shown.string(), errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void sync_file(int fd, const std::filesystem::path& shown) {
    if (::fsync(fd) != 0) throw system_error("fsync", shown.string(), errno);
}

void sync_folder(const std::filesystem::path& folder) {
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid()) throw system_error("open", folder.string(), errno);
    sync_file(fd.get(), folder);
}

void write_file_durably(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
    // The process id keeps two writers apart; a leftover of a killed process with the same id is overwritten, not
    // trusted.
    const std::filesystem::path temporary = path.string() + ".part" + std::to_string(::getpid());
    try {
        UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
        if (!fd.valid()) throw system_error("create", temporary.string(), errno);
        write_all(fd.get(), bytes, temporary);
        sync_file(fd.get(), temporary);
        fd.reset();
        if (::rename(temporary.c_str(), path.c_str()) != 0) throw system_error("rename", path.string(), errno);
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    sync_folder(path.parent_path().empty() ? "." : path.parent_path());
}

void make_private_folder(const std::filesystem::path& folder) {
    if (folder.empty() || std::filesystem::is_directory(folder)) return;
    make_private_folder(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw system_error("mkdir", folder.string(), errno);
}

TempFolder::TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tilsig-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw system_error("mkdtemp", pattern, errno);
    m_path = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace tilsig
