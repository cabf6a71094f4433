// A disk whose power can be cut while programs write to it.
#pragma once

#include <filesystem>
#include <string>

#include "base/files.hpp"

namespace tilsig::test {

/// An ext4 file system in an image, mounted as long as the object lives. What was not synced when the power went is
/// lost: the file system is shut down without its journal being flushed, and the next mount recovers from the journal.
/// What the kernel had handed to the device counts as written; a device that loses its own cache is not simulated.
///
/// Mounted in a mount namespace that this process makes for itself and its children: other programs cannot keep it
/// mounted, and nothing stays behind when the test crashes.
class PowerlessDisk {
public:
    /// Empty when such a disk can be made here, else a sentence with the remedy. Moves the calling thread into the
    /// namespace, so the programs that are to see the disk are started by it, and later.
    [[nodiscard]] static std::string missing();

    /// The image is sparse. Throws Error when the disk cannot be made.
    explicit PowerlessDisk(unsigned megabytes);
    ~PowerlessDisk();
    PowerlessDisk(const PowerlessDisk&) = delete;
    PowerlessDisk& operator=(const PowerlessDisk&) = delete;

    /// Its root, readable by every account; the same after each cut.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_where.path(); }
    /// Everything written so far survives.
    void sync() const;
    /// The power goes: every write and sync from now on fails.
    void cut() const;
    /// The machine starts again. Waits for the end of the programs that had files open here, which the caller has
    /// killed; throws Error when one is still there after 20 s.
    void mount_again();

private:
    void mount() const;
    void unmount() const;

    TempFolder m_where;
    UniqueFd m_loop;  ///< the device goes away with the last descriptor
    std::string m_device;
};

}  // namespace tilsig::test
