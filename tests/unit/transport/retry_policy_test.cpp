#include "transport/retry_policy.hpp"

#include <gtest/gtest.h>

namespace tilsig::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Instant now = parse_instant("2026-11-22T03:00:00Z");

TEST(RetryAfter, ReadsSeconds) {
    EXPECT_EQ(parse_retry_after("7", now), seconds{7});
    EXPECT_EQ(parse_retry_after(" 0 ", now), seconds{0});
}

TEST(RetryAfter, ReadsAllThreeFormsOfAnHttpDate) {
    EXPECT_EQ(parse_retry_after("Sun, 22 Nov 2026 03:00:30 GMT", now), seconds{30});
    EXPECT_EQ(parse_retry_after("Sunday, 22-Nov-26 03:00:30 GMT", now), seconds{30});
    EXPECT_EQ(parse_retry_after("Sun Nov 22 03:00:30 2026", now), seconds{30});
}

TEST(RetryAfter, ADateInThePastMeansNow) {
    EXPECT_EQ(parse_retry_after("Sun, 22 Nov 2020 03:00:30 GMT", now), seconds{0});
}

TEST(RetryAfter, AbsurdValuesAreCappedAtADay) {
    EXPECT_EQ(parse_retry_after("999999999999999999999999", now), max_retry_after);
    EXPECT_EQ(parse_retry_after("99999999", now), max_retry_after);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 2999 23:59:59 GMT", now), max_retry_after);
}

TEST(RetryAfter, NonsenseIsNoAnswer) {
    for (const char* text : {"", "soon", "-5", "1.5", "1h", "Sunday", "2026-11-22"}) {
        EXPECT_EQ(parse_retry_after(text, now), std::nullopt) << text;
    }
}

TEST(Transient, StatusesThatMayPass) {
    for (const int status : {429, 500, 502, 503, 504}) {
        HttpAnswer answer;
        answer.status = status;
        EXPECT_TRUE(is_transient(answer)) << status;
    }
    for (const int status : {200, 204, 301, 304, 400, 401, 403, 404, 410, 501, 505}) {
        HttpAnswer answer;
        answer.status = status;
        EXPECT_FALSE(is_transient(answer)) << status;
    }
}

TEST(Transient, AServerThatContradictsItselfIsNotAskedAgain) {
    HttpAnswer answer;
    answer.status = 200;
    for (const HttpFailure failure :
         {HttpFailure::refused_url, HttpFailure::tls, HttpFailure::too_large, HttpFailure::protocol,
          HttpFailure::redirect, HttpFailure::content_type, HttpFailure::empty, HttpFailure::aborted}) {
        answer.failure = failure;
        EXPECT_FALSE(is_transient(answer)) << to_string(failure);
    }
    for (const HttpFailure failure :
         {HttpFailure::resolve, HttpFailure::connect, HttpFailure::timeout, HttpFailure::truncated}) {
        answer.failure = failure;
        EXPECT_TRUE(is_transient(answer)) << to_string(failure);
    }
}

TEST(BackoffTest, DoublesWithinItsJitterAndStopsAtTheCap) {
    HttpLimits limits;
    limits.retry_after_cap = seconds{10};
    Backoff backoff(limits, 1);
    for (int round = 0; round < 200; ++round) {
        std::int64_t full = 500;
        for (int attempt = 1; attempt <= 40; ++attempt) {
            const auto wait = backoff.after(attempt, std::nullopt).count();
            EXPECT_GE(wait, full / 2);
            EXPECT_LE(wait, full);
            full = std::min<std::int64_t>(full * 2, 10000);
        }
    }
}

TEST(BackoffTest, ManyChildrenDoNotComeBackTogether) {
    const HttpLimits limits;
    std::map<std::int64_t, int> waits;
    for (std::uint64_t seed = 0; seed < 100; ++seed) ++waits[Backoff(limits, seed).after(4, std::nullopt).count()];
    EXPECT_GT(waits.size(), 90U);
}

TEST(BackoffTest, RetryAfterWinsWhenLongerButNeverOverTheCap) {
    HttpLimits limits;
    limits.retry_after_cap = seconds{120};
    Backoff backoff(limits, 1);
    EXPECT_EQ(backoff.after(1, seconds{30}), milliseconds{30000});
    EXPECT_EQ(backoff.after(1, seconds{86400}), milliseconds{120000});
    EXPECT_GE(backoff.after(1, seconds{0}), milliseconds{250});
}

}  // namespace
}  // namespace tilsig::transport
