// Numbers that identify a person, computed by hand from the rules in identifiers.hpp; none of them was ever issued.
#include "identifiers/identifiers.hpp"

#include <gtest/gtest.h>

namespace tilsig::identifiers {
namespace {

/// Appends the check digits of the 1964 rule with `remainder` (0 then, up to 3 from 2032) to nine digits; empty when
/// there are none.
std::string national(const std::string& nine, int remainder = 0) {
    const int first_weights[] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    const int second_weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (nine[static_cast<std::size_t>(i)] - '0') * first_weights[i];
    const int k1 = (11 - sum % 11 + remainder) % 11;
    if (k1 == 10) return "";
    const std::string ten = nine + std::to_string(k1);
    sum = 0;
    for (int i = 0; i < 10; ++i) sum += (ten[static_cast<std::size_t>(i)] - '0') * second_weights[i];
    const int k2 = (11 - sum % 11) % 11;
    return k2 == 10 ? "" : ten + std::to_string(k2);
}

TEST(Identifiers, WorkedExamples) {
    EXPECT_EQ(national("158605600"), "15860560043");
    for (const char* number : {"15860560043", "01819000200"}) EXPECT_TRUE(is_national_number(number)) << number;
}

TEST(Identifiers, TheRuleOf2032) {
    for (const char* number : {"10923399904", "10923399912", "10923399920", "10923399939", "30108299939"}) {
        EXPECT_TRUE(is_national_number(number)) << number;
    }
    EXPECT_FALSE(is_national_number("10923399903"));
    const std::string fourth = national("109233999", 4);
    EXPECT_FALSE(!fourth.empty() && is_national_number(fourth)) << "remainders end at 3";
}

TEST(Identifiers, EveryKindOfNumber) {
    struct Case {
        const char* nine;
        const char* kind;
    };
    for (const auto& [nine, kind] :
         {Case{"010190111", "ordinary"}, Case{"410190115", "D-number"}, Case{"014190117", "H-number"},
          Case{"016690119", "synthetic + 65"}, Case{"018190110", "synthetic + 80"},
          Case{"418190113", "synthetic D-number"}, Case{"290200998", "leap day"}}) {
        bool any = false;
        for (int remainder = 0; remainder < 4; ++remainder) {
            const std::string number = national(nine, remainder);
            if (number.empty()) continue;
            any = true;
            EXPECT_TRUE(is_national_number(number)) << kind;
        }
        EXPECT_TRUE(any) << kind;
    }
}

TEST(Identifiers, ImpossibleDatesAndWrongDigits) {
    for (const char* nine :
         {"320190111", "001290111", "011390111", "290201998", "310490111", "720190111", "015390111"}) {
        for (int remainder = 0; remainder < 4; ++remainder) {
            const std::string number = national(nine, remainder);
            EXPECT_FALSE(!number.empty() && is_national_number(number)) << number;
        }
    }
    for (const char* number :
         {"15860560044", "15860560034", "51860560043", "1586056004", "158605600430", "1586056004x", ""}) {
        EXPECT_FALSE(is_national_number(number)) << number;
    }
}

TEST(Identifiers, Duf) {
    for (const char* number : {"200890123409", "200791234508", "200290183409"})
        EXPECT_TRUE(is_duf_number(number)) << number;
    for (const char* number : {"200890123408", "000000000000", "197990123409", "20089012340", "2008901234090"})
        EXPECT_FALSE(is_duf_number(number)) << number;
}

TEST(Identifiers, InsideText) {
    for (const char* text : {"15860560043",
                             "sak 15860560043",
                             "158605 60043",
                             "158605-60043",
                             "15.86.05 60043",
                             "2026/15860560043",
                             "DUF 2008 901234 09",
                             "158605\xC2\xA0"
                             "60043",
                             "x15860560043y",
                             "7 15860560043",
                             "158605.60043",
                             "15.86.05.60043",
                             "158605  60043",
                             "158605_60043",
                             "158605 (60043)",
                             "158605\t60043",
                             "\xEF\xBC\x91\xEF\xBC\x95"
                             "860560043",  // full width
                             "\xD9\xA1\xD9\xA5"
                             "860560043",  // Arabic
                             "158605\xE2\x80\x93"
                             "60043",  // en dash
                             "158605\xE2\x80\x8B\xE2\x88\x92"
                             "60043",  // zero width, minus
                             "158605\xC2\xAD"
                             "60043"}) {
        EXPECT_TRUE(holds_identifier(text)) << text;
    }
    for (const char* text : {"", "sak 12", "1586056004", "115860560043", "15860560043000", "15860560044",
                             "158605x60043", "158605     60043", "15,860,560,043", "15:86:05 60043", "2026-00123",
                             "15.860560043", "-1586.0560043", "1.5860560043;"}) {
        EXPECT_FALSE(holds_identifier(text)) << text;
    }
}

}  // namespace
}  // namespace tilsig::identifiers
