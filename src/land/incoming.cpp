#include "land/incoming.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace tilsig::land {
namespace {

constexpr std::string_view prefix = ".part-";

/// `.part-<digits>-<16 hex digits>`: nothing else is ever swept.
bool is_incoming_name(std::string_view name) {
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    const std::size_t dash = name.find('-');
    return dash != std::string_view::npos && dash > 0 &&
           name.substr(0, dash).find_first_not_of("0123456789") == std::string_view::npos &&
           name.size() - dash - 1 == 16 &&
           name.find_first_not_of("0123456789abcdef", dash + 1) == std::string_view::npos;
}

bool lock(int fd, int mode, const std::filesystem::path& shown) {
    while (::flock(fd, mode) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw system_error("flock", shown.string(), errno);
    }
    return true;
}

UniqueFd open_folder(const std::filesystem::path& path) {
    return UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

void remove_folder(const std::filesystem::path& path) {
    std::error_code problem;
    // What an exchange left under this name carries no lock: a sweep may be removing it just as its writer is.
    do std::filesystem::remove_all(path, problem);
    while (problem == std::errc::no_such_file_or_directory);
    if (problem) throw system_error("remove", path.string(), problem.value());
}

}  // namespace

ZoneLock::ZoneLock(const std::filesystem::path& zone, What what) : ZoneLock(zone, what, LOCK_EX) {}

std::optional<ZoneLock> ZoneLock::at_once(const std::filesystem::path& zone, What what) {
    ZoneLock lock(zone, what, LOCK_EX | LOCK_NB);
    if (!lock.held()) return std::nullopt;
    return lock;
}

ZoneLock::ZoneLock(const std::filesystem::path& zone, What what, int mode) {
    const std::filesystem::path file = zone / (what == What::incoming ? ".lock-incoming" : ".lock-change");
    m_fd = UniqueFd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!m_fd.valid()) throw system_error("open", file.string(), errno);
    if (!lock(m_fd.get(), mode, file)) m_fd.reset();
}

Incoming::Incoming(std::filesystem::path zone) : m_zone(std::move(zone)) {
    std::array<unsigned char, 8> random{};
    randombytes_buf(random.data(), random.size());
    const std::filesystem::path path =
        m_zone / (std::string(prefix) + std::to_string(::getpid()) + "-" + to_hex(random));
    const ZoneLock guard(m_zone, ZoneLock::What::incoming);
    if (::mkdir(path.c_str(), 0700) != 0) throw system_error("mkdir", path.string(), errno);
    m_lock = open_folder(path);
    if (!m_lock.valid() || !lock(m_lock.get(), LOCK_EX | LOCK_NB, path)) {
        const int problem = errno;
        ::rmdir(path.c_str());
        throw system_error("lock", path.string(), problem);
    }
    m_path = path;
}

Incoming::~Incoming() {
    std::error_code ignored;  // what cannot be removed now is swept when the zone is opened next
    if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
}

bool Incoming::publish(const std::string& name) {
    const std::filesystem::path target = m_zone / name;
    sync_folder(m_path);
    if (::rename(m_path.c_str(), target.c_str()) != 0) {
        if (errno == ENOTEMPTY || errno == EEXIST) return false;
        throw system_error("rename", target.string(), errno);
    }
    m_path.clear();
    sync_folder(m_zone);
    return true;
}

void Incoming::exchange(const std::string& name) {
    const std::filesystem::path target = m_zone / name;
    sync_folder(m_path);
    if (::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
        const int problem = errno;
        Error error = system_error("exchange", target.string(), problem);
        if (problem == EINVAL || problem == ENOSYS) {
            error.remedy(
                "the landing zone must lie on a local file system that can exchange folders: ext4, xfs, btrfs");
        }
        throw error;
    }
    sync_folder(m_zone);
}

void Incoming::take(const std::string& name) {
    const std::filesystem::path target = m_zone / name;
    const std::filesystem::path inside = m_path / "taken";
    if (::rename(target.c_str(), inside.c_str()) != 0) throw system_error("rename", target.string(), errno);
    sync_folder(m_zone);
}

void Incoming::discard() {
    remove_folder(m_path);
    m_path.clear();
    sync_folder(m_zone);
}

void Incoming::sweep(const std::filesystem::path& zone) {
    // Whoever makes a folder just now may be frozen while it does: then the next start sweeps.
    const auto guard = ZoneLock::at_once(zone, ZoneLock::What::incoming);
    if (!guard) return;
    for (const auto& entry : std::filesystem::directory_iterator(zone)) {
        if (!is_incoming_name(entry.path().filename().string())) continue;
        const UniqueFd folder = open_folder(entry.path());
        if (!folder.valid()) {
            if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) continue;  // finished meanwhile, or not ours
            throw system_error("open", entry.path().string(), errno);
        }
        if (lock(folder.get(), LOCK_EX | LOCK_NB, entry.path())) remove_folder(entry.path());
    }
}

}  // namespace tilsig::land
