// Bad input: each fault ends in a located message and a refused, held or partly rejected delivery, never in silence.
// tests/bad_input.md lists these tests by name; bad_input_table_test.cpp keeps the two together.
#include <fstream>
#include <sstream>

#include "decode_support.hpp"
#include "peak_memory.hpp"

namespace tilsig::decode::testing {
namespace {

const std::vector<std::string> fields{"kode", "navn", "verdi"};
constexpr std::uint64_t memory_cap = 64ULL << 20U;

std::string fixture(const std::string& name) {
    std::ifstream file(std::string(TILSIG_SOURCE_DIR) + "/tests/fixtures/bad/" + name, std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Decoded decode_csv(const std::string& name, catalog::Encoding encoding = catalog::Encoding::utf8) {
    const std::string bytes = fixture(name);
    auto decoded = decode_all(contract_of(fields), csv_layout(';', encoding), bytes);
    if (decoded.refused.empty()) expect_closed_account(decoded, bytes.size());
    return decoded;
}

Decoded decode_json(const std::string& name) {
    const std::string bytes = fixture(name);
    auto decoded = decode_all(contract_of(fields), json_layout(), bytes);
    if (decoded.refused.empty()) expect_closed_account(decoded, bytes.size());
    return decoded;
}

void expect_refused(const Decoded& decoded, std::string_view code, std::uint64_t line) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, line) << decoded.error;
    EXPECT_NE(decoded.error.find("delivery:"), std::string::npos)
        << decoded.error;  // the message begins with its place
}

/// One record kept out, in this line; `blocks` the delivery as well.
void expect_unreadable(const Decoded& decoded, std::string_view code, std::uint64_t line, bool blocks) {
    ASSERT_EQ(decoded.unreadable.size(), 1U) << decoded.error;
    EXPECT_EQ(decoded.unreadable[0].code, code);
    EXPECT_EQ(decoded.unreadable[0].place.line, line);
    EXPECT_GT(decoded.unreadable[0].place.length, 0U);
    EXPECT_EQ(decoded.unreadable[0].action, blocks ? model::Action::block_delivery : model::Action::reject_record);
    EXPECT_EQ(decoded.report.closed, !blocks) << decoded.report.open_reason;
}

TEST(BadInput, CsvTruncated) { expect_unreadable(decode_csv("csv-truncated.csv"), code::cut, 3, true); }
TEST(BadInput, CsvTruncatedInQuotes) {
    const auto decoded = decode_csv("csv-truncated-in-quotes.csv");
    expect_unreadable(decoded, code::cut, 3, true);
    EXPECT_EQ(decoded.rows.size(), 1U);
}
TEST(BadInput, CsvEmpty) { expect_refused(decode_csv("csv-empty.csv"), code::empty, 1); }
TEST(BadInput, CsvEmptyMayBeAnAnswer) {
    auto contract = contract_of(fields);
    contract.completeness.nothing_is_normal = true;
    const auto decoded = decode_all(contract, csv_layout(), std::string());
    EXPECT_TRUE(decoded.report.closed);
    EXPECT_EQ(decoded.report.records, 0U);
    EXPECT_TRUE(decode_all(contract, csv_layout(), std::string(" ")).report.closed);
    EXPECT_TRUE(decode_all(contract, json_layout(), std::string()).report.closed);
    EXPECT_TRUE(decode_all(contract, jsonstat_layout(), std::string()).report.closed);
}
TEST(BadInput, CsvOneLine) {
    // A header alone is a well-formed answer without records: the contract's min_records holds it.
    const auto decoded = decode_csv("csv-one-line.csv");
    EXPECT_TRUE(decoded.report.closed);
    EXPECT_EQ(decoded.report.records, 0U);
}
TEST(BadInput, CsvLatin1DeclaredUtf8) {
    const auto decoded = decode_csv("csv-latin1-declared-utf8.csv");
    expect_unreadable(decoded, code::encoding, 3, true);
    EXPECT_EQ(decoded.unreadable[0].place.column, 2U);
    EXPECT_NE(decoded.unreadable[0].message.find("0xE5"), std::string::npos);
}
TEST(BadInput, CsvUtf8DeclaredLatin1) {
    const auto decoded = decode_csv("csv-utf8-declared-latin1.csv", catalog::Encoding::iso_8859_1);
    EXPECT_EQ(decoded.finding(code::encoding).action, model::Action::block_delivery);
    EXPECT_FALSE(decoded.report.closed);
}
TEST(BadInput, CsvWindows1252DeclaredLatin1) {
    const auto decoded = decode_csv("csv-cp1252-declared-latin1.csv", catalog::Encoding::iso_8859_1);
    expect_unreadable(decoded, code::encoding, 3, true);
    EXPECT_NE(decoded.unreadable[0].message.find("windows-1252"), std::string::npos);
}
TEST(BadInput, CsvUndefinedInWindows1252) {
    expect_unreadable(decode_csv("csv-undefined-cp1252.csv", catalog::Encoding::windows_1252), code::encoding, 2, true);
}
TEST(BadInput, CsvUtf16) { expect_refused(decode_csv("csv-utf16.csv"), code::encoding, 1); }
TEST(BadInput, CsvBomWhereNoneMayBe) {
    auto layout = csv_layout();
    layout.allow_bom = false;
    const std::string bytes = "\xEF\xBB\xBFkode;navn;verdi\n";
    expect_refused(decode_all(contract_of(fields), layout, bytes), code::byte_order_mark, 1);
    layout.encoding = catalog::Encoding::iso_8859_1;
    expect_refused(decode_all(contract_of(fields), layout, bytes), code::encoding, 1);
}
TEST(BadInput, CsvRenamedColumn) {
    const auto decoded = decode_csv("csv-renamed-column.csv");
    expect_refused(decoded, code::renamed_column, 1);
    EXPECT_NE(decoded.error.find("'navn' is missing"), std::string::npos) << decoded.error;
    EXPECT_NE(decoded.error.find("'navnet'"), std::string::npos) << decoded.error;
}
TEST(BadInput, CsvMissingColumn) { expect_refused(decode_csv("csv-missing-column.csv"), code::missing_column, 1); }
TEST(BadInput, CsvExtraColumn) {
    const auto decoded = decode_csv("csv-extra-column.csv");
    EXPECT_EQ(decoded.rows, (std::vector<std::vector<Cell>>{{"0301", "Oslo", "10"}}));
    EXPECT_EQ(decoded.finding(code::extra_column).severity, model::Severity::info);
    EXPECT_NE(decoded.finding(code::extra_column).message.find("merknad"), std::string::npos);
    EXPECT_TRUE(decoded.report.closed);
}
TEST(BadInput, CsvDuplicateColumn) {
    const auto decoded = decode_csv("csv-duplicate-column.csv");
    expect_refused(decoded, code::duplicate_column, 1);
    EXPECT_EQ(decoded.error_place.column, 4U);
}
TEST(BadInput, CsvReorderedColumns) {
    const auto decoded = decode_csv("csv-reordered-columns.csv");
    EXPECT_EQ(decoded.rows, (std::vector<std::vector<Cell>>{{"0301", "Oslo", "10"}}));
    EXPECT_TRUE(decoded.codes().empty());
}
TEST(BadInput, CsvHeaderMissing) {
    const auto decoded = decode_csv("csv-header-missing.csv");
    expect_refused(decoded, code::missing_column, 1);
    EXPECT_EQ(decoded.refused.size(), 3U);  // all mistakes at once
    for (const auto& finding : decoded.refused)
        EXPECT_EQ(finding.message.find("Oslo"), std::string::npos) << "shows data";
}
TEST(BadInput, CsvBomInTheMiddle) {
    const auto decoded = decode_csv("csv-bom-in-the-middle.csv");
    expect_unreadable(decoded, code::joined_files, 3, false);
    EXPECT_EQ(decoded.rows.size(), 2U);
    const std::string inside = "kode;navn;verdi\n0301;\xEF\xBB\xBFOslo;1\n";
    EXPECT_EQ(decode_all(contract_of(fields), csv_layout(), inside).rows.size(), 1U)
        << "within a line it is a matter of the value, in all formats alike";
}
TEST(BadInput, CsvNul) {
    const auto decoded = decode_csv("csv-nul.csv");
    expect_refused(decoded, code::nul, 3);
    EXPECT_EQ(decoded.error_place.column, 2U);
    EXPECT_EQ(decoded.refused[0].place.offset, 38U);
}
TEST(BadInput, CsvFormulaCells) {
    const auto decoded = decode_csv("csv-formula-cells.csv");
    ASSERT_EQ(decoded.rows.size(), 4U);
    EXPECT_EQ(decoded.rows[0][1], "=1+1");
    EXPECT_EQ(decoded.rows[1][2], "-20");
    EXPECT_EQ(decoded.rows[3][1], "=HYPERLINK(\"x\")");
}
TEST(BadInput, CsvHostileNames) {
    const auto decoded = decode_csv("csv-hostile-names.csv");
    EXPECT_TRUE(decoded.has(code::missing_column));
    for (const auto& finding : decoded.refused) {
        EXPECT_EQ(finding.message.find('\x1b'), std::string::npos) << "terminal bytes reach a message";
    }
    EXPECT_EQ(decoded.error.find('\x1b'), std::string::npos);
}
TEST(BadInput, CsvFieldOf50Megabytes) {
    for (const bool quoted : {false, true}) {
        const PeakMemory memory;
        const auto decoded = decode_all(contract_of(fields), csv_layout(),
                                        generated(std::string("kode;navn;verdi\n0301;") + (quoted ? "\"" : ""), "x",
                                                  50'000'000, quoted ? "\";1\n" : ";1\n"),
                                        false);
        EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
        EXPECT_EQ(decoded.error_place.line, 2U);
        EXPECT_EQ(decoded.error_place.column, 2U);
        EXPECT_LT(memory.growth(), memory_cap);
    }
}
TEST(BadInput, CsvFieldJustTooLong) {
    const std::string most(Limits::cell_bytes, 'x');
    EXPECT_EQ(decode_all(contract_of(fields), csv_layout(), "kode;navn;verdi\n1;" + most + ";2\n").rows.size(), 1U);
    const auto decoded = decode_all(contract_of(fields), csv_layout(), "kode;navn;verdi\n1;" + most + "x;2\n");
    EXPECT_EQ(decoded.error_code, code::limit);
    EXPECT_EQ(decoded.error_place.column, 2U);
}
TEST(BadInput, Csv200000Columns) {
    const PeakMemory memory;
    const auto decoded =
        decode_all(contract_of(fields), csv_layout(), generated("kode;navn;verdi", ";k", 200'000, "\n1;2;3\n"), false);
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, 1U);
    EXPECT_EQ(decoded.error_place.column, Limits::columns + 1);
    EXPECT_LT(memory.growth(), memory_cap);
    const auto line = decode_all(contract_of(fields), csv_layout(),
                                 generated("kode;navn;verdi\n1;2;3", ";k", 200'000, "\n1;2;3\n"), false);
    EXPECT_EQ(line.finding(code::ragged).place.line, 2U);
}
TEST(BadInput, CsvLineEndsOnlyLine) {
    const PeakMemory memory;
    const auto decoded = decode_all(contract_of(fields), csv_layout(),
                                    generated("kode;navn;verdi\n", "\n", 20'000'000, "1;2;3\n"), false);
    EXPECT_EQ(decoded.report.bytes.blank, 20'000'000U);
    EXPECT_EQ(decoded.report.records, 1U);
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, CsvNothingButRaggedLines) {
    const auto contract = contract_of(fields);
    const auto layout = csv_layout();
    const auto decoder = make_decoder(contract, layout, generated("kode;navn;verdi\n", "1\n", 100'000, ""), "delivery");
    model::Batch batch;
    std::size_t records = 0;
    for (std::vector<model::Finding> unreadable; decoder->next(batch, unreadable); unreadable.clear()) {
        EXPECT_LE(unreadable.size(), Limits::findings_per_batch + 1);  // bounded, whatever arrives
        records += unreadable.size();
    }
    EXPECT_EQ(records, 100'000U);
}

TEST(BadInput, JsonTruncated) { expect_refused(decode_json("json-truncated.json"), code::cut, 3); }
TEST(BadInput, JsonEmpty) { expect_refused(decode_json("json-empty.json"), code::empty, 1); }
TEST(BadInput, JsonOneLine) {
    const auto decoded = decode_json("json-one-line.json");
    EXPECT_EQ(decoded.rows.size(), 2U);
    EXPECT_TRUE(decoded.report.closed);
}
TEST(BadInput, JsonLatin1) {
    const auto decoded = decode_json("json-latin1.json");
    expect_unreadable(decoded, code::encoding, 2, true);
    EXPECT_EQ(decoded.unreadable[0].place.column, 26U);
}
TEST(BadInput, JsonUtf16) { expect_refused(decode_json("json-utf16.json"), code::encoding, 1); }
TEST(BadInput, JsonRenamedKey) {
    const auto decoded = decode_json("json-renamed-key.json");
    EXPECT_EQ(decoded.error_code, code::renamed_column) << decoded.error;
    EXPECT_NE(decoded.error.find("'navnet'"), std::string::npos) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, 1U);
}
TEST(BadInput, JsonMissingKey) {
    const auto decoded = decode_json("json-missing-key.json");
    EXPECT_EQ(decoded.error_code, code::missing_column) << decoded.error;
    EXPECT_EQ(decoded.unreadable.size(), 0U);  // they were not handed out: the delivery was refused first
}
TEST(BadInput, JsonMissingKeyInOneRecord) {
    const auto decoded = decode_json("json-missing-key-in-one.json");
    expect_unreadable(decoded, code::missing_column, 2, false);
    EXPECT_EQ(decoded.unreadable[0].field, "navn");
}
TEST(BadInput, JsonExtraKey) {
    const auto decoded = decode_json("json-extra-key.json");
    EXPECT_EQ(decoded.rows.size(), 1U);
    EXPECT_EQ(decoded.finding(code::extra_column).severity, model::Severity::info);
}
TEST(BadInput, JsonDuplicateKey) {
    expect_unreadable(decode_json("json-duplicate-key.json"), code::duplicate_column, 2, false);
}
TEST(BadInput, JsonBomInTheMiddle) { expect_refused(decode_json("json-bom-in-the-middle.json"), code::format, 2); }
TEST(BadInput, JsonNul) {
    const auto decoded = decode_json("json-nul.json");
    expect_refused(decoded, code::nul, 2);
    EXPECT_EQ(decoded.error_place.column, 13U);
}
TEST(BadInput, JsonUnpairedSurrogate) {
    expect_unreadable(decode_json("json-unpaired-surrogate.json"), code::encoding, 2, false);
    const std::string low = R"([{"kode":"\udc00","navn":"x","verdi":1}])";
    const auto decoded = decode_all(contract_of(fields), json_layout(), low);
    EXPECT_EQ(decoded.finding(code::encoding).place.line, 1U)
        << decoded.error << ::testing::PrintToString(decoded.rows);
}
TEST(BadInput, JsonHugeNumbers) {
    const auto decoded = decode_json("json-huge-numbers.json");
    ASSERT_EQ(decoded.rows.size(), 3U) << decoded.error;
    EXPECT_EQ(decoded.rows[0][2], "123456789012345678901234567890");
    EXPECT_EQ(decoded.rows[1][2], "1e999");
    EXPECT_EQ(decoded.rows[2][2], "0.1000000000000000055511151231257827");
}
TEST(BadInput, JsonFormulaValues) { EXPECT_EQ(decode_json("json-formula-values.json").rows[0][1], "=1+1"); }
TEST(BadInput, JsonHostileNames) {
    const auto decoded = decode_json("json-hostile-names.json");
    EXPECT_EQ(decoded.rows.size(), 1U);
    ASSERT_EQ(decoded.notes.size(), 3U);
    for (const auto& finding : decoded.notes) {
        EXPECT_EQ(finding.message.find('\x1b'), std::string::npos);
        EXPECT_EQ(finding.message.find('\n'), std::string::npos);
    }
}
TEST(BadInput, JsonNbspIndentation) { expect_refused(decode_json("json-nbsp-indentation.json"), code::format, 3); }
TEST(BadInput, JsonHtmlInstead) { expect_refused(decode_json("json-html-instead.json"), code::web_page, 1); }
TEST(BadInput, JsonTrailingGarbage) { expect_refused(decode_json("json-trailing-garbage.json"), code::format, 2); }
TEST(BadInput, JsonDeepNesting) {
    const PeakMemory memory;
    const auto records =
        decode_all(contract_of(fields), json_layout(), generated("[{\"kode\":", "[", 1'000'000, ""), false);
    EXPECT_EQ(records.error_code, code::limit) << records.error;
    EXPECT_EQ(records.error_place.line, 1U);
    const auto envelope =
        decode_all(contract_of(fields), json_layout("/a"), generated("", "{\"x\":", 1'000'000, ""), false);
    EXPECT_EQ(envelope.error_code, code::limit) << envelope.error;
    const auto cube = decode_all(contract_of({"value"}), jsonstat_layout(), generated("", "[", 1'000'000, ""), false);
    EXPECT_EQ(cube.error_code, code::format) << cube.error;
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, JsonDepthJustWithin) {
    // The array, the record and 62 more.
    const std::string inside = std::string(62, '[') + std::string(62, ']');
    auto contract = contract_of({"kode"});
    EXPECT_EQ(decode_all(contract, json_layout(), "[{\"x\":" + inside + ",\"kode\":1}]").rows.size(), 1U);
    EXPECT_EQ(decode_all(contract, json_layout(), "[{\"x\":[" + inside + "],\"kode\":1}]").error_code, code::limit);
}
TEST(BadInput, JsonFieldOf50Megabytes) {
    const PeakMemory memory;
    const auto decoded =
        decode_all(contract_of(fields), json_layout(), generated("[\n{\"kode\":\"", "x", 50'000'000, "\"}]"), false);
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, 2U);
    EXPECT_LT(memory.growth(), memory_cap);
    const auto two =
        decode_all(contract_of(fields), json_layout(), generated("[\n{\"kode\":\"", "x", 2'000'000, "\"}]"), false);
    EXPECT_EQ(two.error_code, code::limit) << two.error;
}
TEST(BadInput, Json200000Keys) {
    std::string bytes = "[\n{\"kode\":1,\"navn\":2,\"verdi\":3";
    for (int i = 0; i < 200'000; ++i) bytes += ",\"k" + std::to_string(i) + "\":0";
    bytes += "}]";
    const PeakMemory memory;
    const auto decoded = decode_all(contract_of(fields), json_layout(), bytes);
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
    EXPECT_EQ(decoded.error_place.line, 2U);
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, JsonEnvelopeWithoutEnd) {
    const PeakMemory memory;
    const auto decoded =
        decode_all(contract_of(fields), json_layout("/k"), generated("{\"x\":[", "1,", 20'000'000, ""), false);
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
    EXPECT_LT(memory.growth(), memory_cap);
}
TEST(BadInput, JsonStatTruncated) {
    const auto decoded = decode_all(contract_of({"T", "value"}), jsonstat_layout(), fixture("jsonstat-truncated.json"));
    expect_refused(decoded, code::cut, 1);
}
TEST(BadInput, JsonStatTooFewValues) {
    const auto decoded =
        decode_all(contract_of({"T", "value"}), jsonstat_layout(), fixture("jsonstat-too-few-values.json"));
    expect_refused(decoded, code::dimensions, 2);
}
TEST(BadInput, JsonStatTooLarge) {
    const auto decoded = decode_all(contract_of({"T", "value"}), jsonstat_layout(),
                                    generated("{\"value\":[", "1,", 40'000'000, ""), false);
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
}

}  // namespace
}  // namespace tilsig::decode::testing
