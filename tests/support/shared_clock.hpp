// One clock for all processes of a test: nights pass in seconds, and the wall clock can be set.
#pragma once

#include <atomic>
#include <filesystem>

#include "base/clock.hpp"

namespace tilsig::test {

/// Real time and what a test added to it, in a file that every process maps. Waits end when the clock says so, which a
/// test can bring about. The program tilsig-clocked is tilsig with this clock.
class SharedClock final : public Clock {
public:
    /// Names the file to the processes that a test starts.
    static constexpr const char* variable = "TILSIG_TEST_CLOCK";

    /// Makes the file when it is not there: real time, nothing added.
    explicit SharedClock(const std::filesystem::path& file);
    ~SharedClock() override;
    SharedClock(const SharedClock&) = delete;
    SharedClock& operator=(const SharedClock&) = delete;

    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
    void sleep_for(std::chrono::milliseconds duration) override;
    [[nodiscard]] std::chrono::milliseconds longest_wait() const override { return std::chrono::milliseconds{10}; }

    /// Time passes, on the wall and for waits.
    void pass(std::chrono::microseconds duration) noexcept;
    /// Time passes until the wall clock shows `moment`; nothing when it is past.
    void pass_until(Instant moment) noexcept;
    /// Somebody sets the wall clock; waits do not notice.
    void set_wall(std::chrono::microseconds by) noexcept;

private:
    struct Added {
        std::atomic<std::int64_t> passed_us, set_us;
    };
    Added* m_added;
};

}  // namespace tilsig::test
