// What the daemon's loop says of itself, and what /healthz and /readyz make of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "daemon/page.hpp"
#include "daemon/published.hpp"

namespace tilsig::daemon {

enum class Lease {
    none,         ///< not asked for yet, or lost
    held,         ///< this daemon starts the nights
    standing_by,  ///< another daemon of this installation does; this one takes over when that ends
};

/// Published by the loop at the end of each turn. Times are of the monotonic clock.
struct Health {
    std::chrono::steady_clock::time_point turned{};
    std::optional<std::chrono::steady_clock::time_point> warehouse_reached{};  ///< the last statement that was answered
    Lease lease = Lease::none;
    std::uint64_t fence = 0;  ///< fencing number of the lease, 0 when it is not held
    bool stopping = false;
};

struct HealthLimits {
    std::chrono::seconds turn{60};        ///< a loop without a turn for longer hangs
    std::chrono::seconds warehouse{120};  ///< a warehouse that did not answer for longer counts as out of reach
};

/// Why the answer is no, each a sentence for an operator; empty: yes.
using Reasons = std::vector<std::string>;

/// Whether the loop turns. A daemon that hangs needs a restart; one whose warehouse is away does not.
[[nodiscard]] Reasons why_not_alive(const Health* health, std::chrono::steady_clock::time_point now,
                                    const HealthLimits& limits);
/// Whether due units would be started now, by this daemon or by the one it stands by for.
[[nodiscard]] Reasons why_not_ready(const Health* health, std::chrono::steady_clock::time_point now,
                                    const HealthLimits& limits);

/// /healthz and /readyz: 200, or 503 with the reasons. `health` and `clock` must outlive the server.
[[nodiscard]] Pages health_pages(const Published<Health>& health, const Clock& clock, const HealthLimits& limits);

}  // namespace tilsig::daemon
