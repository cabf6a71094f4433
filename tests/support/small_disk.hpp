// A small file system that can be filled to the last byte, and emptied again.
#pragma once

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/files.hpp"

namespace tilsig::test {

/// A tmpfs mounted at `where` as long as the object lives. Needs root; ask mounted().
class SmallDisk {
public:
    SmallDisk(const std::filesystem::path& where, const std::string& size) : m_where(where) {
        std::filesystem::create_directories(where);
        m_mounted = ::mount("tmpfs", where.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    ~SmallDisk() {
        // Lazily: a server may still hold files on it.
        if (m_mounted) ::umount2(m_where.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool mounted() const noexcept { return m_mounted; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_where; }

    /// Leaves about `free` bytes.
    void fill(std::uintmax_t free = 0) const {
        {
            const UniqueFd fd(::open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
            const std::string block(4096, 'x');
            while (::write(fd.get(), block.data(), block.size()) > 0) {
            }
        }
        if (free > 0) std::filesystem::resize_file(filler(), std::filesystem::file_size(filler()) - free);
    }
    void empty() const { std::filesystem::remove(filler()); }  ///< also when it was not filled

private:
    [[nodiscard]] std::filesystem::path filler() const { return m_where / "in the way"; }

    std::filesystem::path m_where;
    bool m_mounted = false;
};

}  // namespace tilsig::test
