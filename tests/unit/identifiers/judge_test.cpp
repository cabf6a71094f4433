// Numbers judged one by one: a table computed by hand from the rules. Persons are synthetic (month + 80) or impossible.
#include <gtest/gtest.h>

#include <chrono>

#include "identifiers/identifiers.hpp"

namespace tilsig::identifiers {

namespace {

std::int64_t day(int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month)}
        .time_since_epoch()
        .count();
}
const std::int64_t in_2026 = day(2026, 11, 1);
const std::int64_t in_2032 = day(2032, 1, 1);

/// Appends the check digits of the rule of 1964; empty when there are none for these nine.
std::string with_check_digits(const std::string& nine) {
    const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2}, second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (nine[static_cast<std::size_t>(i)] - '0') * first[i];
    const int k1 = (11 - sum % 11) % 11;
    if (k1 == 10) return "";
    const std::string ten = nine + std::to_string(k1);
    sum = 0;
    for (int i = 0; i < 10; ++i) sum += (ten[static_cast<std::size_t>(i)] - '0') * second[i];
    const int k2 = (11 - sum % 11) % 11;
    return k2 == 10 ? "" : ten + std::to_string(k2);
}

/// The first number with this stem of eight digits that has check digits.
std::string number_with(const std::string& eight) {
    for (char last = '0'; last <= '9'; ++last) {
        std::string number = with_check_digits(eight + last);
        if (!number.empty()) return number;
    }
    ADD_FAILURE() << eight << " has no number";
    return "";
}

struct Case {
    const char* text;
    Kind kind;
    Fault fault;
    const char* why;
};

class SyntheticIn2026 : public testing::TestWithParam<Case> {};

TEST_P(SyntheticIn2026, IsJudged) {
    const auto& [text, kind, fault, why] = GetParam();
    EXPECT_EQ(described(judge(text, kind, in_2026, Persons::synthetic)), described(fault)) << why << " " << text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, SyntheticIn2026,
    testing::Values(Case{"15860560043", Kind::fnr, Fault::none, "worked example"},
                    Case{"01819000200", Kind::fnr, Fault::none, "both check digits through 11"},
                    Case{"15860560043", Kind::person, Fault::none, "a person is either"},
                    Case{"15860560043", Kind::dnr, Fault::no_d_number, "no D-number"},
                    Case{"41819077302", Kind::dnr, Fault::none, "series of 2021"},
                    Case{"41819077302", Kind::fnr, Fault::d_number, "a D-number"},
                    Case{"15860560034", Kind::fnr, Fault::check_digits, "last two swapped"},
                    Case{"51860560043", Kind::fnr, Fault::check_digits, "first two swapped"},
                    Case{"15860560044", Kind::fnr, Fault::check_digits, "last digit"},
                    Case{"15860560053", Kind::fnr, Fault::check_digits, "last digit but one"},
                    Case{"1819000200", Kind::fnr, Fault::lost_zero, "leading zero lost"},
                    Case{"1586056004", Kind::fnr, Fault::lost_zero, "ten digits"},
                    Case{"158605600430", Kind::fnr, Fault::length, "twelve digits"},
                    Case{"", Kind::fnr, Fault::not_digits, "empty"},
                    Case{"1586056004x", Kind::fnr, Fault::not_digits, "a letter"},
                    Case{"158605 60043", Kind::fnr, Fault::not_digits, "a blank"},
                    Case{"158605\xC2\xA0"
                         "60043",
                         Kind::fnr, Fault::not_digits, "a no-break space"},
                    Case{"15860560043 ", Kind::fnr, Fault::not_digits, "a blank at the end"},
                    Case{"10923399904", Kind::fnr, Fault::none, "2033 by the rule of 1964"},
                    Case{"10923399912", Kind::fnr, Fault::too_early, "remainder 1"},
                    Case{"10923399920", Kind::fnr, Fault::too_early, "remainder 2"},
                    Case{"10923399939", Kind::fnr, Fault::too_early, "remainder 3"},
                    Case{"80000000000", Kind::fnr, Fault::help_number, "FH"},
                    Case{"91860560043", Kind::dnr, Fault::help_number, "FH"},
                    Case{"200890123409", Kind::duf, Fault::none, "worked example"},
                    Case{"200791234508", Kind::duf, Fault::none, "worked example"},
                    Case{"200290183409", Kind::duf, Fault::none, "digits i and i + 4 swapped: the weakness"},
                    Case{"200890123490", Kind::duf, Fault::check_digits, "check number turned"},
                    Case{"000000000000", Kind::duf, Fault::impossible_year, "all zeros pass the check number"},
                    Case{"20089012340", Kind::duf, Fault::length, "eleven digits look like a person"},
                    Case{"20089012340O", Kind::duf, Fault::not_digits, "the letter O"},
                    Case{"974760673", Kind::orgnr, Fault::none, "the register itself"},
                    Case{"974760637", Kind::orgnr, Fault::check_digits, "transposition"},
                    Case{"97476067", Kind::orgnr, Fault::length, "eight digits"}));

TEST(Judge, EveryMonthOffsetIsTestDataInProductionAndWantedInATest) {
    for (const char* eight : {"01819011", "01669011", "01419011"}) {
        const std::string number = number_with(eight);
        EXPECT_EQ(judge(number, Kind::fnr, in_2026, Persons::real), Fault::synthetic) << eight;
        EXPECT_EQ(judge(number, Kind::fnr, in_2026, Persons::synthetic), Fault::none) << eight;
    }
}

TEST(Judge, ANumberWithoutOffsetHasNoPlaceInATest) {
    // 29 February of a year without one: the number can belong to nobody, so the date is what is wrong in both.
    const std::string nobody = number_with("29020105");
    EXPECT_EQ(judge(nobody, Kind::fnr, in_2026, Persons::real), Fault::impossible_date);
    // The published example of the rule of 2032 is nobody's either before that year.
    EXPECT_EQ(judge("30108299939", Kind::fnr, in_2026, Persons::real), Fault::too_early);
    EXPECT_EQ(judge("30108299939", Kind::fnr, in_2032, Persons::real), Fault::none);
    EXPECT_EQ(judge("30108299939", Kind::fnr, in_2032, Persons::synthetic), Fault::not_synthetic);
}

TEST(Judge, TheRuleOf2032BeginsOnItsDay) {
    for (const char* number : {"10923399904", "10923399912", "10923399920", "10923399939"}) {
        EXPECT_EQ(judge(number, Kind::fnr, in_2032, Persons::synthetic), Fault::none) << number;
        const bool old = std::string_view(number) == "10923399904";
        EXPECT_EQ(judge(number, Kind::fnr, in_2032 - 1, Persons::synthetic) == Fault::none, old) << number;
    }
    const std::string fourth = "10923399947";  // remainder 4 is none of the four
    EXPECT_EQ(judge(fourth, Kind::fnr, in_2032, Persons::synthetic), Fault::check_digits);
}

TEST(Judge, TheCenturyDecidesLeapDays) {
    EXPECT_EQ(judge(number_with("29820099"), Kind::fnr, in_2026, Persons::synthetic), Fault::none) << "2000";
    EXPECT_EQ(judge(number_with("29820011"), Kind::fnr, in_2026, Persons::synthetic), Fault::impossible_date) << "1900";
    EXPECT_EQ(judge(number_with("29820011"), Kind::fnr, in_2032, Persons::synthetic), Fault::none)
        << "from 2032 nobody can tell the century";
    EXPECT_EQ(judge(number_with("15864560"), Kind::fnr, in_2026, Persons::synthetic), Fault::impossible_series)
        << "500-749 belongs to no century of 45";
}

TEST(Judge, DNumbersOfBothSeries) {
    // 90 with 773: only the series of 2021 has it. 20 with 825: 2020 in both. 45 with 601: only the series of 2021.
    for (const char* nine : {"41819077", "42822082", "55864560"})
        EXPECT_EQ(judge(number_with(nine), Kind::dnr, in_2026, Persons::synthetic), Fault::none) << nine;
    EXPECT_EQ(judge(number_with("55864550"), Kind::dnr, in_2026, Persons::synthetic), Fault::impossible_series);
}

TEST(Judge, ADufYearIsNotAfterTheDayAskedAbout) {
    EXPECT_EQ(judge("200890123409", Kind::duf, day(2008, 1, 1), Persons::real), Fault::none);
    EXPECT_EQ(judge("200890123409", Kind::duf, day(2007, 12, 31), Persons::real), Fault::impossible_year);
    for (const std::int64_t absurd : {INT64_MIN, INT64_MAX})
        (void)judge("200890123409", Kind::duf, absurd, Persons::real);
}

TEST(Judge, OrganisationsOfTheTestEnvironment) {
    EXPECT_EQ(judge("310000003", Kind::orgnr, in_2026, Persons::real), Fault::check_digits);
    // 3*3 + 1*2 = 11: the check digit is 0.
    EXPECT_EQ(judge("310000000", Kind::orgnr, in_2026, Persons::synthetic), Fault::none);
    EXPECT_EQ(judge("310000000", Kind::orgnr, in_2026, Persons::real), Fault::synthetic);
    // 1*3 + 4*2 = 11
    EXPECT_EQ(judge("140000000", Kind::orgnr, in_2026, Persons::real), Fault::first_digit);
}

TEST(Judge, NoMessageHoldsADigitOfANumber) {
    for (int fault = 0; fault <= static_cast<int>(Fault::first_digit); ++fault)
        EXPECT_GT(described(static_cast<Fault>(fault)).size(), 4U);
}

}  // namespace

}  // namespace tilsig::identifiers
