#include "cli/lock.hpp"

#include <algorithm>

namespace tilsig::cli {

session::ProcessLock take_lock(const Globals& globals, const session::Context& context, const Output& output,
                               std::function<bool()> stopped) {
    output.does_work();
    constexpr std::int64_t a_day = 24 * 3600;
    session::LockWish wish;
    wish.wait = std::chrono::seconds{std::min(globals.wait, a_day)};
    if (context.fence) wish.fence = context.fence->number;
    wish.stopped = std::move(stopped);
    wish.waits = [&](const session::LockHolder& holder) {
        output.message("another tilsig is at work" + holder.told() + "; waiting for it up to " +
                       std::to_string(globals.wait) + " s");
    };
    return session::ProcessLock(context.places.cache, wish);
}

}  // namespace tilsig::cli
