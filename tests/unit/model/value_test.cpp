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

ValueFormat rounded(int scale) {
    ValueFormat format;
    format.scale = scale;
    format.round = true;
    return format;
}

ValueFormat zoned(Zone zone) {
    ValueFormat format;
    format.zone = zone;
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
                    Case{Type::integer, norwegian(), "12 34", nullptr},
                    Case{Type::integer, norwegian(), "1234 567", nullptr}));

INSTANTIATE_TEST_SUITE_P(Decimals, ValueTest,
                         testing::Values(Case{Type::decimal, norwegian(), "1,5", "1.50", 150},
                                         Case{Type::decimal, norwegian(), "-0,05", "-0.05", -5},
                                         Case{Type::decimal, norwegian(), "1 234,56", "1234.56", 123456},
                                         Case{Type::decimal, norwegian(), "1,567", nullptr},
                                         Case{Type::decimal, norwegian(), "1,500", "1.50", 150},
                                         Case{Type::decimal, norwegian(), "1.5", nullptr},
                                         Case{Type::decimal, norwegian(), "1,", nullptr},
                                         Case{Type::decimal, norwegian(), ",5", nullptr},
                                         Case{Type::decimal, norwegian(), "Inf", nullptr},
                                         Case{Type::decimal, norwegian(), "600000e-6", nullptr},
                                         Case{Type::decimal, rounded(4), "8.3485034503196296", "8.3485", 83485},
                                         Case{Type::decimal, rounded(4), "-6.37335", "-6.3734", -63734},
                                         Case{Type::decimal, rounded(4), "0.00004999", "0.0000", 0},
                                         Case{Type::decimal, rounded(0), "9.5", "10", 10},
                                         Case{Type::decimal, rounded(2), "1.99x", nullptr}));

INSTANTIATE_TEST_SUITE_P(Dates, ValueTest,
                         testing::Values(Case{Type::date, {}, "1970-01-02", "1970-01-02", 1},
                                         Case{Type::date, {}, "2008-02-29", "2008-02-29", 13938},
                                         Case{Type::date, {}, "2009-02-29", nullptr},
                                         Case{Type::date, {}, "2009-2-3", nullptr},
                                         Case{Type::date, {}, "0000-01-01", nullptr},
                                         Case{Type::date, norwegian(), "31.12.2008", "2008-12-31", 14244},
                                         Case{Type::date, norwegian(), "31/12/2008", nullptr},
                                         Case{Type::date, dated("ddMMyy"), "010149", "2049-01-01", 28855},
                                         Case{Type::date, dated("ddMMyy"), "010150", "1950-01-01", -7305},
                                         Case{Type::date, dated("yyyyMM"), "202501", "2025-01-01", 20089},
                                         Case{Type::date, dated("yyyy"), "2008", "2008-01-01", 13879}));

INSTANTIATE_TEST_SUITE_P(
    Others, ValueTest,
    testing::Values(Case{Type::boolean, {}, "ja", "1", 1}, Case{Type::boolean, {}, "0", "0", 0},
                    Case{Type::boolean, {}, "no", nullptr}, Case{Type::code, {}, "0301", "0301", 0},
                    Case{Type::text, {}, "", "", 0},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:01Z", "1970-01-01T00:00:01.000000Z", 1000000},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:00.5Z", "1970-01-01T00:00:00.500000Z", 500000},
                    Case{Type::timestamp, {}, "1970-01-01T00:00:01", nullptr},
                    Case{Type::timestamp, {}, "1970-01-01T24:00:00Z", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Booleans, ValueTest,
    testing::Values(Case{Type::boolean, {}, "TRUE", "1", 1}, Case{Type::boolean, {}, "SANN", "1", 1},
                    Case{Type::boolean, {}, "Ja", "1", 1}, Case{Type::boolean, {}, "USANN", "0", 0},
                    Case{Type::boolean, {}, "Usann", "0", 0}, Case{Type::boolean, {}, "FALSE", "0", 0},
                    Case{Type::boolean, {}, "x", nullptr}, Case{Type::boolean, {}, "SANN ", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Moments, ValueTest,
    testing::Values(
        Case{Type::timestamp, {}, "2025-01-31T10:15:00+01:00", "2025-01-31T09:15:00.000000Z", 1738314900000000},
        Case{Type::timestamp, {}, "2025-01-31T10:15+0100", "2025-01-31T09:15:00.000000Z", 1738314900000000},
        Case{Type::timestamp, {}, "2025-01-01 00:30:00.25+01:00", "2024-12-31T23:30:00.250000Z", 1735687800250000},
        Case{Type::timestamp, {}, "2025-01-31 10:15:00-05", "2025-01-31T15:15:00.000000Z", 1738336500000000},
        Case{Type::timestamp, {}, "2025-01-31 10:15:00", nullptr},
        Case{Type::timestamp, {}, "2025-01-31T10:15:00+25:00", nullptr},
        Case{Type::timestamp, {}, "2025-01-31T10:15:00.Z", nullptr},
        Case{Type::timestamp, {}, "2025-01-31T10:15:00.1234567Z", nullptr},
        Case{Type::timestamp, {}, "2025-01-31T10:60Z", nullptr},
        Case{Type::timestamp, {}, "2025-01-31T10:15:00Zx", nullptr},
        Case{Type::timestamp, {}, "0001-01-01T00:00:00+01:00", nullptr},
        Case{Type::timestamp, zoned(Zone::utc), "2025-01-31T10:15:00", "2025-01-31T10:15:00.000000Z", 1738318500000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2025-01-31T10:15:00Z", "2025-01-31T10:15:00.000000Z",
             1738318500000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2025-01-31T10:15:00", "2025-01-31T09:15:00.000000Z",
             1738314900000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2025-07-01 00:15", "2025-06-30T22:15:00.000000Z", 1751321700000000},
        // The clocks leap at two, and come back at three: the hour that is not there, the one that comes twice.
        Case{Type::timestamp, zoned(Zone::oslo), "2026-03-29T01:59:59", "2026-03-29T00:59:59.000000Z",
             1774745999000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2026-03-29T02:30:00", nullptr},
        Case{Type::timestamp, zoned(Zone::oslo), "2026-03-29T03:00:00", "2026-03-29T01:00:00.000000Z",
             1774746000000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2026-10-25T02:30:00", "2026-10-25T00:30:00.000000Z",
             1792888200000000},
        Case{Type::timestamp, zoned(Zone::oslo), "2026-10-25T03:00:00", "2026-10-25T02:00:00.000000Z",
             1792893600000000},
        Case{Type::timestamp, zoned(Zone::oslo), "1990-09-30T12:00:00", "1990-09-30T11:00:00.000000Z", 654692400000000},
        Case{Type::timestamp, zoned(Zone::oslo), "1975-07-01T12:00:00", "1975-07-01T11:00:00.000000Z", 173444400000000},
        Case{Type::timestamp, zoned(Zone::oslo), "1960-07-01T12:00:00", nullptr}));

TEST(TypeWords, RoundTrip) {
    for (const Type type :
         {Type::text, Type::code, Type::integer, Type::decimal, Type::date, Type::boolean, Type::timestamp}) {
        EXPECT_EQ(parse_type(to_string(type)), type);
    }
    EXPECT_FALSE(parse_type("float"));
}

/// The two usual patterns are read at fixed places, all others letter by letter: both must see the same dates.
TEST(DateTest, usual_patterns_agree_with_the_others) {
    char buffer[40], other_buffer[40];
    const auto compare = [&](const std::string& dotted) {
        std::string packed;
        for (const std::size_t i : {0U, 1U, 3U, 4U, 6U, 7U, 8U, 9U}) packed += dotted[i];
        const bool marks = dotted[2] == '.' && dotted[5] == '.';
        const auto date = parse_value(Type::date, dated("dd.MM.yyyy"), dotted, buffer);
        const auto other = parse_value(Type::date, dated("ddMMyyyy"), packed, other_buffer);
        ASSERT_EQ(date.has_value(), marks && other.has_value()) << dotted;
        const std::string iso =
            packed.substr(4) + (marks ? "-" : "/") + packed.substr(2, 2) + "-" + packed.substr(0, 2);
        ASSERT_EQ(parse_iso_date(iso).has_value(), date.has_value()) << iso;
        if (!date) return;
        ASSERT_EQ(date->text, other->text);
        ASSERT_EQ(date->text, iso);
        ASSERT_EQ(date->number, other->number) << dotted;
        ASSERT_EQ(parse_iso_date(iso), other->number) << dotted;
    };
    for (int year : {0, 1, 1600, 1899, 1900, 1970, 2000, 2023, 2024, 9999}) {
        for (int month = 0; month <= 13; ++month) {
            for (int day = 0; day <= 32; ++day) {
                char text[16];
                std::snprintf(text, sizeof text, "%02d.%02d.%04d", day, month, year);
                compare(text);
            }
        }
    }
    const std::string good = "28.02.2024";
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (int byte = 1; byte < 256; ++byte) {
            std::string bad = good;
            bad[at] = static_cast<char>(byte);
            compare(bad);
        }
    }
}

TEST(CanonicalText, IsTheTextThatWasRead) {
    struct Number {
        Type type;
        int scale;
        const char* text;
    };
    for (const auto& [type, scale, text] :
         {Number{Type::integer, 0, "-7"}, Number{Type::decimal, 2, "0.05"}, Number{Type::decimal, 2, "-12.30"},
          Number{Type::date, 0, "0001-01-01"}, Number{Type::date, 0, "9999-12-31"}, Number{Type::boolean, 0, "1"},
          Number{Type::timestamp, 0, "1969-12-31T23:59:59.999999Z"},
          Number{Type::timestamp, 0, "2026-11-18T11:06:40.000001Z"}}) {
        char read[40], written[40];
        ValueFormat format;
        format.scale = scale;
        const auto parsed = parse_value(type, format, text, read);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(canonical_text(type, scale, parsed->number, written), text);
    }
    char buffer[40];
    EXPECT_EQ(canonical_text(Type::integer, 0, INT64_MIN, buffer), "-9223372036854775808");
    EXPECT_EQ(canonical_text(Type::decimal, 18, INT64_MAX, buffer), "9.223372036854775807");
    EXPECT_EQ(canonical_text(Type::date, 0, 2932897, buffer), "");
    EXPECT_EQ(canonical_text(Type::text, 0, 1, buffer), "");
}

}  // namespace
}  // namespace tilsig::model
