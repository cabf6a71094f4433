// Makes the image, ties a loop device to it, mounts it; all of it goes away with the process.
#include "support/powerless_disk.hpp"

#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>

#include "base/error.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* make_program = "/usr/sbin/mkfs.ext4";
// From the kernel's ext4.h, which is not among the headers for programs.
constexpr unsigned long shutdown_request = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t without_log_flush = 2;

UniqueFd open_or_throw(const std::string& path, int flags) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
    if (!fd.valid()) throw system_error("open", path, errno);
    return fd;
}

/// In memory where there is room: what a disk takes its time for is not the question here.
fs::path image_folder() {
    const fs::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK | X_OK) == 0 ? memory : fs::temp_directory_path();
}

std::string enter_own_namespace() {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return std::string("file systems cannot be mounted here (") + std::strerror(errno) +
               "); run this test in a virtual machine or a privileged container";
    return {};
}

}  // namespace

std::string PowerlessDisk::missing() {
    if (::geteuid() != 0) return "a disk whose power can be cut needs root; run: sudo ctest ...";
    if (!fs::exists(make_program)) return "mkfs.ext4 is not installed; run: sudo apt-get install e2fsprogs";
    if (::access("/dev/loop-control", R_OK | W_OK) != 0) return "there are no loop devices; run: sudo modprobe loop";
    static const std::string why_not = enter_own_namespace();
    return why_not;
}

PowerlessDisk::PowerlessDisk(unsigned megabytes) {
    std::string image = (image_folder() / "tilsig-disk-XXXXXX").string();
    const UniqueFd file(::mkostemp(image.data(), O_CLOEXEC));
    if (!file.valid()) throw system_error("mkostemp", image, errno);
    struct Unlink {
        const std::string& path;
        ~Unlink() { ::unlink(path.c_str()); }
    } const unlink{image};  // the loop device keeps the image alive
    if (::ftruncate(file.get(), static_cast<off_t>(megabytes) << 20) != 0)
        throw system_error("ftruncate", image, errno);
    // Inodes of 256 bytes: smaller ones have times in whole seconds.
    run_child({make_program, "-q", "-F", "-I", "256", "-m", "0", image});

    const UniqueFd control = open_or_throw("/dev/loop-control", O_RDWR);
    loop_config wanted{};
    wanted.fd = static_cast<std::uint32_t>(file.get());
    wanted.info.lo_flags = LO_FLAGS_AUTOCLEAR;
    for (int attempt = 0; !m_loop.valid(); ++attempt) {
        const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
        if (number < 0) throw system_error("ask for a loop device at", "/dev/loop-control", errno);
        m_device = "/dev/loop" + std::to_string(number);
        UniqueFd device = open_or_throw(m_device, O_RDWR);
        if (::ioctl(device.get(), LOOP_CONFIGURE, &wanted) == 0)
            m_loop = std::move(device);
        else if (errno != EBUSY || attempt == 20)  // another program took it meanwhile
            throw system_error("set up", m_device, errno);
    }
    mount();
}

PowerlessDisk::~PowerlessDisk() {
    // Lazily: a program may still hold files on it. The namespace ends with the process anyway.
    ::umount2(path().c_str(), MNT_DETACH);
}

void PowerlessDisk::mount() const {
    // What nobody syncs stays unsynced for long: no commit by the clock, no help for programs that rename without
    // fsync.
    if (::mount(m_device.c_str(), path().c_str(), "ext4", 0, "commit=300,noauto_da_alloc,noinit_itable") != 0)
        throw system_error("mount", m_device, errno);
}

void PowerlessDisk::unmount() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (::umount2(path().c_str(), 0) != 0) {
        if (errno != EBUSY || std::chrono::steady_clock::now() > deadline)
            throw system_error("unmount", path().string(), errno);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // killed programs are on their way out
    }
}

void PowerlessDisk::sync() const {
    const UniqueFd root = open_or_throw(path(), O_RDONLY | O_DIRECTORY);
    if (::syncfs(root.get()) != 0) throw system_error("syncfs", path().string(), errno);
}

void PowerlessDisk::cut() const {
    const UniqueFd root = open_or_throw(path(), O_RDONLY | O_DIRECTORY);
    std::uint32_t how = without_log_flush;
    if (::ioctl(root.get(), shutdown_request, &how) != 0) throw system_error("shut down", path().string(), errno);
}

void PowerlessDisk::mount_again() {
    unmount();
    mount();
}

}  // namespace tilsig::test
