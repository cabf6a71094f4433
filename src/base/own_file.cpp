#include "base/own_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/error.hpp"

namespace tilsig {

namespace {

constexpr mode_t all_rights = 07777;
/// All that tilsig notes for itself is a few lines; the longest is some 100 kB.
constexpr off_t longest_file = off_t{1} << 20;

Error not_our_file(const std::filesystem::path& path, const char* what) {
    return Error(ErrorKind::storage, std::string(what) + ", where only a file of tilsig's own may stand")
        .at({path.string()})
        .remedy("find out who put it there, and remove it; tilsig makes the file anew");
}

/// Invalid only where there is nothing.
UniqueFd open_regular(const std::filesystem::path& path, int flags, unsigned mode, struct stat& found) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode));
    if (!fd.valid() && errno == ELOOP) throw not_our_file(path, "is a link");
    if (!fd.valid() && (errno == ENXIO || errno == EISDIR)) throw not_our_file(path, "is no regular file");
    if (!fd.valid()) {
        if (errno == ENOENT && (flags & O_CREAT) == 0) return fd;
        throw system_error("open", path.string(), errno);
    }
    if (::fstat(fd.get(), &found) != 0) throw system_error("fstat", path.string(), errno);
    if (!S_ISREG(found.st_mode)) throw not_our_file(path, "is no regular file");
    return fd;
}

}  // namespace

UniqueFd open_own_file(const std::filesystem::path& path, int flags, unsigned mode, unsigned not_for) {
    struct stat found {};
    // Emptied only when it is known to be ours.
    UniqueFd fd = open_regular(path, flags & ~O_TRUNC, mode, found);
    if ((found.st_mode & not_for) != 0 && ::fchmod(fd.get(), found.st_mode & all_rights & ~not_for) != 0)
        throw system_error("chmod", path.string(), errno);
    if ((flags & O_TRUNC) != 0 && ::ftruncate(fd.get(), 0) != 0) throw system_error("truncate", path.string(), errno);
    return fd;
}

std::optional<std::string> read_own_file(const std::filesystem::path& path) {
    struct stat found {};
    const UniqueFd fd = open_regular(path, O_RDONLY, 0, found);
    if (!fd.valid()) return std::nullopt;
    if (found.st_size > longest_file) throw not_our_file(path, "is longer than tilsig writes it");
    return read_all(fd.get(), path);
}

void require_not_open_to_all(const std::filesystem::path& folder) {
    struct stat found {};
    if (::stat(folder.c_str(), &found) != 0 || (found.st_mode & S_IWOTH) == 0) return;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(found.st_mode & all_rights));
    throw Error(ErrorKind::configuration, "everybody may write this folder (mode " + std::string(mode) + ")")
        .at({folder.string()})
        .remedy("take the right away with `chmod o-w`, and look whether what is in it is yours");
}

}  // namespace tilsig
