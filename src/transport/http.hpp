// HTTPS by rule D4: https only (redirects too), TLS >= 1.2, own byte counters, deadlines, Retry-After, politeness per
// host.
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
    std::chrono::seconds stall{30};  ///< less than `stall_bytes` a second for this long ends the transfer
    std::uint64_t stall_bytes = 100;
    std::uint64_t max_wire_bytes = 2ULL << 30;
    std::uint64_t max_decoded_bytes = 4ULL << 30;  ///< libcurl's own limit does not count decompressed bytes
    std::uint64_t max_header_bytes = 64U << 10;
    int max_redirects = 3;
    int max_attempts = 4;
    std::chrono::seconds retry_after_cap{120};  ///< the longest wait between two attempts, whatever the server asks for
    std::chrono::milliseconds politeness{100};  ///< least time between two requests to one host
};

/// One question to a server. Header names and values come from the caller and are checked: no line break, no NUL, and
/// none of the headers the client itself owns (Host, Content-Length, Transfer-Encoding, Connection, Accept-Encoding,
/// Authorization).
struct HttpRequest {
    std::string method = "GET";  ///< GET or POST
    std::string url;             ///< https only, no user name in it
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<Secret> bearer;
    std::string body;         ///< POST only
    std::string ca_file;      ///< PEM; empty: the system's. When given, nothing else is trusted
    std::string accept_type;  ///< media type a 2xx body must have ("application/json"); empty: any
};

/// Why an exchange did not bring a whole, usable answer. A status of 4xx or 5xx is an answer, not a failure.
enum class HttpFailure {
    none,
    refused_url,   ///< not https, no host, a user name in it; or a request header that may not be sent
    resolve,       ///< the host name has no address
    connect,       ///< refused, unreachable
    tls,           ///< certificate, host name, protocol version
    timeout,       ///< connecting, stalled, or the total deadline
    truncated,     ///< fewer bytes than promised, cut chunk, reset
    too_large,     ///< over a limit of HttpLimits: headers, wire bytes, decoded bytes
    protocol,      ///< the server contradicts itself: more bytes than stated, two lengths, damaged gzip
    redirect,      ///< to another scheme, host or port; too many; without a target
    content_type,  ///< a 2xx body of another type than asked for: usually a login page
    empty,         ///< 204 or no bytes where a body of a type was asked for
    aborted        ///< the caller's sink said stop
};
[[nodiscard]] const char* to_string(HttpFailure failure) noexcept;

/// One finished exchange. `failure` none means: the whole body arrived by our own counters (length agreed with, or
/// chunked end seen, or - without either - `unproven_end` is true and only the format can prove completeness).
struct HttpAnswer {
    int status = 0;  ///< of the last attempt; 0 when there was no answer
    HttpFailure failure = HttpFailure::none;
    int curl_code =
        0;  ///< libcurl's, or the nearest one for what our own counters found; 0 exactly when failure is none
    bool unproven_end = false;
    std::uint64_t wire_bytes = 0, decoded_bytes = 0;  ///< of the last attempt's body
    std::map<std::string, std::string> headers;  ///< lower-case names, repeated ones joined by ", "; never Set-Cookie
    std::optional<std::chrono::seconds> retry_after;  ///< as the server asked, at most a day; not below 0
    int attempts = 0;
    std::string error_body;  ///< first 4 KiB of a body that was not 2xx; not for logs
    std::string message;     ///< place, value, remedy; no query strings, no secrets; empty when all is well

    /// The whole body of a 2xx answer arrived (or, with `unproven_end`, as much as can be known), or 304 said there is
    /// none.
    [[nodiscard]] bool ok() const noexcept {
        return failure == HttpFailure::none && ((status >= 200 && status <= 299) || status == 304);
    }
};

/// Receives the decoded body of a 2xx answer, never an error page or a body of the wrong type; false stops the
/// transfer. `restart()` is called before a retry: forget what came so far. Without `restart` an exchange that has
/// handed over bytes is not repeated. Neither may throw.
struct BodySink {
    std::function<bool(std::string_view)> write;
    std::function<void()> restart;
};

/// The client of one fetch child or one worker; not for use by two threads at once. Politeness is kept per client.
/// `clock` gives waits, deadlines and the meaning of Retry-After dates; it must outlive the client.
class HttpClient {
public:
    HttpClient(HttpLimits limits, Clock& clock, Logger log, std::uint64_t jitter_seed);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    /// Retries connection failures, 429, 500, 502, 503, 504 with jittered exponential back-off, Retry-After honoured up
    /// to the cap; never retries other 4xx, TLS refusals or a server that contradicts itself. Redirects (GET; POST only
    /// for 307 and 308) stay on the same https host and port. `limits.total` is the deadline of the whole exchange with
    /// its waits. Never throws for what the server or the caller's request does; Error(internal) when libcurl cannot be
    /// set up.
    [[nodiscard]] HttpAnswer exchange(const HttpRequest& request, const BodySink& sink);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::transport
