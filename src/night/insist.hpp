// Work that must be written down although the connection was lost meanwhile.
#pragma once

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "session/session.hpp"

namespace tilsig::night {

/// Whether the night was asked to stop. `stop_fd` as NightOptions has it.
[[nodiscard]] inline bool is_stopped(int stop_fd) {
    pollfd stop{stop_fd, POLLIN, 0};
    return stop_fd >= 0 && ::poll(&stop, 1, 0) > 0;
}

/// How long work is still tried for that was under way, or begun, when the night was asked to stop.
inline constexpr std::chrono::milliseconds tried_when_stopped{1000};

/// Runs `work` until it is done: when it loses the warehouse, the connection is made again, with longer and longer
/// pauses up to half a minute, as long as `deadline` has not passed and nobody stops the night (then for
/// `tried_when_stopped` more). So `work` must be such that it may be done twice. Any other error, and the last one, is
/// thrown on.
template <typename Work>
auto insist(session::Session& session, std::chrono::steady_clock::time_point deadline, int stop_fd, Work work) {
    using namespace std::chrono_literals;
    constexpr std::chrono::milliseconds look = 250ms;
    auto& clock = session.context().clock;
    bool stopped = false;
    const auto hear = [&] {
        if (stopped || !is_stopped(stop_fd)) return;
        stopped = true;
        deadline = std::min(deadline, clock.steady() + tried_when_stopped);
    };
    for (std::chrono::milliseconds pause = 500ms;; pause = std::min<std::chrono::milliseconds>(2 * pause, 30s)) {
        try {
            if (session.lost()) session.reconnect();
            return work();
        } catch (const Error& error) {
            if (error.retry_class() == Retry::never && !session.lost()) throw;
            hear();
            if (stopped) pause = std::min<std::chrono::milliseconds>(pause, 500ms);
            if (clock.steady() + pause >= deadline) throw;
            session.context().log.warn("the warehouse is out of reach; the night tries again",
                                       {{"code", ours(error.error_code())}, {"pause_ms", pause.count()}});
        }
        const auto again = clock.steady() + pause;
        while (clock.steady() < again) {
            clock.sleep_for(std::min(look, std::chrono::ceil<std::chrono::milliseconds>(again - clock.steady())));
            const bool before = stopped;
            hear();
            if (stopped && !before) break;  // once more at once, and then not for long
        }
    }
}

}  // namespace tilsig::night
