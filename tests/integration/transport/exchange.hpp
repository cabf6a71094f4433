// One exchange against the stand-in, with limits that keep tests short, and everything that came of it.
#pragma once

#include "standin/process.hpp"
#include "transport/http.hpp"

namespace tilsig::transport {

/// The stand-in is shared by all tests of the program: starting it costs a certificate authority.
inline test::StandIn& stand_in() {
    static test::StandIn shared;
    return shared;
}

inline const std::string codes_path = "/api/klass/v1/classifications/131/codes?from=2006-01-01";

inline HttpLimits quick_limits() {
    HttpLimits limits;
    limits.connect = std::chrono::seconds{3};
    limits.total = std::chrono::seconds{300};
    limits.stall = std::chrono::seconds{2};
    limits.max_attempts = 2;
    limits.max_decoded_bytes = 64U << 20;
    limits.politeness = std::chrono::milliseconds{0};
    return limits;
}

inline HttpRequest json_request(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.headers = {{"Accept", "application/json"}};
    request.ca_file = stand_in().ca_file();
    request.accept_type = "application/json";
    return request;
}

struct Outcome {
    HttpAnswer answer;
    std::string body;
    int restarts = 0;
};

/// Waits between attempts move the clock only.
inline Outcome ask(const HttpRequest& request, const HttpLimits& limits = quick_limits()) {
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    HttpClient client(limits, clock, Logger::silent(), 1);
    Outcome outcome;
    outcome.answer = client.exchange(request, {[&](std::string_view bytes) {
                                                   outcome.body += bytes;
                                                   return true;
                                               },
                                               [&] {
                                                   outcome.body.clear();
                                                   ++outcome.restarts;
                                               }});
    return outcome;
}

inline Outcome ask_broken(const std::string& kind, const HttpLimits& limits = quick_limits()) {
    return ask(json_request(stand_in().broken(kind, codes_path)), limits);
}

}  // namespace tilsig::transport
