// Values: what fits a type, what does not, and the one canonical text of what fits.
#include "model/value.hpp"

#include <gtest/gtest.h>

#include "model/date_form.hpp"

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
                    Case{Type::integer, {}, " 1", nullptr}, Case{Type::integer, {}, "1e3", "1000", 1000},
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
                                         Case{Type::decimal, norwegian(), "600000e-6", "0.60", 60},
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
                                         Case{Type::date, {}, "0999-12-31", nullptr},
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

ValueFormat grouped(const char* mark, char decimal_mark = ',') {
    ValueFormat format;
    format.group_mark = mark;
    format.decimal_mark = decimal_mark;
    format.scale = 1;
    return format;
}

ValueFormat with_unit(const char* unit) {
    ValueFormat format = grouped(" ");
    format.strip = unit;
    return format;
}

INSTANTIATE_TEST_SUITE_P(
    GroupMarks, ValueTest,
    testing::Values(
        Case{Type::integer, grouped("\u00A0"), "1\u00A0240", "1240", 1240},
        Case{Type::integer, grouped("\u202F"), "1\u202F234\u202F567", "1234567", 1234567},
        // Blanks look alike, so one that is declared stands for all of them.
        Case{Type::integer, grouped("\u00A0"), "1 240", "1240", 1240},
        Case{Type::integer, grouped(" "), "1\u2009402", "1402", 1402},
        Case{Type::decimal, grouped(" "), "-1\u202F240,5", "-1240.5", -12405},
        Case{Type::integer, grouped("\u2019"), "1\u2019240", "1240", 1240},
        Case{Type::integer, grouped("\u2019"), "1 240", nullptr},
        Case{Type::integer, grouped("."), "1.240", "1240", 1240}, Case{Type::integer, grouped("."), "1.24", nullptr},
        Case{Type::integer, grouped(" "), "1 24", nullptr}, Case{Type::integer, grouped(" "), "1  240", nullptr},
        Case{Type::integer, grouped(" "), " 240", nullptr}, Case{Type::integer, grouped(" "), "240 ", nullptr},
        Case{Type::decimal, grouped(" "), "1,240 5", nullptr}, Case{Type::integer, {}, "1\u00A0240", nullptr}));

INSTANTIATE_TEST_SUITE_P(Units, ValueTest,
                         testing::Values(Case{Type::decimal, with_unit("%"), "32,6 %", "32.6", 326},
                                         Case{Type::decimal, with_unit("%"), "32,6%", "32.6", 326},
                                         Case{Type::decimal, with_unit("%"), "\u22123,1\u00A0%", "-3.1", -31},
                                         Case{Type::decimal, with_unit("%"), "1 032,6\u202F%", "1032.6", 10326},
                                         Case{Type::decimal, with_unit("kr"), "kr 1 250,5", "1250.5", 12505},
                                         Case{Type::decimal, with_unit("kr"), "kr -5", "-5.0", -50},
                                         Case{Type::integer, with_unit("kr"), "1250 kr", "1250", 1250},
                                         // Who once leaves it out may mean the share and not the percentage.
                                         Case{Type::decimal, with_unit("%"), "32,6", nullptr},
                                         Case{Type::decimal, with_unit("%"), "%", nullptr},
                                         Case{Type::decimal, with_unit("%"), "% 32,6 %", nullptr},
                                         Case{Type::decimal, {}, "32.6 %", nullptr}));

INSTANTIATE_TEST_SUITE_P(Signs, ValueTest,
                         testing::Values(Case{Type::integer, {}, "\u221212", "-12", -12},
                                         Case{Type::decimal, grouped(""), "\u22120,5", "-0.5", -5},
                                         Case{Type::integer, {}, "\u2212", nullptr},
                                         Case{Type::integer, {}, "\u2212-1", nullptr},
                                         Case{Type::integer, {}, "\u201312", nullptr},
                                         Case{Type::integer, {}, "12\u2212", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Exponents, ValueTest,
    testing::Values(Case{Type::integer, {}, "1e+05", "100000", 100000}, Case{Type::integer, {}, "1.2E3", "1200", 1200},
                    Case{Type::integer, {}, "-1.25e1", nullptr},
                    Case{Type::decimal, rounded(3), "-1.25e1", "-12.500", -12500},
                    Case{Type::decimal, grouped(""), "1,25e1", "12.5", 125},
                    Case{Type::decimal, rounded(3), "0.1e-2", "0.001", 1},
                    Case{Type::decimal, grouped(""), "0,1e-2", nullptr}, Case{Type::integer, {}, "120e-1", "12", 12},
                    Case{Type::integer, {}, "1e18", "1000000000000000000", 1000000000000000000},
                    Case{Type::integer, {}, "1e19", nullptr}, Case{Type::integer, {}, "1e400", nullptr},
                    Case{Type::integer, {}, "1e", nullptr}, Case{Type::integer, {}, "e5", nullptr},
                    Case{Type::integer, {}, "1e5e5", nullptr}, Case{Type::integer, {}, "1.e5", nullptr},
                    Case{Type::integer, {}, "0x1e5", nullptr},
                    // As spreadsheets show 123 987 654 321: digits are lost.
                    Case{Type::integer, grouped(""), "1,23988E+11", nullptr},
                    Case{Type::decimal, grouped(""), "1,2E-05", nullptr}));

INSTANTIATE_TEST_SUITE_P(DateForms, ValueTest,
                         testing::Values(Case{Type::date, dated("d.M.yyyy"), "1.1.2025", "2025-01-01", 20089},
                                         Case{Type::date, dated("d.M.yyyy"), "01.11.2025", "2025-11-01", 20393},
                                         Case{Type::date, dated("d.M.yyyy"), "31.12.2025", "2025-12-31", 20453},
                                         Case{Type::date, dated("d.M.yyyy"), "31.2.2025", nullptr},
                                         Case{Type::date, dated("d.M.yyyy"), "001.1.2025", nullptr},
                                         Case{Type::date, dated("d.M.yyyy"), "1.1.25", nullptr},
                                         Case{Type::date, dated("d.M.yyyy"), "1.1.2025 ", nullptr},
                                         Case{Type::date, dated("dd.MM.yyyy"), "1.1.2025", nullptr},
                                         Case{Type::date, dated("dd.MM.yy"), "31.12.98", "1998-12-31", 10591},
                                         Case{Type::date, dated("dd.MM.yy"), "01.01.25", "2025-01-01", 20089},
                                         Case{Type::date, dated("d.M.yy"), "9.10.25", "2025-10-09", 20370},
                                         Case{Type::date, dated("dd/MM/yyyy"), "31/01/2025", "2025-01-31", 20119},
                                         Case{Type::date, dated("dd/MM/yyyy"), "31.01.2025", nullptr},
                                         Case{Type::date, dated("dd-MM-yyyy"), "31-01-2025", "2025-01-31", 20119},
                                         Case{Type::date, dated("yyyy-MM"), "2025-02", "2025-02-01", 20120},
                                         Case{Type::date, dated("yyyy'M'MM"), "2025M02", "2025-02-01", 20120},
                                         Case{Type::date, dated("yyyy'M'MM"), "2025K2", nullptr}));

INSTANTIATE_TEST_SUITE_P(Spans, ValueTest,
                         testing::Values(Case{Type::date, dated("yyyy'K'q"), "2025K1", "2025-01-01", 20089},
                                         Case{Type::date, dated("yyyy'K'q"), "2024K4", "2024-10-01", 19997},
                                         Case{Type::date, dated("yyyy'K'q"), "2025K5", nullptr},
                                         Case{Type::date, dated("yyyy'K'q"), "2025K", nullptr},
                                         Case{Type::date, dated("yyyy-'Q'q"), "2024-Q4", "2024-10-01", 19997},
                                         Case{Type::date, dated("q. 'kvartal' yyyy"), "4. kvartal 2024", "2024-10-01",
                                              19997},
                                         Case{Type::date, dated("yyyy/yy"), "2024/25", "2024-08-01", 19936},
                                         Case{Type::date, dated("yyyy/yy"), "1999/00", "1999-08-01", 10804},
                                         Case{Type::date, dated("yyyy/yy"), "2024/26", nullptr},
                                         Case{Type::date, dated("yyyy/yy"), "2024/2025", nullptr},
                                         Case{Type::date, dated("yyyy-yy"), "2024\u201325", "2024-08-01", 19936},
                                         Case{Type::date, dated("yyyy-yyyy"), "2024-2025", "2024-08-01", 19936},
                                         Case{Type::date, dated("yyyy-MM"), "2024\u201308", nullptr},
                                         Case{Type::date, dated("yyyyyy"), "202425", "2024-08-01", 19936},
                                         Case{Type::date, dated("yyyyyy"), "202410", nullptr}));

TEST(DateForms, AreReadAsTheyAreWritten) {
    for (const std::string& form : date_forms()) {
        const std::string written = write_date_form(form, {2026, 11, 1});
        char buffer[40];
        const auto parsed = parse_value(Type::date, dated(form.c_str()), written, buffer);
        ASSERT_TRUE(parsed) << form << ": " << written;
        const Span span = span_of(form);
        EXPECT_EQ(parsed->text, span == Span::year          ? "2026-01-01"
                                : span == Span::quarter     ? "2026-10-01"
                                : span == Span::school_year ? "2026-08-01"
                                                            : "2026-11-01")
            << form;
        EXPECT_EQ(has_short_year(form), written.find("2026") == std::string::npos) << form;
    }
    EXPECT_EQ(write_date_form("yyyy/yy", {2026, 7, 31}), "2025/26");
    EXPECT_EQ(write_date_form("d.M.yyyy", {2026, 1, 2}), "2.1.2026");
}

TEST(Moments, ZerosBehindTheMicrosecondsSayNothing) {
    char buffer[40];
    const auto parsed = parse_value(Type::timestamp, zoned(Zone::utc), "2025-01-31 10:15:00.1234560", buffer);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->text, "2025-01-31T10:15:00.123456Z");
}

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
          Number{Type::date, 0, "1000-01-01"}, Number{Type::date, 0, "9999-12-31"}, Number{Type::boolean, 0, "1"},
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
