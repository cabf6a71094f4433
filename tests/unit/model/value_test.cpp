// Values: what fits a type, what does not, and the one canonical text of what fits.
#include "model/value.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

struct Case {
    Type type;
    ValueFormat format;
    const char* raw;
    const char* canonical;  // null: does not fit
    std::int64_t number = 0;
};

ValueFormat norwegian() {
    ValueFormat format;
    format.decimal_mark = ',';
    format.group_mark = ' ';
    format.date = "dd.MM.yyyy";
    format.scale = 2;
    return format;
}

ValueFormat dated(const char* pattern) {
    ValueFormat format;
    format.date = pattern;
    return format;
}

class ValueTest : public testing::TestWithParam<Case> {};

TEST_P(ValueTest, HasOneCanonicalTextOrDoesNotFit) {
    const Case& c = GetParam();
    char buffer[40];
    const auto parsed = parse_value(c.type, c.format, c.raw, buffer);
    if (c.canonical == nullptr) {
        EXPECT_FALSE(parsed) << "'" << c.raw << "' became '" << parsed->text << "'";
        return;
    }
    ASSERT_TRUE(parsed) << c.raw;
    EXPECT_EQ(parsed->text, c.canonical);
    EXPECT_EQ(parsed->number, c.number);
}

INSTANTIATE_TEST_SUITE_P(
    Integers, ValueTest,
    testing::Values(Case{Type::integer, {}, "0", "0", 0}, Case{Type::integer, {}, "-0", "0", 0},
                    Case{Type::integer, {}, "007", "7", 7}, Case{Type::integer, {}, "+12", "12", 12},
                    Case{Type::integer, {}, "-120", "-120", -120}, Case{Type::integer, {}, "12.0", "12", 12},
                    Case{Type::integer, {}, "12.5", nullptr}, Case{Type::integer, {}, "", nullptr},
                    Case{Type::integer, {}, " 1", nullptr}, Case{Type::integer, {}, "1e3", nullptr},
                    Case{Type::integer, {}, "0x10", nullptr}, Case{Type::integer, {}, "--1", nullptr},
                    Case{Type::integer, {}, "922337203685477580", "922337203685477580", 922337203685477580},
                    Case{Type::integer, {}, "99999999999999999999", nullptr},
                    Case{Type::integer, norwegian(), "1 234 567", "1234567", 1234567},
                    Case{Type::integer, norwegian(), "12 34", nullptr}, Case{Type::integer, norwegian(), "1234 567", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Decimals, ValueTest,
    testing::Values(Case{Type::decimal, norwegian(), "1,5", "1.50", 150}, Case{Type::decimal, norwegian(), "-0,05", "-0.05", -5},
                    Case{Type::decimal, norwegian(), "1 234,56", "1234.56", 123456},
                    Case{Type::decimal, norwegian(), "1,567", nullptr}, Case{Type::decimal, norwegian(), "1,500", "1.50", 150},
                    Case{Type::decimal, norwegian(), "1.5", nullptr}, Case{Type::decimal, norwegian(), "1,", nullptr},
                    Case{Type::decimal, norwegian(), ",5", nullptr}, Case{Type::decimal, norwegian(), "Inf", nullptr},
                    Case{Type::decimal, norwegian(), "600000e-6", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Dates, ValueTest,
    testing::Values(Case{Type::date, {}, "1970-01-02", "1970-01-02", 1}, Case{Type::date, {}, "2008-02-29", "2008-02-29", 13938},
                    Case{Type::date, {}, "2009-02-29", nullptr}, Case{Type::date, {}, "2009-2-3", nullptr},
                    Case{Type::date, {}, "0000-01-01", nullptr},
                    Case{Type::date, norwegian(), "31.12.2008", "2008-12-31", 14244},
                    Case{Type::date, norwegian(), "31/12/2008", nullptr},
                    Case{Type::date, dated("ddMMyy"), "010149", "2049-01-01", 28855},
                    Case{Type::date, dated("ddMMyy"), "010150", "1950-01-01", -7305},
                    Case{Type::date, dated("yyyyMM"), "202501", "2025-01-01", 20089},
                    Case{Type::date, dated("yyyy"), "2008", "2008-01-01", 13879}));

INSTANTIATE_TEST_SUITE_P(
    Others, ValueTest,
    testing::Values(Case{Type::boolean, {}, "ja", "1", 1}, Case{Type::boolean, {}, "0", "0", 0}, Case{Type::boolean, {}, "no", nullptr},
                    Case{Type::code, {}, "0301", "0301", 0}, Case{Type::text, {}, "", "", 0},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:01Z", "1970-01-01T00:00:01.000000Z", 1000000},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:00.5Z", "1970-01-01T00:00:00.500000Z", 500000},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:01", nullptr},
                    Case{Type::timestamp, {}, "1970-01-01T24:00:00Z", nullptr}));

TEST(TypeWords, RoundTrip) {
    for (const Type type : {Type::text, Type::code, Type::integer, Type::decimal, Type::date, Type::boolean, Type::timestamp}) {
        EXPECT_EQ(parse_type(to_string(type)), type);
    }
    EXPECT_FALSE(parse_type("float"));
}

}  // namespace
}  // namespace tilsig::model
