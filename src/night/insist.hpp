// Work that must be written down although the connection was lost meanwhile.
#pragma once

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "session/session.hpp"

namespace tilsig::night {

/// Runs `work` until it is done: when it loses the warehouse, the connection is made again, with longer and longer
/// pauses up to half a minute, as long as `deadline` has not passed. So `work` must be such that it may be done twice.
/// Any other error, and the last one, is thrown on.
template <typename Work>
auto insist(session::Session& session, std::chrono::steady_clock::time_point deadline, Work work) {
    using namespace std::chrono_literals;
    auto& clock = session.context().clock;
    for (std::chrono::milliseconds pause = 500ms;; pause = std::min<std::chrono::milliseconds>(2 * pause, 30s)) {
        try {
            if (session.lost()) session.reconnect();
            return work();
        } catch (const Error& error) {
            if (error.retry_class() == Retry::never && !session.lost()) throw;
            if (clock.steady() + pause >= deadline) throw;
            session.context().log.warn("the warehouse is out of reach; the night tries again",
                                       {{"code", ours(error.error_code())}, {"pause_ms", pause.count()}});
        }
        clock.sleep_for(pause);
    }
}

}  // namespace tilsig::night
