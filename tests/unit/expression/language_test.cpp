// Every operator and function of the language, by worked examples; and every mistake it knows.
#include "evaluation.hpp"

namespace tilsig::expression {

namespace {

struct Case {
    const char* text;
    const char* answer;
};

Table one_record() {
    Table t;
    t.field("n", model::Type::integer)
        .field("amount", model::Type::decimal, 2)
        .field("share", model::Type::decimal, 4)
        .field("big", model::Type::integer)
        .field("d", model::Type::date)
        .field("late", model::Type::date)
        .field("word", model::Type::text)
        .field("place", model::Type::code)
        .field("yes", model::Type::boolean)
        .field("nothing", model::Type::integer)
        .field("in", model::Type::text)
        .field("date", model::Type::date)
        .field("moment", model::Type::timestamp);
    t.given.period_day = day("2026-11-01");
    t.given.sender = "k0301";
    t.given.received_at = 1'795'000'000'000'000;
    t.row({"7",
           "-2.50",
           "0.1250",
           "9223372036854775790",
           "2008-01-31",
           "9999-12-30",
           "Blåbær",
           "0301",
           "1",
           {},
           "x",
           "2024-02-29",
           "2024-12-31T23:00:00Z"});
    return t;
}

class Language : public testing::TestWithParam<Case> {};

TEST_P(Language, Gives) {
    Table t = one_record();
    EXPECT_EQ(t.answer(GetParam().text), GetParam().answer) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Logic, Language,
                         testing::Values(Case{"true and null is null", "1"}, Case{"nothing > 1 and false", "0"},
                                         Case{"nothing > 1 or true", "1"}, Case{"nothing > 1 or false", "null"},
                                         Case{"not nothing > 1", "null"}, Case{"not yes", "0"},
                                         Case{"true or false and false", "1"}, Case{"(true or false) and false", "0"},
                                         Case{"yes = true", "1"}, Case{"yes != true", "0"},
                                         Case{"nothing is null", "1"}, Case{"n is not null", "1"},
                                         Case{"\"in\" = 'x'", "1"}, Case{"date = date 2024-02-29", "1"}));

INSTANTIATE_TEST_SUITE_P(
    Comparison, Language,
    testing::Values(Case{"n = 7.00", "1"}, Case{"amount < share", "1"}, Case{"big > 0.000000000000000001", "1"},
                    Case{"n between 7 and 8", "1"}, Case{"n not between 7 and 8", "0"},
                    Case{"nothing between 1 and 2", "null"}, Case{"n in (1, 7)", "1"}, Case{"amount in (-2.5, 1)", "1"},
                    Case{"n not in (1, 2)", "1"}, Case{"nothing in (1)", "null"}, Case{"word in ('a', 'Blåbær')", "1"},
                    Case{"place in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '0301')", "1"},
                    Case{"d in (date 2008-01-31)", "1"}, Case{"place = '0301'", "1"}, Case{"place = code('0301')", "1"},
                    Case{"text(place) = '0301'", "1"}, Case{"'it''s' = 'it''s'", "1"}, Case{"d >= $period", "0"}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, Language,
    testing::Values(
        Case{"n + amount", "4.50"}, Case{"amount - 0.125", "-2.625"}, Case{"amount * share", "-0.312500"},
        Case{"-amount", "2.50"}, Case{"2 + 3 * 4", "14"}, Case{"(2 + 3) * 4", "20"}, Case{"10 - 3 - 2", "5"},
        Case{"round(amount, 0)", "-3"}, Case{"round_even(amount, 0)", "-2"}, Case{"round(2.5, 0)", "3"},
        Case{"round_even(2.5, 0)", "2"}, Case{"round_even(3.5, 0)", "4"}, Case{"round(2.4999, 1)", "2.5"},
        Case{"round(n, 2)", "7.00"}, Case{"round(2 / 3, 2)", "0.67"}, Case{"round(-2 / 3, 2)", "-0.67"},
        Case{"round(1 / 8, 2)", "0.13"}, Case{"round_even(1 / 8, 2)", "0.12"}, Case{"round(n / 0, 2)", "failed"},
        Case{"round(amount / share, 3)", "-20.000"}, Case{"round(0.00001 / 3, 2)", "0.00"}, Case{"big + big", "failed"},
        Case{"big * 2", "failed"}, Case{"big + 17", "9223372036854775807"}, Case{"-big - 18", "-9223372036854775808"},
        Case{"-(-big - 18)", "failed"}, Case{"abs(-big - 18)", "failed"}, Case{"abs(amount)", "2.50"},
        Case{"big + 0.5", "failed"}, Case{"min(n, amount)", "-2.50"}, Case{"max(n, amount, 7.125)", "7.125"},
        Case{"max(n, nothing)", "null"}, Case{"min(d, late)", "2008-01-31"}, Case{"nothing + big * 2", "failed"},
        Case{"computable(big * 2)", "0"}, Case{"computable(nothing)", "1"}, Case{"big * 2 is null", "1"},
        Case{"coalesce(big * 2, 1)", "1"}, Case{"case when big * 2 > 1 then 1 else 2 end", "failed"}));

INSTANTIATE_TEST_SUITE_P(
    Dates, Language,
    testing::Values(Case{"days_between(date 2008-02-28, date 2008-03-01)", "2"}, Case{"days_between(date, d)", "-5873"},
                    Case{"months_between(d, date 2008-02-29)", "1"}, Case{"months_between(d, date 2008-02-28)", "0"},
                    Case{"months_between(date 2008-02-29, d)", "-1"},
                    Case{"months_between(date 2008-03-15, date 2008-01-15)", "-2"},
                    Case{"add_months(d, 1)", "2008-02-29"}, Case{"add_months(d, 13)", "2009-02-28"},
                    Case{"add_months(d, -2)", "2007-11-30"}, Case{"add_months(date, 12)", "2025-02-28"},
                    Case{"add_days(d, 30)", "2008-03-01"}, Case{"add_days(late, 1)", "9999-12-31"},
                    Case{"add_days(late, 2)", "failed"}, Case{"add_days(late, big)", "failed"},
                    Case{"add_months(late, 1)", "failed"}, Case{"add_months(date 1000-01-01, -1)", "failed"},
                    Case{"add_months(d, big)", "failed"}, Case{"year(d)", "2008"}, Case{"month(d)", "1"},
                    Case{"day(d)", "31"}, Case{"first_day(date)", "2024-02-01"}, Case{"last_day(date)", "2024-02-29"},
                    Case{"date_of($received_at)", "2026-11-18"}, Case{"date_of(moment)", "2025-01-01"},
                    Case{"year(date_of(moment))", "2025"}, Case{"$period", "2026-11-01"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Language,
    testing::Values(Case{"length(word)", "6"}, Case{"upper(word)", "BLÅBÆR"}, Case{"lower(word)", "blåbær"},
                    Case{"trim('  a   b ')", "a b"}, Case{"trim('   ')", "null"},
                    Case{"word || '-' || place", "Blåbær-0301"}, Case{"'' || ''", ""},
                    Case{"substring(word, 3, 2)", "åb"}, Case{"substring(word, 7, 2)", ""},
                    Case{"substring(place, 1, 2) = '03'", "1"}, Case{"starts_with(word, 'Blå')", "1"},
                    Case{"ends_with(word, 'bær')", "1"}, Case{"contains(word, 'åbæ')", "1"},
                    Case{"matches(place, '[0-9]{4}')", "1"}, Case{"matches(place, '[0-9]{3}')", "0"},
                    Case{"text(amount)", "-2.50"}, Case{"text(d)", "2008-01-31"}, Case{"text(yes)", "1"},
                    Case{"text($received_at)", "2026-11-18T11:06:40.000000Z"}, Case{"$sender = 'k0301'", "1"},
                    Case{"case when n = 7 then 'seven' end", "seven"}, Case{"case when n = 8 then 'eight' end", "null"},
                    Case{"case when n = 8 then 1 when n = 7 then 2.5 else null end", "2.5"},
                    Case{"coalesce(null, nothing, 3)", "3"}, Case{"coalesce(nothing, 1.25)", "1.25"},
                    Case{"case when yes then 'x' else place end", "x"}));

INSTANTIATE_TEST_SUITE_P(Numbers, Language,
                         testing::Values(Case{"valid_identifier('15860560043', person, $period)", "0"},
                                         Case{"valid_identifier('200890123409', duf, d)", "1"},
                                         Case{"valid_identifier('200890123409', duf, date 2007-01-01)", "0"},
                                         Case{"valid_identifier('974760673', orgnr)", "1"},
                                         Case{"holds_identifier('sak 158605 60043')", "1"},
                                         Case{"holds_identifier(word)", "0"}));

TEST(LanguageOfATest, TakesSyntheticPersonsOnly) {
    Table t = one_record();
    t.given.persons = identifiers::Persons::synthetic;
    EXPECT_EQ(t.answer("valid_identifier('15860560043', fnr, $period)"), "1");
    EXPECT_EQ(t.answer("valid_identifier('15860560043', dnr, $period)"), "0");
    EXPECT_EQ(t.answer("valid_identifier('10923399912', fnr, date 2031-12-31)"), "0");
    EXPECT_EQ(t.answer("valid_identifier('10923399912', fnr, date 2032-01-01)"), "1");
}

TEST(LanguageOverAPeriod, WithoutADayIsUnknown) {
    Table t = one_record();
    t.given = {};
    EXPECT_EQ(t.answer("d < $period"), "null");
    EXPECT_EQ(t.answer("$sender = 'x'"), "null");
    EXPECT_EQ(t.answer("date_of($received_at)"), "null");
}

class Mistakes : public testing::TestWithParam<Case> {};

TEST_P(Mistakes, AreToldWithPlaceAndRemedy) {
    Table t = one_record();
    ListedCodes plain;
    plain.translating = false;
    t.scope.lists["country"] = &plain;
    const auto wrong = t.wrong(GetParam().text);
    ASSERT_FALSE(wrong.empty()) << GetParam().text;
    EXPECT_TRUE(wrong.front().starts_with(GetParam().answer)) << GetParam().text << "\n" << wrong.front();
}

INSTANTIATE_TEST_SUITE_P(
    Types, Mistakes,
    testing::Values(Case{"n = 'x'", "2: a number and a text cannot be compared; write the number without quotes"},
                    Case{"word = 7", "5: a text and a number cannot be compared; write it in quotes"},
                    Case{"d = '2008-01-31'",
                         "2: a date and a text cannot be compared; write the day without quotes: date 2008-12-31"},
                    Case{"place < '0400'", "6: a code has no order"}, Case{"word < 'a'", "5: a text has no order"},
                    Case{"place = word", "6: a code and a text cannot be compared; write text"},
                    Case{"n = null", "2: nothing equals null; write is null"},
                    Case{"$received_at > d", "13: a time and a date cannot be compared; write date_of"},
                    Case{"n and yes", "0: 'and' needs a boolean, this is a number"},
                    Case{"not word", "4: 'not' needs a boolean"},
                    Case{"n + word", "4: '+' needs a number, this is a text"},
                    Case{"d + 1", "2: '+' does not work on dates; write add_days"},
                    Case{"n / 2", "2: a division must say how many digits it keeps; write round(a / b, 2)"},
                    Case{"share * share * share * share * share", "30: the product has 20 digits after the point"},
                    Case{"round(n / 2, 12)", "13: the digits of round needs a whole number from 0 to 9"},
                    Case{"round(n / 2, n)", "13: the digits of round needs a whole number"},
                    Case{"length(n)", "7: length needs a text or a code"},
                    Case{"year(n)", "5: year needs a date, this is a number"},
                    Case{"add_days(d, 1.5)", "12: add_days needs a whole number"},
                    Case{"case when n then 1 end", "10: 'when' needs a boolean"},
                    Case{"case when yes then 1 else 'x' end", "0: 'case' mixes a number with a text"},
                    Case{"coalesce(place, word)", "0: coalesce mixes a code with a text"},
                    Case{"coalesce(null, null)", "0: coalesce has nothing but null"},
                    Case{"min(word, place)", "0: min mixes"}, Case{"max(word, word)", "0: a text has no order"},
                    Case{"null", "0: the expression is nothing but null"},
                    Case{"length(null)", "7: null stands where length needs a value"},
                    Case{"'a' || 7", "7: '||' needs a text or a code"}));

INSTANTIATE_TEST_SUITE_P(
    Names, Mistakes,
    testing::Values(Case{"nn = 1", "0: unknown field 'nn'; did you mean n?"},
                    Case{"lenght(word) = 1", "0: unknown function 'lenght'; did you mean length?"},
                    Case{"$periode = d", "0: unknown name '$periode'; known: $period"},
                    Case{"code_valid(place, contry, d)", "18: unknown code list 'contry'; did you mean country?"},
                    Case{"code_valid(place, 'country', d)", "18: a code list stands here by its name"},
                    Case{"code_valid(place, country)",
                         "0: code_valid got 2 arguments; like code_valid(field, list, date)"},
                    Case{"code_valid(place, country, n)", "27: the date of code_valid needs a date"},
                    Case{"lookup(country, place, d)", "7: list 'country' has codes without maps_to"},
                    Case{"valid_identifier(word, fnr)", "0: which fnr numbers are valid depends on the date"},
                    Case{"valid_identifier(word, fnummer, d)",
                         "23: a kind of number stands here; known: fnr, dnr, person, duf, orgnr"},
                    Case{"matches(word, '(')", "14: the pattern cannot be read"},
                    Case{"matches(word, word)", "14: matches needs a text in quotes"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Mistakes,
    testing::Values(Case{"n in ('x')", "6: this is no number, which the list is compared with"},
                    Case{"place in (0)", "10: this is no code"},
                    Case{"n in (1.5)", "6: the value has more digits than what it is compared with"},
                    Case{"n in (n)", "6: a list holds values"}, Case{"n in (null)", "6: nothing equals null"},
                    Case{"yes in (true)", "4: 'in' needs a number, date, text or code"}));

}  // namespace

}  // namespace tilsig::expression
