// One thread, many things to wait for: descriptors and moments.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

struct pollfd;

namespace tilsig::process {

/// Calls handlers when a descriptor can be read, or when a moment has come. Handlers run one after the other in the
/// thread that calls turn() or run(), and may watch, forget, time and cancel whatever they like. What a handler throws
/// leaves turn(); the loop can go on afterwards. Waits run on the monotonic clock: no change of the wall clock shortens
/// or lengthens one.
class PollLoop {
public:
    using Handler = std::function<void()>;
    using Moment = std::chrono::steady_clock::time_point;
    using Timer = std::uint64_t;

    PollLoop();
    ~PollLoop();
    PollLoop(const PollLoop&) = delete;
    PollLoop& operator=(const PollLoop&) = delete;

    /// Calls `ready` in each turn in which `fd` can be read, has an error, or has no other side any more, until it is
    /// forgotten. Of several that are ready the one watched first comes first. An `fd` that is watched gets a new
    /// handler. Forget a descriptor before it is closed.
    void watch(int fd, Handler ready);
    void forget(int fd) noexcept;

    /// Calls `due` once, at `moment` or as soon after it as handlers allow.
    Timer at(Moment moment, Handler due);
    Timer after(std::chrono::milliseconds wait, Handler due);
    void cancel(Timer timer) noexcept;

    /// Waits for the next thing, at most until `until`, and handles all that is ready. False when there is nothing to
    /// wait for. Returns early for a signal.
    bool turn(std::optional<Moment> until = std::nullopt);
    /// Turns until stop() is called or nothing is left to wait for.
    void run();
    /// Ends run() after the handler that is running.
    void stop() noexcept { m_stopped = true; }

private:
    struct Watch;
    struct Due {
        Moment moment;
        Handler handler;
    };
    [[nodiscard]] int patience(std::optional<Moment> until) const;
    void run_timers();
    void run_watches(const std::vector<struct pollfd>& polled);

    std::vector<std::shared_ptr<Watch>> m_watches;
    std::map<Timer, Due> m_timers;
    Timer m_next_timer = 1;
    bool m_stopped = false;
};

}  // namespace tilsig::process
