// One request and one answer on one connection: no redirect, no retry.
#pragma once

#include <chrono>

#include "transport/curl_handle.hpp"
#include "transport/http.hpp"
#include "transport/url_policy.hpp"

namespace tilsig::transport {

/// The handles a client keeps between attempts: TLS sessions and addresses are remembered, connections are not.
struct Wire {
    MultiHandle multi;
    EasyHandle easy;
};
[[nodiscard]] Wire make_wire();

/// What became of one attempt. `location` is the raw Location header of a 3xx answer.
struct AttemptResult {
    HttpAnswer answer;
    std::string location;
    bool handed_over = false;  ///< the sink has seen bytes of this attempt
};

/// Asks once. `budget` is what is left of the exchange's deadline. The request has passed `find_bad_header`.
/// Every request says `Connection: close` and libcurl is told to ignore Content-Length: the body is read to the end of
/// the connection and our own count is compared with the stated length. With a kept-alive connection the bytes after a
/// too short length would stay unseen, or become the beginning of the next answer. A server that keeps the connection
/// open in spite of the header costs one second of patience after the stated length.
[[nodiscard]] AttemptResult attempt(Wire& wire, const HttpLimits& limits, const HttpRequest& request, const Url& url,
                                    const BodySink& sink, std::chrono::milliseconds budget);

/// The reason why a request may not be sent as it is (method, header names and values), or empty.
[[nodiscard]] std::string find_bad_header(const HttpRequest& request);

}  // namespace tilsig::transport
