#include "transport/header_block.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace tilsig::transport {
namespace {

HeaderBlock block(std::initializer_list<std::string_view> lines) {
    HeaderBlock result(65536);
    for (const std::string_view line : lines) result.feed(std::string(line) + "\r\n");
    return result;
}

TEST(HeaderBlockTest, ReadsStatusFieldsAndLength) {
    const auto read = block(
        {"HTTP/1.1 200 OK", "Content-Type: Application/JSON; charset=utf-8", "Content-Length: 12", "X: a", "x: b", ""});
    EXPECT_TRUE(read.complete());
    EXPECT_EQ(read.status(), 200);
    EXPECT_EQ(read.media_type(), "application/json");
    EXPECT_EQ(read.stated_length(), 12U);
    EXPECT_EQ(read.field("x"), "a, b");
    EXPECT_EQ(read.contradiction(), "");
}

TEST(HeaderBlockTest, TwoLengthsAreAContradictionInOneLineOrInTwo) {
    EXPECT_NE(block({"HTTP/1.1 200 OK", "Content-Length: 12", "Content-Length: 13", ""}).contradiction(), "");
    EXPECT_NE(block({"HTTP/1.1 200 OK", "Content-Length: 12, 13", ""}).contradiction(), "");
    EXPECT_EQ(block({"HTTP/1.1 200 OK", "Content-Length: 12", "Content-Length: 12", ""}).contradiction(), "");
}

TEST(HeaderBlockTest, LengthsThatAreNoNumbers) {
    for (const char* value : {"", "-1", "+5", "0x10", "12.0", "1e3", "99999999999999999999", "12 13"}) {
        EXPECT_NE(block({"HTTP/1.1 200 OK", std::string("Content-Length: ") + value, ""}).contradiction(), "") << value;
    }
}

TEST(HeaderBlockTest, ChunkedExcludesALength) {
    EXPECT_TRUE(block({"HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", ""}).chunked());
    EXPECT_NE(block({"HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Content-Length: 5", ""}).contradiction(), "");
    EXPECT_NE(block({"HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", ""}).contradiction(), "");
}

TEST(HeaderBlockTest, AnInterimAnswerIsForgotten) {
    const auto read =
        block({"HTTP/1.1 103 Early Hints", "Content-Length: 5", "", "HTTP/1.1 404 Not Found", "Content-Length: 7", ""});
    EXPECT_EQ(read.status(), 404);
    EXPECT_EQ(read.stated_length(), 7U);
    EXPECT_EQ(read.contradiction(), "");
}

TEST(HeaderBlockTest, TrailersChangeNothing) {
    const auto read =
        block({"HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "Content-Length: 3", "HTTP/1.1 500 No", ""});
    EXPECT_EQ(read.status(), 200);
    EXPECT_EQ(read.stated_length(), std::nullopt);
}

TEST(HeaderBlockTest, SetCookieIsNotKept) {
    EXPECT_EQ(block({"HTTP/1.1 200 OK", "Set-Cookie: session=s3cret", ""}).fields().count("set-cookie"), 0U);
}

TEST(HeaderBlockTest, LinesWithoutANameAndStatusWithoutANumber) {
    EXPECT_NE(block({"HTTP/1.1 200 OK", "nonsense", ""}).contradiction(), "");
    EXPECT_NE(block({"HTTP/1.1 200 OK", "A: b", " folded", ""}).contradiction(), "");
    EXPECT_NE(block({"HTTP/1.1 OK", ""}).contradiction(), "");
}

TEST(HeaderBlockTest, TheLimitCountsAllLines) {
    HeaderBlock read(100);
    EXPECT_EQ(read.feed("HTTP/1.1 200 OK\r\n"), HeaderBlock::Line::go_on);
    EXPECT_EQ(read.feed("A: " + std::string(90, 'x') + "\r\n"), HeaderBlock::Line::too_large);
}

}  // namespace
}  // namespace tilsig::transport
