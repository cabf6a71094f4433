#include "transport/retry_policy.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace tilsig::transport {

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, Instant now) {
    using std::chrono::seconds;
    const std::string_view text = trim(value);
    if (text.empty()) return std::nullopt;
    if (text.find_first_not_of("0123456789") == std::string_view::npos) {
        // Twenty nines are as absurd as a day and must not overflow on the way there.
        if (text.size() > 9) return max_retry_after;
        return std::min(seconds{std::stoll(std::string(text))}, max_retry_after);
    }
    // curl_getdate also takes forms without a clock or zone; an HTTP date always has both.
    if (text.find(':') == std::string_view::npos) return std::nullopt;
    const std::time_t moment = curl_getdate(std::string(text).c_str(), nullptr);
    if (moment < 0) return std::nullopt;
    const auto wait = std::chrono::ceil<seconds>(Instant{seconds{moment}} - now);
    return std::clamp(wait, seconds{0}, max_retry_after);
}

bool is_transient(const HttpAnswer& answer) noexcept {
    switch (answer.failure) {
        case HttpFailure::none:
            return answer.status == 429 || answer.status == 500 || answer.status == 502 || answer.status == 503 ||
                   answer.status == 504;
        case HttpFailure::resolve:
        case HttpFailure::connect:
        case HttpFailure::timeout:
        case HttpFailure::truncated: return true;
        case HttpFailure::refused_url:
        case HttpFailure::tls:
        case HttpFailure::too_large:
        case HttpFailure::protocol:
        case HttpFailure::redirect:
        case HttpFailure::content_type:
        case HttpFailure::empty:
        case HttpFailure::aborted: return false;
    }
    return false;
}

std::chrono::milliseconds Backoff::after(int attempt, std::optional<std::chrono::seconds> retry_after) {
    using std::chrono::milliseconds;
    constexpr std::int64_t first = 500;
    const milliseconds cap = m_limits.retry_after_cap;
    const int doublings = std::clamp(attempt - 1, 0, 20);
    const std::int64_t full = std::min<std::int64_t>(first << doublings, cap.count());
    // Not std::uniform_int_distribution: its sequence differs between standard libraries, and tests compare waits.
    const std::int64_t half = full / 2;
    const std::int64_t drawn =
        half + static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(full - half + 1));
    const milliseconds asked = std::min<milliseconds>(retry_after.value_or(std::chrono::seconds{0}), cap);
    return std::max(milliseconds{drawn}, asked);
}

}  // namespace tilsig::transport
