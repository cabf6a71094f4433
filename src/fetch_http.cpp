// Composition root of tilsig-http.so: the HTTP client of transport/ as a service of tilsig-fetch, loaded on first use.
#include <algorithm>
#include <random>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "plugin/http_service.hpp"
#include "transport/http.hpp"

namespace {

using tilsig::transport::HttpFailure;

tilsig::transport::HttpLimits limits_for(const tilsig::plugin::HttpServiceSettings& settings) {
    tilsig::transport::HttpLimits limits;
    limits.total = std::min(limits.total, settings.deadline);
    limits.max_wire_bytes = settings.delivery_bytes;
    limits.max_decoded_bytes = settings.delivery_bytes;
    return limits;
}

/// Who must act: nobody (try later), a person here (refused), or the source (it broke its protocol).
tilsig_status verdict_of(const tilsig::transport::HttpAnswer& answer) noexcept {
    switch (answer.failure) {
        case HttpFailure::none: break;
        case HttpFailure::resolve:
        case HttpFailure::connect:
        case HttpFailure::timeout: return TILSIG_RETRY_LATER;
        case HttpFailure::refused_url:
        case HttpFailure::tls:
        case HttpFailure::redirect: return TILSIG_REFUSED;
        case HttpFailure::truncated:
        case HttpFailure::too_large:
        case HttpFailure::protocol:
        case HttpFailure::content_type:
        case HttpFailure::empty:
        case HttpFailure::aborted: return TILSIG_BAD_SOURCE;
    }
    if (answer.status == 200) return TILSIG_OK;
    if (answer.status == 304) return TILSIG_NOTHING_NEW;
    if (answer.status == 429 || answer.status >= 500) return TILSIG_RETRY_LATER;
    if (answer.status >= 400) return TILSIG_REFUSED;
    return TILSIG_BAD_SOURCE;  // 204 and its kin: a success that brings nothing
}

class CurlService final : public tilsig::plugin::HttpService {
public:
    explicit CurlService(const tilsig::plugin::HttpServiceSettings& settings)
        : m_ca_file(settings.ca_file),
          // Attempts are told in the answer's message; the child has no log of its own.
          m_client(limits_for(settings), m_clock, tilsig::Logger::silent(), std::random_device{}()) {}

    tilsig::plugin::HttpOutcome exchange(const tilsig::plugin::HttpCall& call,
                                         const std::function<bool(std::string_view)>& write,
                                         const std::function<bool()>& restart) override {
        tilsig::transport::HttpRequest request;
        request.method = call.method;
        request.url = call.url;
        request.body = call.body;
        request.accept_type = call.accept_type;
        request.ca_file = m_ca_file;
        for (const auto& [name, value] : call.headers) {
            if (name == "authorization" && value.starts_with("Bearer ")) {
                request.bearer = tilsig::Secret(value.substr(7));
            } else {
                request.headers.emplace_back(name, value);
            }
        }
        const bool says_accept =
            std::any_of(call.headers.begin(), call.headers.end(), [](const auto& h) { return h.first == "accept"; });
        if (!says_accept && !call.accept_type.empty()) request.headers.emplace_back("accept", call.accept_type);
        bool may_go_on = true;
        const auto answer = m_client.exchange(
            request,
            {[&](std::string_view bytes) { return may_go_on && write(bytes); }, [&] { may_go_on = restart(); }});
        tilsig::plugin::HttpOutcome outcome;
        outcome.verdict = verdict_of(answer);
        outcome.status = answer.status;
        outcome.unproven_end = answer.unproven_end;
        outcome.wire_bytes = answer.wire_bytes;
        outcome.decoded_bytes = answer.decoded_bytes;
        outcome.headers.assign(answer.headers.begin(), answer.headers.end());
        if (answer.retry_after) outcome.retry_after_seconds = static_cast<int>(answer.retry_after->count());
        outcome.message = answer.message;
        if (outcome.message.empty() && outcome.verdict != TILSIG_OK && outcome.verdict != TILSIG_NOTHING_NEW) {
            outcome.message = "the server answered " + std::to_string(answer.status);
        }
        return outcome;
    }

private:
    std::string m_ca_file;
    tilsig::SystemClock m_clock;
    tilsig::transport::HttpClient m_client;
};

}  // namespace

extern "C" __attribute__((visibility("default"))) tilsig::plugin::HttpService* tilsig_make_http_service(
    const tilsig::plugin::HttpServiceSettings& settings) {
    return new CurlService(settings);
}
