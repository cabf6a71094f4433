#include "transport/url_policy.hpp"

#include <gtest/gtest.h>

namespace tilsig::transport {
namespace {

TEST(UrlPolicy, AcceptsHttpsAndKnowsItsParts) {
    const auto verdict = read_url("https://Data.SSB.no/api/klass/v1?from=2006-01-01#part");
    ASSERT_TRUE(verdict.url) << verdict.problem;
    EXPECT_EQ(verdict.url->host, "data.ssb.no");
    EXPECT_EQ(verdict.url->port, "443");
    EXPECT_EQ(verdict.url->text.find('#'), std::string::npos);
    EXPECT_NE(verdict.url->text.find("from=2006-01-01"), std::string::npos);
}

TEST(UrlPolicy, TheDisplayFormHoldsNoQueryAndNoLongNumber) {
    const auto verdict = read_url("https://h.example:8443/persons/31129956715?token=abc");
    ASSERT_TRUE(verdict.url);
    EXPECT_EQ(verdict.url->display, "https://h.example:8443/persons/#");
}

TEST(UrlPolicy, RefusesEverythingElse) {
    for (const char* text : {"http://h/", "file:///etc/passwd", "ftp://h/", "sftp://h/x", "gopher://h/", "//h/x", "h/x",
                             "", "https://", "https:///x", "https://user@h/", "https://user:pass@h/", "https://h/a b",
                             "https://h/\r\nX: y", "https://h/\tx", "javascript:alert(1)", "HTTPS//h"}) {
        const auto verdict = read_url(text);
        EXPECT_FALSE(verdict.url) << text;
        EXPECT_FALSE(verdict.problem.empty()) << text;
    }
}

TEST(UrlPolicy, AProblemNeverRepeatsTheAddress) {
    const auto verdict = read_url("https://user:hunter2@h/?key=s3cret");
    EXPECT_EQ(verdict.problem.find("hunter2"), std::string::npos);
    EXPECT_EQ(verdict.problem.find("s3cret"), std::string::npos);
}

class Redirect : public ::testing::Test {
protected:
    Url from = *read_url("https://h.example:8443/a/b?c=1").url;
};

TEST_F(Redirect, StaysOnTheSameHostAndPort) {
    EXPECT_EQ(follow_redirect(from, "/x").url->text, "https://h.example:8443/x");
    EXPECT_EQ(follow_redirect(from, "x?y=2").url->text, "https://h.example:8443/a/x?y=2");
    EXPECT_EQ(follow_redirect(from, "https://H.EXAMPLE:8443/z").url->host, "h.example");
}

TEST_F(Redirect, RefusesOtherSchemesHostsAndPorts) {
    for (const char* location :
         {"http://h.example:8443/", "file:///etc/passwd", "https://other.example:8443/", "//other.example/x",
          "https://h.example/", "https://h.example:8444/", "https://h.example.evil.example:8443/", "",
          "https://u:p@h.example:8443/", "/x\r\nSet-Cookie: a=b"}) {
        const auto verdict = follow_redirect(from, location);
        EXPECT_FALSE(verdict.url) << location;
        EXPECT_FALSE(verdict.problem.empty()) << location;
    }
}

TEST_F(Redirect, TheDefaultPortIsThePort443) {
    const Url plain = *read_url("https://h.example/a").url;
    EXPECT_TRUE(follow_redirect(plain, "https://h.example:443/b").url);
}

}  // namespace
}  // namespace tilsig::transport
