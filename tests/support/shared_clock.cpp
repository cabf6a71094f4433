#include "support/shared_clock.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::test {

namespace {

using std::chrono::microseconds;
constexpr std::chrono::milliseconds look_again{2};

}  // namespace

SharedClock::SharedClock(const std::filesystem::path& file) {
    static_assert(std::atomic<std::int64_t>::is_always_lock_free, "two processes share it");
    const UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.valid() || ::ftruncate(fd.get(), sizeof(Added)) != 0) throw system_error("open", file.string(), errno);
    void* mapped = ::mmap(nullptr, sizeof(Added), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (mapped == MAP_FAILED) throw system_error("map", file.string(), errno);
    m_added = static_cast<Added*>(mapped);
}

SharedClock::~SharedClock() { ::munmap(m_added, sizeof(Added)); }

Instant SharedClock::now() const {
    const auto real = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    return real + microseconds{m_added->passed_us} + microseconds{m_added->set_us};
}

std::chrono::steady_clock::time_point SharedClock::steady() const {
    return std::chrono::steady_clock::now() + microseconds{m_added->passed_us};
}

void SharedClock::sleep_for(std::chrono::milliseconds duration) {
    const auto until = steady() + duration;
    while (steady() < until) std::this_thread::sleep_for(look_again);
}

void SharedClock::pass(microseconds duration) noexcept { m_added->passed_us += duration.count(); }

void SharedClock::pass_until(Instant moment) noexcept {
    if (const auto left = moment - now(); left.count() > 0) pass(left);
}

void SharedClock::set_wall(microseconds by) noexcept { m_added->set_us += by.count(); }

}  // namespace tilsig::test
