#include <gtest/gtest.h>

#include "klass/json_scanner.hpp"

namespace tilsig::klass {
namespace {

JsonScanner scanned(std::string_view text, std::size_t piece = 1 << 20) {
    JsonScanner scanner;
    for (std::size_t at = 0; at < text.size(); at += piece) scanner.feed(text.substr(at, piece));
    return scanner;
}

TEST(JsonScannerTest, ClosedObjectsAreWholeAndCounted) {
    const std::string text =
        R"( {"codes": [ {"code":"0301","notes":"a ] } \" \\ b"}, {"code":"1534"} ] , "n":12, "s":"x,y", "o":{"a":1,"b":[1,2]}, "e":[], "t":true}
)";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, text.size()}) {
        const JsonScanner scanner = scanned(text, piece);
        EXPECT_EQ(scanner.problem(), "");
        ASSERT_NE(scanner.member("codes"), nullptr);
        EXPECT_EQ(scanner.member("codes")->elements, 2U);
        EXPECT_EQ(scanner.member("codes")->kind, '[');
        EXPECT_EQ(scanner.member("e")->elements, 0U);
        EXPECT_EQ(scanner.member("o")->elements, 2U);
        EXPECT_EQ(scanner.member("n")->kind, 'v');
        EXPECT_EQ(scanner.member("missing"), nullptr);
    }
    EXPECT_EQ(scanned("{}").problem(), "");
    EXPECT_EQ(scanned(R"({"value":[1,2.5,null,-3],"size":[2,2]})").member("value")->elements, 4U);
    EXPECT_EQ(scanned(R"({"value":[1],"size":[2, 2]})").member("size")->text.substr(0, 6), "[2, 2]");
}

TEST(JsonScannerTest, EveryCutIsFound) {
    const std::string text = R"({"codes":[{"code":"0301","n":[1,{"x":"]"}]}],"count":1})";
    for (std::size_t kept = 0; kept < text.size(); ++kept) {
        EXPECT_NE(scanned(text.substr(0, kept)).problem(), "") << kept;
    }
    EXPECT_EQ(scanned(text).problem(), "");
}

TEST(JsonScannerTest, WhatIsNoClosedObjectIsRefused) {
    for (const char* text :
         {"", " ", "<html></html>", "[1,2]", "null", "\"x\"", "{\"a\":1}{", "{\"a\":1} x", "{\"a\":[1}", "{\"a\":{1]}",
          "{\"a\" 1}", "{a:1}", "{\"a\":,}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{\"a\":[] []}", "{,}", "{\"a\":}"}) {
        EXPECT_NE(scanned(text).problem(), "") << text;
    }
}

TEST(JsonScannerTest, DepthAndKeysAreBounded) {
    EXPECT_NE(scanned("{\"a\":" + std::string(1000, '[')).problem(), "");
    EXPECT_NE(scanned("{\"" + std::string(1000, 'k') + "\":1}").problem(), "");
}

TEST(JsonScannerTest, ALongValueIsNotKept) {
    const JsonScanner scanner = scanned("{\"value\":[" + std::string(100000, ' ') + "1]}");
    EXPECT_EQ(scanner.problem(), "");
    EXPECT_LE(scanner.member("value")->text.size(), JsonScanner::text_kept);
}

}  // namespace
}  // namespace tilsig::klass
