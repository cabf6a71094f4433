// HTTP as connectors get it: through the module of the fetch child, against the stand-in server.
#include <gtest/gtest.h>

#include "recording_sink.hpp"
#include "standin/process.hpp"

namespace {

using tilsig::fetch::FetchEnd;
using tilsig::test::BadFetch;

const std::string path = "/api/klass/v1/classifications/131/codes?from=2006-01-01";

tilsig::test::StandIn& server() {
    static tilsig::test::StandIn shared;  // starting it costs a certificate authority
    return shared;
}

struct HttpFetch : BadFetch {
    explicit HttpFetch(const std::string& url) : BadFetch("", "download") {
        source.options = {{"url", url}, {"ca_file", server().ca_file()}};
    }
};

/// The next `times` answers misbehave.
void order(const std::string& kind, int times, const std::string& retry_after = {}) {
    server().misbehave(kind, path.substr(0, path.find('?')), times, retry_after);
}

TEST(FetchHttp, DeliversAWholeAnswer) {
    HttpFetch it(server().url(path));
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    ASSERT_EQ(it.sink.deliveries.size(), 1U);
    EXPECT_GT(it.sink.deliveries[0].bytes.size(), 10000U);
    EXPECT_EQ(result.bytes, it.sink.deliveries[0].bytes.size());
    EXPECT_EQ(it.sink.deliveries[0].proof.kind, "content-length");
}

TEST(FetchHttp, RepeatedTransferStartsTheDeliveryOver) {
    HttpFetch reference(server().url(path));
    ASSERT_EQ(reference.run().end, FetchEnd::delivered);
    order("truncated", 1);
    HttpFetch it(server().url(path));
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(it.sink.restarted, 1);
    ASSERT_EQ(it.sink.deliveries.size(), 1U);
    EXPECT_EQ(it.sink.deliveries[0].bytes, reference.sink.deliveries[0].bytes);
}

TEST(FetchHttp, BusyServerIsForLaterAndSaysWhen) {
    order("429", 4, "1");  // as many as the client has attempts
    HttpFetch it(server().url(path));
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::retry_later) << result.message;
    EXPECT_EQ(result.retry_after, std::chrono::seconds(1));
    EXPECT_NE(result.message, "");
    EXPECT_EQ(it.sink.ended, 0);
}

struct Verdict {
    const char* kind;
    FetchEnd end;
};
std::ostream& operator<<(std::ostream& out, const Verdict& it) { return out << it.kind; }
class FetchHttpVerdict : public testing::TestWithParam<Verdict> {};
TEST_P(FetchHttpVerdict, IsNeverADelivery) {
    HttpFetch it(server().broken(GetParam().kind, path));
    const auto result = it.run();
    EXPECT_STREQ(to_string(result.end), to_string(GetParam().end)) << result.message;
    EXPECT_NE(result.message, "");
    EXPECT_EQ(it.sink.ended, 0);
    EXPECT_EQ(it.sink.abandoned, it.sink.begun > 0 ? 1 : 0);
}
INSTANTIATE_TEST_SUITE_P(Kinds, FetchHttpVerdict,
                         testing::Values(Verdict{"html", FetchEnd::bad_source}, Verdict{"204", FetchEnd::bad_source},
                                         Verdict{"length-short", FetchEnd::bad_source},
                                         Verdict{"gzip-bad", FetchEnd::bad_source},
                                         Verdict{"redirect-http", FetchEnd::refused}));

TEST(FetchHttp, UnknownAuthorityIsRefused) {
    HttpFetch it(server().url(path));
    it.source.options.erase("ca_file");
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::refused) << result.message;
}

TEST(FetchHttp, MissingPageIsRefused) {
    HttpFetch it(server().url("/no/such/page"));
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::refused) << result.message;
}

TEST(FetchHttp, TooLargeAnswerIsStopped) {
    HttpFetch it(server().url(path));
    it.source.limits.delivery_bytes = 1000;
    const auto result = it.run();
    EXPECT_TRUE(result.end == FetchEnd::bad_source || result.end == FetchEnd::over_limit) << result.message;
    EXPECT_EQ(it.sink.ended, 0);
}

TEST(FetchHttp, OwnOptionsOfTheHostBelongToHttpConnectorsOnly) {
    const std::filesystem::path program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    const auto log = tilsig::Logger::silent();
    const std::map<std::string, std::string> with_ca{{"url", "https://host/"}, {"ca_file", "/etc/ca.pem"}};
    EXPECT_EQ(tilsig::fetch::check_source(program, BAD_CONNECTORS "/download.so", with_ca, log),
              std::vector<std::string>{});
    EXPECT_EQ(tilsig::fetch::check_source(program, BAD_CONNECTORS "/bad.so", {{"ca_file", "/etc/ca.pem"}}, log).size(),
              1U);
    EXPECT_EQ(tilsig::fetch::check_source(program, BAD_CONNECTORS "/download.so", {{"url", "http://host/"}}, log),
              std::vector<std::string>{"option url: is no https address; only https:// is fetched"});
}

}  // namespace
