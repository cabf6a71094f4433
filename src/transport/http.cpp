#include "transport/http.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "transport/attempt.hpp"
#include "transport/failure.hpp"
#include "transport/retry_policy.hpp"

namespace tilsig::transport {

using std::chrono::milliseconds;
using Moment = std::chrono::steady_clock::time_point;

namespace {

HttpAnswer refused(HttpFailure failure, std::string message) {
    HttpAnswer answer;
    answer.failure = failure;
    answer.curl_code = code_of(failure);
    answer.message = std::move(message);
    return answer;
}

bool keeps_method(int status) { return status == 307 || status == 308; }
bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || keeps_method(status); }

}  // namespace

struct HttpClient::State {
    HttpLimits limits;
    Clock& clock;
    Logger log;
    Backoff backoff;
    Wire wire;
    std::map<std::string, Moment> last_request;  // by host and port

    State(HttpLimits given, Clock& a_clock, Logger a_log, std::uint64_t seed)
        : limits(given), clock(a_clock), log(std::move(a_log)), backoff(given, seed), wire(make_wire()) {}

    [[nodiscard]] milliseconds left_until(Moment deadline) const {
        return std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(deadline - clock.steady()));
    }

    /// Waits until this host may be asked again.
    void be_polite(const Url& url) {
        const auto [place, is_first] = last_request.try_emplace(url.authority(), clock.steady());
        if (is_first) return;
        const auto since = std::chrono::duration_cast<milliseconds>(clock.steady() - place->second);
        if (since < limits.politeness) clock.sleep_for(limits.politeness - std::max(since, milliseconds{0}));
        place->second = clock.steady();
    }

    AttemptResult ask_with_redirects(const HttpRequest& request, const Url& first, const BodySink& sink,
                                     Moment deadline);
    AttemptResult ask_once(const HttpRequest& request, const Url& url, const BodySink& sink, Moment deadline);
};

AttemptResult HttpClient::State::ask_once(const HttpRequest& request, const Url& url, const BodySink& sink,
                                          Moment deadline) {
    be_polite(url);
    const milliseconds budget = left_until(deadline);
    if (budget.count() == 0) {
        AttemptResult late;
        late.answer = refused(HttpFailure::timeout,
                              "the deadline of " + std::to_string(limits.total.count()) + " s passed while waiting");
        return late;
    }
    AttemptResult result = attempt(wire, limits, request, url, sink, budget);
    if (!result.answer.message.empty()) result.answer.message = url.display + ": " + result.answer.message;
    return result;
}

AttemptResult HttpClient::State::ask_with_redirects(const HttpRequest& request, const Url& first, const BodySink& sink,
                                                    Moment deadline) {
    Url url = first;
    for (int followed = 0;; ++followed) {
        AttemptResult result = ask_once(request, url, sink, deadline);
        HttpAnswer& answer = result.answer;
        if (answer.failure != HttpFailure::none || !is_redirect(answer.status)) return result;
        std::string problem;
        if (followed >= limits.max_redirects) {
            problem = "more than " + std::to_string(limits.max_redirects) + " redirects";
        } else if (request.method == "POST" && !keeps_method(answer.status)) {
            problem = "redirect of a POST with status " + std::to_string(answer.status) + ", which would drop its body";
        } else {
            UrlVerdict verdict = follow_redirect(url, result.location);
            if (verdict.url) {
                url = std::move(*verdict.url);
                continue;
            }
            problem = std::move(verdict.problem);
        }
        answer.failure = HttpFailure::redirect;
        answer.curl_code = code_of(HttpFailure::redirect);
        answer.message = url.display + ": " + problem;
        return result;
    }
}

HttpClient::HttpClient(HttpLimits limits, Clock& clock, Logger log, std::uint64_t jitter_seed)
    : m_state(std::make_unique<State>(limits, clock, std::move(log), jitter_seed)) {}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::exchange(const HttpRequest& request, const BodySink& sink) {
    State& state = *m_state;
    if (std::string problem = find_bad_header(request); !problem.empty()) {
        return refused(HttpFailure::refused_url, std::move(problem));
    }
    const UrlVerdict verdict = read_url(request.url);
    if (!verdict.url) return refused(HttpFailure::refused_url, verdict.problem);

    const Moment deadline = state.clock.steady() + state.limits.total;
    for (int number = 1;; ++number) {
        AttemptResult result = state.ask_with_redirects(request, *verdict.url, sink, deadline);
        HttpAnswer& answer = result.answer;
        answer.attempts = number;
        if (const auto found = answer.headers.find("retry-after"); found != answer.headers.end()) {
            answer.retry_after = parse_retry_after(found->second, state.clock.now());
        }
        if (answer.failure == HttpFailure::none && answer.status >= 400 && answer.message.empty()) {
            answer.message = verdict.url->display + ": status " + std::to_string(answer.status);
        }
        const bool may_repeat = !result.handed_over || static_cast<bool>(sink.restart);
        if (!is_transient(answer) || number >= state.limits.max_attempts || !may_repeat) return std::move(answer);

        const milliseconds wait = state.backoff.after(number, answer.retry_after);
        if (wait >= state.left_until(deadline)) return std::move(answer);
        state.log.warn("http.retry", {{"url", ours(verdict.url->display)},
                                      {"attempt", number},
                                      {"status", answer.status},
                                      {"failure", ours(to_string(answer.failure))},
                                      {"wait_ms", wait.count()}});
        if (result.handed_over) sink.restart();
        state.clock.sleep_for(wait);
    }
}

}  // namespace tilsig::transport
