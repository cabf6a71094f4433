// CSV: dialects, places, null, preface, trailer, ragged lines and encodings on documents small enough to read.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using Rows = std::vector<std::vector<Cell>>;

std::string at_place(const std::string& bytes, const model::RecordPlace& place) {
    return bytes.substr(place.offset, place.length);
}

TEST(Csv, ReadsRecordsInContractOrderWhateverTheOrderOfColumns) {
    const std::string bytes = "name;code\nOslo;0301\nHalden;0101\n";
    const auto decoded = decode_all(contract_of({"code", "name"}), csv_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"0301", "Oslo"}, {"0101", "Halden"}}));
    EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
    EXPECT_EQ(decoded.report.header, (std::vector<std::string>{"name", "code"}));
    expect_closed_account(decoded, bytes.size());
    EXPECT_EQ(decoded.report.bytes.header, 10U);
}

TEST(Csv, EveryRecordKnowsItsPlace) {
    const std::string bytes = "a;b\r\n\r\n1;2\n\"x\ny\";3\r4;5";
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(), bytes);
    ASSERT_EQ(decoded.places.size(), 3U);
    EXPECT_EQ(decoded.rows[1][0], "x\ny");
    const std::vector<std::string> texts{"1;2", "\"x\ny\";3", "4;5"};
    const std::vector<std::uint64_t> lines{3, 4, 6};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(at_place(bytes, decoded.places[i]), texts[i]);
        EXPECT_EQ(decoded.places[i].line, lines[i]);
        EXPECT_EQ(decoded.places[i].number, i + 1);
        EXPECT_EQ(decoded.places[i].column, 0U);
    }
    EXPECT_EQ(decoded.report.bytes.blank, 2U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, PlacesAreOfTheLandedBytesNotOfTheTranscodedText) {
    const std::string bytes = "a;b\n\xE6\xF8\xE5;1\n\xD8st;2\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(';', catalog::Encoding::iso_8859_1), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"æøå", "1"}, {"Øst", "2"}}));
    ASSERT_EQ(decoded.places.size(), 2U);
    EXPECT_EQ(at_place(bytes, decoded.places[1]), "\xD8st;2");
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, AnEmptyCellIsNullQuotedOrNotSoThatRequotingChangesNothing) {
    const auto plain = decode_all(contract_of({"a", "b"}), csv_layout(), "a;b\n;2\n");
    const auto quoted = decode_all(contract_of({"a", "b"}), csv_layout(), "\"a\";\"b\"\n\"\";\"2\"\n");
    EXPECT_EQ(plain.rows, (Rows{{std::nullopt, "2"}}));
    EXPECT_EQ(plain.rows, quoted.rows);
}

TEST(Csv, DoubledQuotesAndDelimitersInsideQuotes) {
    const auto decoded =
        decode_all(contract_of({"a", "b", "c"}), csv_layout(','), "a,b,c\n\"x, \"\"y\"\"\",\"\"\"\",z\n");
    EXPECT_EQ(decoded.rows, (Rows{{"x, \"y\"", "\"", "z"}}));
}

TEST(Csv, ADialectWithoutQuotesReadsThemAsText) {
    auto layout = csv_layout('\t');
    layout.csv.quote = '\0';
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, "a\tb\n\"x\ty\"\"\n");
    EXPECT_EQ(decoded.rows, (Rows{{"\"x", "y\"\""}}));
}

TEST(Csv, QuoteFaultsKeepOneLineOut) {
    const std::string bytes = "a;b\nx\"y;1\n\"x\"y;2\nz;3\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"z", "3"}}));
    ASSERT_EQ(decoded.unreadable.size(), 2U);
    for (const auto& finding : decoded.unreadable) {
        EXPECT_EQ(finding.code, code::quoting);
        EXPECT_EQ(finding.action, model::Action::reject_record);
    }
    EXPECT_EQ(decoded.unreadable[1].place.line, 3U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, RaggedLinesAreFoundOnBothSides) {
    const std::string bytes = "a;b\n1;2;3\n1\n1;2;\n1;2\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"1", "2"}}));
    ASSERT_EQ(decoded.unreadable.size(), 3U);
    for (const auto& finding : decoded.unreadable) EXPECT_EQ(finding.code, code::ragged);
    EXPECT_EQ(decoded.unreadable[0].place.line, 2U);
    EXPECT_EQ(decoded.unreadable[0].place.number, 1U);
    EXPECT_EQ(decoded.report.bytes.unreadable, 13U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, TrailingEmptyCellsAreToleratedUpToTheDeclaredNumber) {
    auto layout = csv_layout(',');
    layout.csv.trailing_empty = 2;
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, "a,b,,\n1,2,,\n3,4\n5,6,,,\n7,8,x\n9,\n");
    EXPECT_EQ(decoded.rows, (Rows{{"1", "2"}, {"3", "4"}, {"9", std::nullopt}}));
    EXPECT_EQ(decoded.unreadable.size(), 2U);
}

TEST(Csv, PrefaceAndBlankLinesAreCountedApart) {
    auto layout = csv_layout();
    layout.csv.preface_lines = 2;
    const std::string bytes = "A \"title; with a quote\n\n\na\n1\n   \n2\n\n";
    const auto decoded = decode_all(contract_of({"a"}), layout, bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"1"}, {"2"}}));
    EXPECT_EQ(decoded.report.bytes.preface, 24U);
    EXPECT_EQ(decoded.report.bytes.blank, 6U);
    EXPECT_EQ(decoded.places[0].line, 5U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, WithoutHeaderColumnsAreNamedByPosition) {
    auto layout = csv_layout();
    layout.csv.header_rows = 0;
    layout.csv.columns = {"a", "b"};
    EXPECT_EQ(decode_all(contract_of({"b"}), layout, "1;2\n3;4\n").rows, (Rows{{"2"}, {"4"}}));
}

TEST(Csv, AnOptionalColumnThatIsAbsentIsNull) {
    auto contract = contract_of({"a", "b"});
    contract.fields[1].optional_column = true;
    EXPECT_EQ(decode_all(contract, csv_layout(), "a\n1\n").rows, (Rows{{"1", std::nullopt}}));
}

TEST(Csv, TwoFieldsMayReadOneColumn) {
    auto contract = contract_of({"code", "name"});
    contract.fields[0].column = contract.fields[1].column = "region";
    EXPECT_EQ(decode_all(contract, csv_layout(), "region\n0101 Halden\n").rows, (Rows{{"0101 Halden", "0101 Halden"}}));
}

TEST(Csv, FormulasAndHostileTextAreJustText) {
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(),
                                    "a;b\n=cmd|'/C calc'!A0;../../etc/passwd\n@SUM(A1);'; DROP TABLE x; --\n");
    EXPECT_EQ(decoded.rows, (Rows{{"=cmd|'/C calc'!A0", "../../etc/passwd"}}));
    EXPECT_EQ(decoded.unreadable.size(), 1U);  // the semicolons of the second line are delimiters
}

TEST(Csv, ALineMayEndWithAnyOfTheThree) {
    const std::string bytes = "a\r1\n2\r\n3\r4\n";
    const auto decoded = decode_all(contract_of({"a"}), csv_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"1"}, {"2"}, {"3"}, {"4"}}));
    EXPECT_EQ(decoded.places[3].line, 5U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, TheLastLineWithoutLineEndIsReadButNotProofOfCompleteness) {
    auto layout = csv_layout();
    const auto strict = decode_all(contract_of({"a"}), layout, "a\n1\n2");
    EXPECT_EQ(strict.rows.size(), 2U);
    EXPECT_FALSE(strict.report.closed);
    layout.csv.unended_last_line = true;
    EXPECT_TRUE(decode_all(contract_of({"a"}), layout, "a\n1\n2").report.closed);
}

TEST(Csv, TheTrailerCountsTheRecords) {
    auto layout = csv_layout();
    layout.csv.trailer_prefix = "#END";
    layout.csv.trailer_count_column = 2;
    const std::string bytes = "a;b\n1;2\n3;4\n#END;2\n\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, bytes);
    EXPECT_TRUE(decoded.report.closed);
    EXPECT_EQ(decoded.report.stated_records, 2U);
    EXPECT_EQ(decoded.report.bytes.trailer, 7U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Csv, ATrailerLikeLineInTheMiddleIsData) {
    auto layout = csv_layout();
    layout.csv.trailer_prefix = "Sum";
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, "a;b\nSumba;1\nx;2\nSum;3\n");
    EXPECT_EQ(decoded.rows, (Rows{{"Sumba", "1"}, {"x", "2"}}));
    EXPECT_TRUE(decoded.report.closed);
}

TEST(Csv, AWrongOrMissingTrailerLeavesTheDeliveryOpen) {
    auto layout = csv_layout();
    layout.csv.trailer_prefix = "#END";
    layout.csv.trailer_count_column = 2;
    auto contract = contract_of({"a", "b"});
    for (const std::string bytes : {"a;b\n1;2\n#END;2\n", "a;b\n1;2\n#END;x\n", "a;b\n1;2\n#END\n", "a;b\n1;2\n"}) {
        const auto decoded = decode_all(contract, layout, bytes);
        EXPECT_FALSE(decoded.report.closed) << bytes;
        EXPECT_EQ(decoded.finding(code::trailer).action, model::Action::block_delivery) << bytes;
        expect_closed_account(decoded, bytes.size());
    }
}

TEST(Csv, Windows1252IsRead) {
    const auto decoded =
        decode_all(contract_of({"a"}), csv_layout(';', catalog::Encoding::windows_1252), "a\n\x9A\x80\xE5\n");
    EXPECT_EQ(decoded.rows, (Rows{{"š€å"}}));
}

TEST(Csv, NorwegianLettersComeOutTheSameFromEveryEncoding) {
    const Rows expected{{"æøåÆØÅ"}};
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(), "a\næøåÆØÅ\n").rows, expected);
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(),
                         "\xEF\xBB\xBF"
                         "a\næøåÆØÅ\n")
                  .rows,
              expected);
    const std::string single = "a\n\xE6\xF8\xE5\xC6\xD8\xC5\n";
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(';', catalog::Encoding::iso_8859_1), single).rows, expected);
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(';', catalog::Encoding::windows_1252), single).rows, expected);
    // Decomposed letters are other characters: they are kept as they came, and a code list will say that it has no such
    // code.
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(), "a\na\xCC\x8A\n").rows, (Rows{{"a\xCC\x8A"}}));
}

TEST(Csv, LeadingZerosSurvive) {
    EXPECT_EQ(decode_all(contract_of({"a"}), csv_layout(), "a\n0301\n1e5\n").rows, (Rows{{"0301"}, {"1e5"}}));
}

TEST(Csv, ManyLinesComeInSeveralBatchesOfBoundedSize) {
    const auto contract = contract_of({"a", "b"});
    const auto layout = csv_layout();
    const auto decoder = make_decoder(contract, layout, generated("a;b\n", "12345;67890\n", 100000, ""), "delivery");
    model::Batch batch;
    std::vector<model::Finding> findings;
    std::size_t batches = 0, rows = 0;
    while (decoder->next(batch, findings)) {
        ++batches;
        rows += batch.rows();
        EXPECT_LE(batch.rows(), model::Batch::target_rows);
    }
    EXPECT_EQ(rows, 100000U);
    EXPECT_GE(batches, 100000U / model::Batch::target_rows);
    EXPECT_FALSE(decoder->next(batch, findings));
}

TEST(Csv, ABatchTellsWhereItsFieldsStand) {
    const std::string bytes = "b;more;a\n1;2;3\n";
    auto contract = contract_of({"a", "b", "c"});
    contract.fields[2].optional_column = true;
    const auto layout = csv_layout();  // a decoder keeps no copy
    const auto decoder = make_decoder(contract, layout, source_of(bytes), "delivery");
    model::Batch batch;
    std::vector<model::Finding> findings;
    (void)decoder->next(batch, findings);
    ASSERT_EQ(batch.rows(), 1U);
    EXPECT_EQ(batch.place_of(0, 0).column, 3U);
    EXPECT_EQ(batch.place_of(0, 1).column, 1U);
    EXPECT_EQ(batch.place_of(0, 2).column, 0U) << "a column that the source does not have";
}

}  // namespace
}  // namespace tilsig::decode::testing
