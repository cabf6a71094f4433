// Text helpers: UTF-8, escaping, redaction, nearest names.
#include "base/text.hpp"

#include <gtest/gtest.h>

namespace tilsig {
namespace {

constexpr auto npos = std::string_view::npos;

TEST(Utf8, WellFormedAndNot) {
    for (const char* good :
         {"", "abcdefghijklmnop", "\xC3\xA6", "\xE2\x82\xAC", "\xF0\x9F\x92\xA7", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBD"})
        EXPECT_EQ(find_invalid_utf8(good), npos);
    const std::vector<std::pair<std::string, std::size_t>> bad{{"\x80", 0},
                                                               {"ab\xC3", 2},
                                                               {"\xC0\xAF", 0},
                                                               {"\xC1\x81", 0},
                                                               {"\xE0\x80\xAF", 0},
                                                               {"\xED\xA0\x80", 0},
                                                               {"\xF0\x80\x80\xAF", 0},
                                                               {"\xF4\x90\x80\x80", 0},
                                                               {"\xF5\x80\x80\x80", 0},
                                                               {"12345678\xE6", 8},
                                                               {"1234567890123456\xFF"
                                                                "0",
                                                                16}};
    for (const auto& [text, at] : bad) EXPECT_EQ(find_invalid_utf8(text), at);
}

TEST(Text, TrimSplitJoin) {
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(split("a;;b;", ';'), (std::vector<std::string_view>{"a", "", "b", ""}));
    EXPECT_EQ(split("", ';').size(), 1U);
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, NearestNameOnlyWhenItIsNear) {
    const std::vector<std::string> names{"lower", "trim", "upper"};
    EXPECT_EQ(nearest("trimm", names), "trim");
    EXPECT_EQ(nearest("loewr", names), "lower");
    EXPECT_EQ(nearest("municipality", names), "");
    EXPECT_EQ(nearest("x", {}), "");
}

TEST(JsonEscape, EveryKindOfByte) {
    EXPECT_EQ(json_escape("a\"b\\c"), "a\\\"b\\\\c");
    EXPECT_EQ(json_escape(std::string_view("\0\x1f\x7f", 3)), "\\u0000\\u001f\\u007f");
    EXPECT_EQ(json_escape("\xC2\x85"), "\\u0085");
    EXPECT_EQ(json_escape("\xE2\x80\xA8\xE2\x80\xA9"), "\\u2028\\u2029");
    EXPECT_EQ(json_escape("\xFF"), "\\ufffd");
    EXPECT_EQ(json_escape("\xC3\xA6\xF0\x9F\x92\xA7"), "\xC3\xA6\xF0\x9F\x92\xA7");
    EXPECT_EQ(json_escape("\xC2\xA0"), "\xC2\xA0") << "no control";
}

TEST(Redaction, LongDigitRunsGoDatesAndCodesStay) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"15860560043", "#"},
        {"200890123409", "#"},
        {"12345678", "#"},
        {"1234567", "1234567"},
        {"x15860560043y", "x#y"},
        {"158605 60043", "#"},
        {"158605-60043", "#"},
        {"15 86 05 60 04 3", "#"},
        {"2026-11-22", "2026-11-22"},
        {"on 2026-11-22, 12 rows", "on 2026-11-22, 12 rows"},
        {"2026-11-22T03:00:00.000000Z", "2026-11-22T03:00:00.000000Z"},
        {"2026-11-2212345", "#"},
        {"0301 and 1103", "0301 and 1103"},
        {"12 - 34", "12 - 34"},
        {"", ""},
        {"5 -", "5 -"}};
    for (const auto& [given, expected] : cases) EXPECT_EQ(without_long_numbers(given), expected) << given;
}

TEST(DisplayName, IsPrintableShortAndWithoutIdentifiers) {
    EXPECT_EQ(display_name("report\n\x1b[31m.csv"), "report??[31m.csv");
    EXPECT_EQ(display_name("a\xC2\x85"
                           "b\xE2\x80\xA8"
                           "c\xFF"),
              "a?b?c?");
    EXPECT_EQ(display_name("list 15860560043.csv"), "list #.csv");
    EXPECT_EQ(display_name(std::string(500, 'a')).size(), 120U);
    EXPECT_EQ(find_invalid_utf8(display_name("\xC3\xA6\xC3\xA6\xC3\xA6", 3)), npos) << "never cut inside a character";
}

}  // namespace
}  // namespace tilsig
