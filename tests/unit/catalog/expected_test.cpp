// What a value must look like, said by type and form.
#include "catalog/expected.hpp"

#include <gtest/gtest.h>

namespace tilsig::catalog {
namespace {

Field field_of(model::Type type) {
    Field field;
    field.type = type;
    return field;
}

TEST(Expected, IsSaidByType) {
    EXPECT_EQ(expected_form(field_of(model::Type::integer), "nb"), "Skriv et heltall, for eksempel 12.");
    EXPECT_EQ(expected_form(field_of(model::Type::integer), "nn"), "Skriv eit heiltal, til dømes 12.");
    EXPECT_EQ(expected_form(field_of(model::Type::integer), "en"), "Write a whole number, such as 12.");
    EXPECT_EQ(expected_form(field_of(model::Type::date), "nb"),
              "Skriv datoen som åååå-mm-dd, for eksempel 2026-11-01.");
    EXPECT_EQ(expected_form(field_of(model::Type::text), "nb"), "");
    for (const auto type : {model::Type::boolean, model::Type::timestamp, model::Type::decimal})
        for (const char* language : {"nb", "nn", "en"}) EXPECT_NE(expected_form(field_of(type), language), "");
}

TEST(Expected, FollowsTheFormOfTheContract) {
    Field date = field_of(model::Type::date);
    date.format.date = "dd.MM.yyyy";
    EXPECT_EQ(expected_form(date, "nn"), "Skriv datoen som dd.mm.åååå, til dømes 01.11.2026.");
    date.format.date = "ddMMyy";
    EXPECT_EQ(expected_form(date, "en"), "Write the date as ddmmyy, such as 011126.");
    date.format.date = "yyyy";
    EXPECT_EQ(expected_form(date, "nb"), "Skriv året som åååå, for eksempel 2026.");
    date.format.date = "d.M.yyyy";
    EXPECT_EQ(expected_form(date, "nb"), "Skriv datoen som d.m.åååå, for eksempel 1.11.2026.");
    date.format.date = "yyyy'K'q";
    EXPECT_EQ(expected_form(date, "nn"), "Skriv kvartalet som 2026K4.");
    date.format.date = "yyyy/yy";
    EXPECT_EQ(expected_form(date, "en"), "Write the school year as yyyy/yy, such as 2026/27.");
    Field amount = field_of(model::Type::decimal);
    EXPECT_EQ(expected_form(amount, "nb"), "Skriv et tall uten desimaler, for eksempel 12.");
    amount.format.scale = 2;
    amount.format.decimal_mark = ',';
    EXPECT_EQ(expected_form(amount, "nb"), "Skriv et tall med høyst 2 desimaler, for eksempel 12,5.");
    amount.format.strip = "%";
    EXPECT_EQ(expected_form(amount, "en"), "Write a number with at most 2 decimals, such as 12,5 %.");
    Field moment = field_of(model::Type::timestamp);
    EXPECT_EQ(expected_form(moment, "nb"), "Skriv dato og klokkeslett i UTC, for eksempel 2026-11-01T08:30:00Z.");
    moment.format.zone = model::Zone::oslo;
    EXPECT_EQ(expected_form(moment, "nb"), "Skriv dato og klokkeslett, for eksempel 2026-11-01 09:30.");
    Field code = field_of(model::Type::code);
    code.max_length = 4;
    EXPECT_EQ(expected_length(code, "nb"), "Skriv høyst 4 tegn.");
    EXPECT_EQ(expected_length(code, "nn"), "Skriv høgst 4 teikn.");
}

}  // namespace
}  // namespace tilsig::catalog
