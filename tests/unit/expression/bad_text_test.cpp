// Texts that are no expressions: each is told at its place, nothing crashes, nothing takes long.
#include "evaluation.hpp"

namespace tilsig::expression {

namespace {

std::string repeated(std::string_view part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
}

class BadExpression : public testing::Test {
protected:
    BadExpression() { table.field("a", model::Type::integer).field("t", model::Type::text); }
    /// The first mistake.
    std::string told(std::string_view text) {
        const auto all = table.wrong(text);
        return all.empty() ? "" : all.front();
    }
    Table table;
};

TEST_F(BadExpression, AMegabyte) {
    EXPECT_EQ(told(repeated("a = 1 or ", 120'000)).substr(0, 45), "0: the expression is longer than 8 KiB; split");
}
TEST_F(BadExpression, NestedTenThousandDeep) {
    EXPECT_EQ(told(repeated("(", 8'000)), "64: nested deeper than 64 levels; split it into several rules or columns");
    EXPECT_EQ(told(repeated("((((((((((", 1'000)).substr(0, 36), "0: the expression is longer than 8 K");
    EXPECT_EQ(told(repeated("not ", 2'000)),
              "256: nested deeper than 64 levels; split it into several rules or columns");
    EXPECT_EQ(told(repeated("-", 8'000)), "64: nested deeper than 64 levels; split it into several rules or columns");
    EXPECT_EQ(told(repeated("abs(", 2'000)),
              "256: nested deeper than 64 levels; split it into several rules or columns");
    EXPECT_EQ(told(repeated("case when ", 800)),
              "640: nested deeper than 64 levels; split it into several rules or columns");
    EXPECT_TRUE(table.compile(repeated("(", 63) + "a = 1" + repeated(")", 63)).has_value());
}
TEST_F(BadExpression, LongChains) {
    EXPECT_TRUE(table.compile("a" + repeated("+a", 400) + " > 1").has_value());
    EXPECT_NE(told("a" + repeated("+a", 1'000) + " > 1").find("more than 1000 parts"), std::string::npos);
}
TEST_F(BadExpression, Nul) {
    EXPECT_EQ(told(std::string_view("a = \0 1", 7)), "4: a control character; remove it");
    EXPECT_EQ(told(std::string_view("t = 'x\0'", 8)), "6: a control character; remove it");
}
TEST_F(BadExpression, Unbalanced) {
    EXPECT_EQ(told("(a = 1"), "0: the bracket that opens here is never closed; close it");
    EXPECT_EQ(told("abs(a"), "3: the bracket that opens here is never closed; close it");
    EXPECT_EQ(told("a = 1)"), "5: ')' is not expected here; expected the end, or and/or");
    EXPECT_EQ(told("t = 'abc"),
              "4: the quote that opens here is never closed; close it; a quote inside is written twice: ''");
    EXPECT_EQ(told("case when a = 1 then 2"), "22: the expression ends too early; expected when, else or end");
}
TEST_F(BadExpression, TypographicSigns) {
    EXPECT_EQ(told("t = \xE2\x80\x98x\xE2\x80\x99"), "4: a typographic quote stands here; write ' around texts");
    EXPECT_EQ(told("t = \xE2\x80\x9Dx\xE2\x80\x9D"), "4: a typographic quote stands here; write ' around texts");
    EXPECT_EQ(told("a\xC2\xA0= 1"), "1: a no-break space stands here; write an ordinary space");
    EXPECT_EQ(told("a \xE2\x89\xA4 1"), "2: the sign for less or equal stands here; write <=");
    EXPECT_EQ(told("a == 1"), "2: '==' stands here; write =");
    EXPECT_EQ(told("a <> 1"), "2: '<>' stands here; write !=");
}
TEST_F(BadExpression, AllStrangeCharactersAreToldAtOnceButNoThousand) {
    EXPECT_EQ(table.wrong("a ? 1 # 2").size(), 2U);
    EXPECT_LE(table.wrong(repeated("? ", 3'000)).size(), 8U);
}
TEST_F(BadExpression, NumbersThatAreNone) {
    EXPECT_EQ(told("a = 007"), "4: the number 007 has a leading zero; a code stands in quotes: '007'");
    EXPECT_EQ(told("a = 1e5").substr(0, 16), "4: not a number;");
    EXPECT_EQ(told("a = 1.2.3").substr(0, 16), "4: not a number;");
    EXPECT_EQ(told("a = 99999999999999999999").substr(0, 24), "4: the number is too lon");
    EXPECT_EQ(told("a = 0.1234567890123456789").substr(0, 24), "4: the number is too lon");
    EXPECT_EQ(told("date 2008-02-30 = date 2008-02-30").substr(0, 30), "5: not a day of the calendar; ");
}
TEST_F(BadExpression, NothingAtAll) {
    EXPECT_EQ(told(""), "0: the expression ends too early; expected a value");
    EXPECT_EQ(told(" \n "), "3: the expression ends too early; expected a value");
}
TEST_F(BadExpression, WordsOutOfPlace) {
    EXPECT_EQ(told("a = end"),
              "4: 'end' stands where it has no meaning; expected a value; a field of that name is written \"end\"");
    EXPECT_EQ(told("1 < a < 3"), "6: comparisons do not chain; write a < b and b < c, or b between a and c");
    EXPECT_EQ(told("a in ()"), "6: ')' is not expected here; expected a value");
    EXPECT_EQ(told("a is 1"), "5: '1' is not expected here; expected null");
}
TEST_F(BadExpression, ANumberOfAPersonIsNeverRepeated) {
    EXPECT_EQ(told("a = 015860560043").find("15860560043"), std::string::npos);
    EXPECT_EQ(told("x15860560043 = 1").find("15860560043"), std::string::npos);
}

}  // namespace

}  // namespace tilsig::expression
