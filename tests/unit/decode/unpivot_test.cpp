// Wide tables: one record per cell, each with the cell's own place.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using Rows = std::vector<std::vector<Cell>>;

catalog::Layout crosstab(catalog::Encoding encoding = catalog::Encoding::utf8) {
    auto layout = csv_layout(';', encoding);
    layout.csv.header_rows = 2;
    layout.unpivot.emplace();
    layout.unpivot->keys = {"region", "name"};
    layout.unpivot->headers = {"unit", "year"};
    layout.unpivot->strip = {{"year", "År: "}};
    return layout;
}

const std::vector<std::string> fields{"region", "year", "unit", "value"};

TEST(Unpivot, OneRecordPerCellWithTheCellsPlace) {
    const std::string bytes = "Region;Navn;Personer;Prosent\n;;År: 2008;År: 2009\nK3001;Halden;20;.\nK0104;Moss;;:\n";
    const auto decoded = decode_all(contract_of(fields), crosstab(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"K3001", "2008", "Personer", "20"},
                                  {"K3001", "2009", "Prosent", "."},
                                  {"K0104", "2008", "Personer", std::nullopt},
                                  {"K0104", "2009", "Prosent", ":"}}));
    ASSERT_EQ(decoded.places.size(), 4U);
    EXPECT_EQ(bytes.substr(decoded.places[0].offset, decoded.places[0].length), "20");
    EXPECT_EQ(decoded.places[0].column, 3U);
    EXPECT_EQ(decoded.places[1].line, 3U);
    EXPECT_EQ(bytes.substr(decoded.places[2].offset, 2), ";:");  // an empty cell stands at the delimiter after it
    EXPECT_EQ(decoded.places[2].length, 1U);
    EXPECT_EQ(decoded.places[3].number, 4U);
    expect_closed_account(decoded, bytes.size());
    EXPECT_EQ(decoded.report.bytes.record + decoded.report.bytes.header, bytes.size());
}

TEST(Unpivot, CellPlacesAreOfTheLandedBytesBehindLettersThatGrow) {
    const std::string bytes = "Region;Navn;A;B\n;;\xC5r: 2008;\xC5r: 2009\nK1;\xD8\xE6\xF8\xE5;\"1\";22\n";
    const auto decoded = decode_all(contract_of(fields), crosstab(catalog::Encoding::iso_8859_1), bytes);
    ASSERT_EQ(decoded.places.size(), 2U);
    EXPECT_EQ(bytes.substr(decoded.places[0].offset, decoded.places[0].length), "\"1\"");
    EXPECT_EQ(bytes.substr(decoded.places[1].offset, decoded.places[1].length), "22");
    EXPECT_EQ(decoded.rows[0][3], "1");
    expect_closed_account(decoded, bytes.size());
}

TEST(Unpivot, AnEmptyCellAtTheVeryEndStandsAtTheDelimiterBeforeIt) {
    const std::string bytes = "R;N;A;B\n;;År: 1;År: 2\nK1;x;1;";
    const auto decoded = decode_all(contract_of(fields), crosstab(), bytes);
    ASSERT_EQ(decoded.places.size(), 2U);
    EXPECT_EQ(decoded.places[1].offset, bytes.size() - 1);
    EXPECT_EQ(decoded.places[1].length, 1U);
}

TEST(Unpivot, ARaggedLineIsOneUnreadableRecord) {
    const std::string bytes = "R;N;A;B\n;;År: 1;År: 2\nK1;x;1\nK2;y;1;2\n";
    const auto decoded = decode_all(contract_of(fields), crosstab(), bytes);
    EXPECT_EQ(decoded.rows.size(), 2U);
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
    EXPECT_EQ(decoded.places[0].number, 2U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Unpivot, HeadersAreNeverGuessed) {
    const std::vector<std::string> wrong{
        "R;N;A;B\n;;År: 1;Aar: 2\nK1;x;1;2\n",  // prefix missing
        "R;N;A;\n;;År: 1;År: 2\nK1;x;1;2\n",    // header text missing
        "R;N;A;B\n;;År: 1;År: \nK1;x;1;2\n",    // nothing behind the prefix
    };
    for (const auto& bytes : wrong) {
        const auto decoded = decode_all(contract_of(fields), crosstab(), bytes);
        EXPECT_EQ(decoded.finding(code::header_text).place.column, 4U) << bytes;
        EXPECT_TRUE(decoded.rows.empty());
    }
    EXPECT_TRUE(
        decode_all(contract_of(fields), crosstab(), "R;N;A;A\n;;År: 1;År: 1\nK1;x;1;2\n").has(code::duplicate_column));
    EXPECT_TRUE(decode_all(contract_of(fields), crosstab(), "R;N;A;A\n;;År: 1\nK1;x;1;2\n").has(code::ragged));
    EXPECT_TRUE(decode_all(contract_of(fields), crosstab(), "R;N\n;\nK1;x\n").has(code::missing_column));
}

TEST(Unpivot, KeyHeadersAreComparedWhenDeclared) {
    auto layout = crosstab();
    layout.unpivot->key_headers = {"Region", "Navn"};
    const auto decoded = decode_all(contract_of(fields), layout, "Navn;Region;A;B\n;;År: 1;År: 2\nx;K1;1;2\n");
    EXPECT_TRUE(decoded.has(code::renamed_column));
}

TEST(Unpivot, AFieldThatNoPartFeedsIsAMistakeOfTheContract) {
    try {
        (void)decode_all(contract_of({"region", "Navn"}), crosstab(), "R;N;A;B\n;;År: 1;År: 2\nK1;x;1;2\n");
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
    }
}

TEST(Unpivot, TheTrailerCountsLines) {
    auto layout = crosstab();
    layout.csv.trailer_prefix = "#END";
    layout.csv.trailer_count_column = 2;
    const auto decoded =
        decode_all(contract_of(fields), layout, "R;N;A;B\n;;År: 1;År: 2\nK1;x;1;2\nK2;y;3;4\n#END;2\n");
    EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
    EXPECT_EQ(decoded.report.records, 4U);
    EXPECT_EQ(decoded.report.stated_records, 4U);
}

}  // namespace
}  // namespace tilsig::decode::testing
