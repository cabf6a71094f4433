// Row 14 of the fault matrix: every way of TRAPS A3 to send less, more or something else than promised is never "ok".
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "transport/exchange.hpp"

namespace tilsig::transport {
namespace {

TEST(BodyForms, TheHonestAnswerIsWholeByOurOwnCount) {
    const Outcome outcome = ask(json_request(stand_in().url(codes_path)));
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message;
    EXPECT_EQ(outcome.answer.status, 200);
    EXPECT_EQ(outcome.answer.wire_bytes, outcome.body.size());
    EXPECT_EQ(outcome.answer.headers.at("content-length"), std::to_string(outcome.body.size()));
    EXPECT_FALSE(outcome.answer.unproven_end);
    EXPECT_EQ(outcome.answer.curl_code, 0);
    EXPECT_EQ(outcome.answer.attempts, 1);
    EXPECT_GT(nlohmann::json::parse(outcome.body).at("codes").size(), 800U);
}

struct Broken {
    const char* kind;
    HttpFailure failure;
    int attempts;
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.kind; }

class BrokenBody : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenBody, IsNeverOk) {
    const Broken& expected = GetParam();
    const Outcome outcome = ask_broken(expected.kind);
    EXPECT_FALSE(outcome.answer.ok());
    EXPECT_STREQ(to_string(outcome.answer.failure), to_string(expected.failure)) << outcome.answer.message;
    EXPECT_EQ(outcome.answer.attempts, expected.attempts);
    EXPECT_NE(outcome.answer.curl_code, 0);
    EXPECT_NE(outcome.answer.message.find("https://127.0.0.1:"), std::string::npos) << outcome.answer.message;
    EXPECT_EQ(outcome.answer.message.find("2006-01-01"), std::string::npos) << "a query string in a message";
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenBody,
    ::testing::Values(
        Broken{"truncated", HttpFailure::truncated, 2}, Broken{"length-long", HttpFailure::truncated, 2},
        Broken{"length-short", HttpFailure::protocol, 1}, Broken{"length-double", HttpFailure::protocol, 1},
        Broken{"cut-chunk", HttpFailure::truncated, 2}, Broken{"reset", HttpFailure::truncated, 2},
        Broken{"html", HttpFailure::content_type, 1}, Broken{"204", HttpFailure::empty, 1},
        Broken{"empty", HttpFailure::empty, 1}, Broken{"partial", HttpFailure::protocol, 1},
        Broken{"gzip-cut", HttpFailure::truncated, 2}, Broken{"gzip-bad", HttpFailure::protocol, 1},
        Broken{"gzip-bomb", HttpFailure::too_large, 1}, Broken{"headers", HttpFailure::too_large, 1},
        Broken{"header-line", HttpFailure::too_large, 1}, Broken{"redirect-http", HttpFailure::redirect, 1},
        Broken{"redirect-file", HttpFailure::redirect, 1}, Broken{"redirect-host", HttpFailure::redirect, 1},
        Broken{"redirect-loop", HttpFailure::redirect, 1}, Broken{"redirect-nowhere", HttpFailure::redirect, 1}),
    [](const auto& one) {
        std::string name = one.param.kind;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(BodyForms, AnEndWithoutLengthIsMarkedUnproven) {
    const std::string whole = ask(json_request(stand_in().url(codes_path))).body;
    for (const char* kind : {"early-close", "early-cut"}) {
        const Outcome outcome = ask_broken(kind);
        EXPECT_EQ(outcome.answer.failure, HttpFailure::none) << kind;
        EXPECT_TRUE(outcome.answer.unproven_end) << kind;
        EXPECT_LT(outcome.body.size(), whole.size()) << kind;
    }
    const Outcome honest = ask_broken("no-length");
    EXPECT_TRUE(honest.answer.unproven_end);
    EXPECT_EQ(honest.body, whole);
}

TEST(BodyForms, ChunkedIsProvenByItsLastChunk) {
    const Outcome outcome = ask_broken("chunked");
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message;
    EXPECT_FALSE(outcome.answer.unproven_end);
    EXPECT_EQ(outcome.body, ask(json_request(stand_in().url(codes_path))).body);
}

TEST(BodyForms, GzipIsCountedOnTheWireAndUnpacked) {
    const Outcome outcome = ask_broken("gzip");
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message;
    EXPECT_EQ(outcome.body, ask(json_request(stand_in().url(codes_path))).body);
    EXPECT_EQ(outcome.answer.decoded_bytes, outcome.body.size());
    EXPECT_LT(outcome.answer.wire_bytes, outcome.body.size() / 5);
}

TEST(BodyForms, AServerThatKeepsTheConnectionOpenIsLeftAfterTheStatedLength) {
    const Outcome outcome = ask_broken("keep-open");
    ASSERT_TRUE(outcome.answer.ok()) << outcome.answer.message;
    EXPECT_EQ(outcome.answer.wire_bytes, outcome.body.size());
}

TEST(BodyForms, NothingOfALoginPageOrAnErrorPageReachesTheSink) {
    EXPECT_EQ(ask_broken("html").body, "");
    const Outcome refused = ask_broken("403");
    EXPECT_EQ(refused.body, "");
    EXPECT_EQ(refused.answer.status, 403);
    EXPECT_EQ(refused.answer.failure, HttpFailure::none);
    EXPECT_FALSE(refused.answer.ok());
    EXPECT_NE(refused.answer.error_body.find("as ordered"), std::string::npos);
}

TEST(BodyForms, WithoutAnAskedTypeAnEmptyBodyIsTheCallersBusiness) {
    HttpRequest request = json_request(stand_in().broken("204", codes_path));
    request.accept_type.clear();
    EXPECT_TRUE(ask(request).answer.ok());
}

TEST(BodyForms, ABombStaysSmallInMemoryAndIsRefusedByTheDecodedLimit) {
    HttpLimits limits = quick_limits();
    limits.max_decoded_bytes = 5U << 20;
    const Outcome outcome = ask_broken("gzip-bomb", limits);
    EXPECT_EQ(outcome.answer.failure, HttpFailure::too_large) << outcome.answer.message;
    EXPECT_LE(outcome.body.size(), limits.max_decoded_bytes);
    EXPECT_LT(outcome.answer.wire_bytes, 64U << 20);
}

TEST(BodyForms, TheWireLimitHoldsWithAndWithoutAStatedLength) {
    HttpLimits limits = quick_limits();
    limits.max_wire_bytes = 1000;
    EXPECT_EQ(ask(json_request(stand_in().url(codes_path)), limits).answer.failure, HttpFailure::too_large);
    const Outcome outcome = ask_broken("no-length", limits);
    EXPECT_EQ(outcome.answer.failure, HttpFailure::too_large);
    EXPECT_LE(outcome.body.size(), 1000U);
}

TEST(BodyForms, NotModifiedIsOkAndEmpty) {
    HttpRequest request = json_request(stand_in().url(codes_path));
    const Outcome first = ask(request);
    request.headers.emplace_back("If-None-Match", first.answer.headers.at("etag"));
    const Outcome second = ask(request);
    EXPECT_TRUE(second.answer.ok()) << second.answer.message;
    EXPECT_EQ(second.answer.status, 304);
    EXPECT_EQ(second.body, "");
}

}  // namespace
}  // namespace tilsig::transport
