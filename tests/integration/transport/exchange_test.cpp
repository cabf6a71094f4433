// Rows 11, 12, 13 and 15: retries, Retry-After, deadlines, TLS, redirects, politeness.
#include <gtest/gtest.h>

#include <chrono>

#include "transport/exchange.hpp"

namespace tilsig::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Retries, AServerThatRecoversIsAskedAgain) {
    const std::string honest = ask(json_request(stand_in().url("/index/sittings/index.json"))).body;
    for (const char* kind : {"500", "502", "503", "504", "429", "truncated", "reset"}) {
        const std::string path = std::string("/index/sittings/index.json?") + kind;
        stand_in().misbehave(kind, "/index/sittings/index.json", 2);
        HttpLimits limits = quick_limits();
        limits.max_attempts = 4;
        const Outcome outcome = ask(json_request(stand_in().url(path)), limits);
        EXPECT_TRUE(outcome.answer.ok()) << kind << ": " << outcome.answer.message;
        EXPECT_EQ(outcome.answer.attempts, 3) << kind;
        EXPECT_EQ(outcome.body, honest) << "what a broken attempt brought must be gone";
    }
}

TEST(Retries, AreLimitedAndTheLastAnswerIsTold) {
    HttpLimits limits = quick_limits();
    limits.max_attempts = 3;
    const Outcome outcome = ask(json_request(stand_in().broken("503", codes_path) + "&retry_after=5"), limits);
    EXPECT_EQ(outcome.answer.status, 503);
    EXPECT_EQ(outcome.answer.attempts, 3);
    EXPECT_EQ(outcome.answer.retry_after, seconds{5});
    EXPECT_FALSE(outcome.answer.ok());
}

TEST(Retries, OtherStatusesAreAskedOnce) {
    for (const char* kind : {"400", "401", "403", "404"}) EXPECT_EQ(ask_broken(kind).answer.attempts, 1) << kind;
}

TEST(Retries, WithoutRestartNothingIsAskedTwiceOnceBytesWereHandedOver) {
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    HttpClient client(quick_limits(), clock, Logger::silent(), 1);
    std::string body;
    const BodySink sink{[&](std::string_view bytes) {
                            body += bytes;
                            return true;
                        },
                        {}};
    EXPECT_EQ(client.exchange(json_request(stand_in().broken("truncated", codes_path)), sink).attempts, 1);
    EXPECT_EQ(client.exchange(json_request(stand_in().broken("503", codes_path)), sink).attempts, 2)
        << "no byte was handed over";
}

TEST(Retries, WaitsAsAskedButNeverLongerThanTheCap) {
    struct Case {
        std::string asked;
        seconds least, most;
    };
    for (const Case& one :
         {Case{"7", seconds{7}, seconds{7}}, Case{"Sun,%2022%20Nov%202026%2003:00:20%20GMT", seconds{19}, seconds{20}},
          Case{"999999999", seconds{30}, seconds{30}}, Case{"soon", seconds{0}, seconds{1}}}) {
        HttpLimits limits = quick_limits();
        limits.retry_after_cap = seconds{30};
        ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
        HttpClient client(limits, clock, Logger::silent(), 1);
        const auto before = clock.now();
        const auto answer =
            client.exchange(json_request(stand_in().broken("429", codes_path) + "&retry_after=" + one.asked), {});
        EXPECT_EQ(answer.attempts, 2);
        EXPECT_GE(clock.now() - before, one.least) << one.asked;
        EXPECT_LE(clock.now() - before, one.most) << one.asked;
    }
}

TEST(Retries, TheTotalDeadlineCountsTheWaits) {
    HttpLimits limits = quick_limits();
    limits.total = seconds{60};
    limits.max_attempts = 10;
    limits.retry_after_cap = seconds{50};
    const Outcome outcome = ask(json_request(stand_in().broken("503", codes_path) + "&retry_after=50"), limits);
    EXPECT_EQ(outcome.answer.attempts, 2);
}

TEST(Deadlines, AServerThatDripsOrSaysNothingIsLeftInTime) {
    for (const char* kind : {"drip", "silent"}) {
        HttpLimits limits = quick_limits();
        limits.max_attempts = 1;
        const auto start = std::chrono::steady_clock::now();
        const Outcome outcome = ask_broken(kind, limits);
        EXPECT_EQ(outcome.answer.failure, HttpFailure::timeout) << kind << ": " << outcome.answer.message;
        EXPECT_EQ(outcome.answer.curl_code, 28) << kind;
        EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{10}) << kind;
    }
}

TEST(Deadlines, AHandshakeThatNeverEnds) {
    HttpLimits limits = quick_limits();
    limits.max_attempts = 1;
    limits.connect = seconds{1};
    const Outcome outcome = ask(json_request(stand_in().url("mute", "/")), limits);
    EXPECT_EQ(outcome.answer.failure, HttpFailure::timeout) << outcome.answer.message;
}

TEST(Connecting, ARefusedConnectionIsTriedAgainThenTold) {
    test::StandIn gone;
    const std::string url = gone.url("/");
    gone.stop();
    const Outcome outcome = ask(json_request(url));
    EXPECT_EQ(outcome.answer.failure, HttpFailure::connect) << outcome.answer.message;
    EXPECT_EQ(outcome.answer.attempts, 2);
    EXPECT_EQ(outcome.answer.status, 0);
}

TEST(Connecting, ANameWithoutAnAddress) {
    const Outcome outcome = ask(json_request("https://nobody.invalid/x"));
    EXPECT_EQ(outcome.answer.failure, HttpFailure::resolve) << outcome.answer.message;
}

TEST(Tls, EveryCertificateThatIsNotRightIsRefusedOnceAndForAll) {
    for (const char* listener : {"expired", "wrong-host", "stranger", "tls11"}) {
        const Outcome outcome = ask(json_request(stand_in().url(listener, codes_path)));
        EXPECT_EQ(outcome.answer.failure, HttpFailure::tls) << listener << ": " << outcome.answer.message;
        EXPECT_EQ(outcome.answer.attempts, 1) << listener;
        EXPECT_EQ(outcome.body, "") << listener;
    }
}

TEST(Tls, WithoutItsCaFileTheStandInIsAStranger) {
    HttpRequest request = json_request(stand_in().url(codes_path));
    request.ca_file.clear();
    EXPECT_EQ(ask(request).answer.failure, HttpFailure::tls);
    request.ca_file = "/nonexistent/ca.pem";
    EXPECT_EQ(ask(request).answer.failure, HttpFailure::tls);
}

TEST(Redirects, OnTheSameHostAreFollowedUpToTheLimit) {
    const Outcome outcome = ask_broken("redirect-ok");
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message;
    EXPECT_GT(outcome.body.size(), 1000U);
    HttpLimits none = quick_limits();
    none.max_redirects = 0;
    EXPECT_EQ(ask_broken("redirect-ok", none).answer.failure, HttpFailure::redirect);
}

TEST(Redirects, APostIsNotTurnedIntoAGet) {
    HttpRequest request = json_request(stand_in().broken("redirect-loop", "/api/v0/no/table/07459"));
    request.method = "POST";
    request.body = "{}";
    const Outcome outcome = ask(request);
    EXPECT_EQ(outcome.answer.failure, HttpFailure::redirect);
    EXPECT_NE(outcome.answer.message.find("POST"), std::string::npos);
}

TEST(Requests, OnesThatMayNotBeSentAreRefusedWithoutBeingSent) {
    for (const char* url : {"http://127.0.0.1/", "file:///etc/passwd", "https://u:p@127.0.0.1/", "nonsense"}) {
        const Outcome outcome = ask(json_request(url));
        EXPECT_EQ(outcome.answer.failure, HttpFailure::refused_url) << url;
        EXPECT_EQ(outcome.answer.attempts, 0) << url;
    }
    const std::vector<std::pair<std::string, std::string>> bad{
        {"X", "a\r\nHost: b"},        {"X\nY", "a"},  {"", "a"}, {"Host", "b"}, {"Content-Length", "5"},
        {"Authorization", "Basic x"}, {"Cookie", "x"}};
    for (const auto& header : bad) {
        HttpRequest request = json_request(stand_in().url(codes_path));
        request.headers.push_back(header);
        EXPECT_EQ(ask(request).answer.failure, HttpFailure::refused_url) << header.first;
    }
}

TEST(Requests, ABearerIsSentAndStandsInNoMessage) {
    stand_in().clear();
    HttpRequest with_token = json_request(stand_in().broken("401", codes_path));
    with_token.bearer = Secret("canary-token-4711");
    const Outcome refused = ask(with_token);
    EXPECT_EQ(refused.answer.message.find("canary"), std::string::npos);
    const std::string log = stand_in().requests();
    EXPECT_NE(log.find("\"authorization\":\"Bearer canary-token-4711\""), std::string::npos) << log;
    with_token.bearer = Secret("line\nbreak");
    EXPECT_EQ(ask(with_token).answer.failure, HttpFailure::refused_url);
}

TEST(Requests, APostCarriesItsBody) {
    HttpRequest request = json_request(stand_in().url("/api/v0/no/table/07459"));
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/json");
    request.body =
        R"({"query":[{"code":"Region","selection":{"filter":"item","values":["0301"]}}],"response":{"format":"json-stat2"}})";
    const Outcome outcome = ask(request);
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message << outcome.answer.error_body;
    EXPECT_NE(outcome.body.find("\"size\":[1,1,5]"), std::string::npos);
}

TEST(Requests, TwoQuestionsToOneHostAreAPoliteTimeApart) {
    HttpLimits limits = quick_limits();
    limits.politeness = milliseconds{700};
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    HttpClient client(limits, clock, Logger::silent(), 1);
    const auto before = clock.now();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.exchange(json_request(stand_in().url(codes_path)), {}).ok());
    EXPECT_EQ(clock.now() - before, milliseconds{1400});
    ASSERT_TRUE(client.exchange(json_request(stand_in().url("stranger", codes_path)), {}).failure == HttpFailure::tls);
    EXPECT_EQ(clock.now() - before, milliseconds{1400}) << "another host (or port) is not kept waiting";
}

TEST(Requests, TheSinkCanStopTheTransfer) {
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    HttpClient client(quick_limits(), clock, Logger::silent(), 1);
    const auto answer =
        client.exchange(json_request(stand_in().url(codes_path)), {[](std::string_view) { return false; }, [] {}});
    EXPECT_EQ(answer.failure, HttpFailure::aborted);
    EXPECT_EQ(answer.attempts, 1);
}

}  // namespace
}  // namespace tilsig::transport
