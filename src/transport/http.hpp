// HTTPS by rule D4: https only (redirects too), TLS >= 1.2, own byte counters, deadlines, Retry-After, politeness per host.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace tilsig::transport {

struct HttpLimits {
    std::chrono::seconds connect{10};
    std::chrono::seconds total{600};
    std::chrono::seconds stall{30};               ///< less than `stall_bytes` a second for this long ends the transfer
    std::uint64_t stall_bytes = 100;
    std::uint64_t max_wire_bytes = 2ULL << 30;
    std::uint64_t max_decoded_bytes = 4ULL << 30; ///< libcurl's own limit does not count decompressed bytes
    std::uint64_t max_header_bytes = 64U << 10;
    int max_redirects = 3;
    int max_attempts = 4;
    std::chrono::seconds retry_after_cap{120};
    std::chrono::milliseconds politeness{100};    ///< least time between two requests to one host
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Secret> bearer;
    std::string body;
    std::string ca_file;                          ///< empty: the system's
    std::string accept_type;                      ///< media type the body must have ("application/json"); empty: any
};

enum class HttpFailure { none, refused_url, resolve, connect, tls, timeout, truncated, too_large, protocol, redirect, content_type, aborted };
[[nodiscard]] const char* to_string(HttpFailure failure) noexcept;

/// One finished exchange. `failure` none means: the whole body arrived by our own counters (length agreed with, or chunked
/// end seen, or - without either - `unproven_end` is true and only the format can prove completeness).
struct HttpAnswer {
    int status = 0;
    HttpFailure failure = HttpFailure::none;
    int curl_code = 0;
    bool unproven_end = false;
    std::uint64_t wire_bytes = 0, decoded_bytes = 0;
    std::map<std::string, std::string> headers;   ///< lower-case names
    std::optional<std::chrono::seconds> retry_after;
    int attempts = 0;
    std::string message;                          ///< place, value, remedy; no query strings, no secrets
};

/// Receives the decoded body; false stops the transfer. `restart()` is called before a retry: forget what came so far.
struct BodySink {
    std::function<bool(std::string_view)> write;
    std::function<void()> restart;
};

class HttpClient {
public:
    HttpClient(HttpLimits limits, Clock& clock, Logger log, std::uint64_t jitter_seed);
    ~HttpClient();
    /// Retries connection failures, 429, 500, 502, 503, 504 with jittered exponential back-off, Retry-After honoured up to the cap;
    /// never retries other 4xx. Never throws for what the server does.
    [[nodiscard]] HttpAnswer exchange(const HttpRequest& request, const BodySink& sink);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::transport
