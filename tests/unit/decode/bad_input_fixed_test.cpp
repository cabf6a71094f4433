// Fixed width gone wrong: lengths, years, blanks that are none.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

/// `a` 1-2 and the year 3-4 of two layouts: 2022 with 4 characters, 2025 on with 6 (`b` 5-6).
Decoded read(const std::string& bytes, catalog::Encoding encoding = catalog::Encoding::iso_8859_1) {
    auto contract = contract_of({"a", "b"});
    contract.fields[1].optional_column = true;
    for (const int year : {2022, 2025}) {
        catalog::Layout layout;
        layout.name = std::to_string(year);
        layout.format = catalog::FormatKind::fixed;
        layout.encoding = encoding;
        layout.time = catalog::LayoutTime::of_years(year, year);
        layout.fixed.columns = {{"a", 1, 2, {}}, {"aar", 3, 2, {}}};
        if (year == 2025) layout.fixed.columns.push_back({"b", 5, 2, {}});
        layout.fixed.record_length = year == 2022 ? 4 : 6;
        layout.fixed.year_column = "aar";
        contract.layouts.push_back(layout);
    }
    return decode_all(contract, contract.layouts[1], bytes);
}

void expect_refused(const Decoded& decoded, std::string_view code, std::uint64_t line) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, line) << decoded.error;
}

void expect_unreadable(const Decoded& decoded, std::string_view code, std::uint64_t line, bool blocks = false) {
    ASSERT_EQ(decoded.unreadable.size(), 1U) << decoded.error;
    EXPECT_EQ(decoded.unreadable[0].code, code);
    EXPECT_EQ(decoded.unreadable[0].place.line, line);
    EXPECT_EQ(decoded.report.closed, !blocks) << decoded.report.open_reason;
}

TEST(BadInput, FixedEmpty) { expect_refused(read(""), code::empty, 1); }
TEST(BadInput, FixedOneBlankWhereNothingIsNoAnswer) { expect_refused(read(" "), code::empty, 1); }
TEST(BadInput, FixedShortRecord) { expect_unreadable(read("xx25aa\nxx25a\nyy25bb\n"), code::record_length, 2); }
TEST(BadInput, FixedLongRecord) { expect_unreadable(read("xx25aa\nxx25aaa\nyy25bb\n"), code::record_length, 2); }
TEST(BadInput, FixedCut) { expect_unreadable(read("xx25aa\nxx25a"), code::cut, 2, true); }
TEST(BadInput, FixedWithoutLastLineEnd) {
    const auto decoded = read("xx25aa\nxx25aa");
    EXPECT_EQ(decoded.rows.size(), 2U);
    EXPECT_FALSE(decoded.report.closed);
    EXPECT_NE(decoded.report.open_reason.find("fixed.unended_last_line"), std::string::npos);
}
TEST(BadInput, FixedLengthOfAnotherLayout) {
    const auto decoded = read("xx22\nxx22\n");
    expect_refused(decoded, code::wrong_layout, 1);
    EXPECT_NE(decoded.error.find("layout 2022"), std::string::npos) << decoded.error;
}
TEST(BadInput, FixedYearOfAnotherLayout) {
    const auto decoded = read("xx22aa\n");
    expect_refused(decoded, code::wrong_layout, 1);
    EXPECT_EQ(decoded.error_place.column, 3U);
    expect_unreadable(read("xx25aa\nxx22aa\n"), code::wrong_layout, 2);
    expect_unreadable(read("xx25aa\nxx2 aa\n"), code::wrong_layout, 2);
}
TEST(BadInput, FixedTabInARecord) { expect_unreadable(read("xx25aa\nxx25\ta\n"), code::format, 2); }
TEST(BadInput, FixedNul) { expect_refused(read(std::string("xx25aa\nxx25\0a\n", 14)), code::nul, 2); }
TEST(BadInput, FixedWrongEncoding) {
    expect_unreadable(read("xx25aa\nxx25\xE6"
                           "a\n",
                           catalog::Encoding::utf8),
                      code::encoding, 2, true);
    const auto decoded = read("xx25\xC3\xA6\n");  // æ in UTF-8, two characters in ISO-8859-1
    EXPECT_TRUE(decoded.has(code::encoding));
    EXPECT_FALSE(decoded.report.closed);
}

}  // namespace
}  // namespace tilsig::decode::testing
