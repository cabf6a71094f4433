#include "doctor/folder_facts.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/error.hpp"

namespace tilsig::doctor {

std::optional<FolderFacts> facts_of(const std::filesystem::path& path) {
    struct stat itself {};
    if (::lstat(path.c_str(), &itself) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        throw system_error("lstat", path.string(), errno);
    }
    struct stat found = itself;
    FolderFacts facts;
    facts.link = S_ISLNK(itself.st_mode);
    if (facts.link && ::stat(path.c_str(), &found) != 0) return std::nullopt;
    facts.folder = S_ISDIR(found.st_mode);
    facts.owner = found.st_uid;
    facts.group = found.st_gid;
    facts.mode = found.st_mode & 07777U;
    facts.device = found.st_dev;
    facts.writable = ::faccessat(AT_FDCWD, path.c_str(), facts.folder ? W_OK | X_OK : W_OK, AT_EACCESS) == 0;
    return facts;
}

std::filesystem::path nearest_existing(std::filesystem::path path) {
    struct stat found {};
    while (path.has_relative_path() && ::stat(path.c_str(), &found) != 0) path = path.parent_path();
    return path;
}

std::string mode_text(unsigned mode) {
    char text[8];
    std::snprintf(text, sizeof text, "%04o", mode & 07777U);
    return text;
}

std::string bytes_text(std::uint64_t bytes) {
    static constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1000 && unit + 1 < units.size(); ++unit) value /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    return text;
}

}  // namespace tilsig::doctor
