// When to ask again, and after how long: pure functions over an answer, an attempt number and a random source.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

#include "base/clock.hpp"
#include "transport/http.hpp"

namespace tilsig::transport {

/// Reads a Retry-After value: whole seconds, or an HTTP date (RFC 9110's three forms) taken against `now`. Never
/// negative, never more than `max_retry_after`; nullopt when it is neither, so that garbage means "our own back-off".
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, Instant now);
inline constexpr std::chrono::seconds max_retry_after{24 * 3600};

/// Whether the same question may bring a better answer: transient failures, 429, 500, 502, 503, 504. Not TLS refusals,
/// other 4xx, nor a server that contradicts itself: asking again only hides those.
[[nodiscard]] bool is_transient(const HttpAnswer& answer) noexcept;

/// Waits between attempts: doubled each time from half a second, at most `limits.retry_after_cap`; the second half of
/// each wait is drawn at random, so that many children hit by one outage do not come back together. The server's
/// Retry-After wins when longer.
class Backoff {
public:
    Backoff(const HttpLimits& limits, std::uint64_t seed) : m_limits(limits), m_random(seed) {}
    /// The wait after attempt number `attempt` (1 is the first).
    [[nodiscard]] std::chrono::milliseconds after(int attempt, std::optional<std::chrono::seconds> retry_after);

private:
    HttpLimits m_limits;
    std::mt19937_64 m_random;
};

}  // namespace tilsig::transport
