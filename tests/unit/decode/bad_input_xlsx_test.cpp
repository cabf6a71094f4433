// Workbooks that are no plain .xlsx, that are damaged, or whose tables are not where the layout says.
#include <fstream>

#include "peak_memory.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

Decoded decode_book(const std::string& bytes) { return decode_all(contract_of({"a", "b"}), xlsx_layout(), bytes); }

void expect_refused(const Decoded& decoded, std::string_view code, const std::string& part) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_NE(decoded.error.find(part), std::string::npos) << decoded.error;
    EXPECT_NE(decoded.error.find("delivery:"), std::string::npos) << decoded.error;
}

const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

TEST(BadInput, XlsxEmpty) { expect_refused(decode_book(""), code::empty, "0 bytes"); }
TEST(BadInput, XlsxEncrypted) {
    std::string mark;
    for (const char c : std::string("EncryptedPackage")) mark += {c, '\0'};
    expect_refused(decode_book(ole + std::string(3U << 20U, '\0') + mark), code::encrypted, "without a password");
}
TEST(BadInput, XlsxThatIsAnXls) {
    expect_refused(decode_book(ole + std::string(5000, '\0')), code::other_workbook, "save it as .xlsx");
    expect_refused(decode_book(std::string("\x09\x08\x08\x00\x00\x05", 6)), code::other_workbook, "very old");
}
TEST(BadInput, XlsxThatIsAnotherArchive) {
    expect_refused(decode_book(ZipBuilder().add("a.csv", "a;b\n").bytes()), code::archive, "not a workbook");
}
TEST(BadInput, XlsxWithMacros) {
    auto book = small_book();
    book.main_type = "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
    expect_refused(decode_book(book.bytes()), code::other_workbook, "has macros");
    book = small_book();
    book.parts["xl/vbaProject.bin"] = "x";
    expect_refused(decode_book(book.bytes()), code::other_workbook, "has macros");
}
TEST(BadInput, XlsxBinary) {
    auto book = small_book();
    book.main_type = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";
    expect_refused(decode_book(book.bytes()), code::other_workbook, "a binary one (.xlsb)");
}
TEST(BadInput, XlsxTruncated) {
    const std::string bytes = small_book().bytes();
    for (std::size_t size = 5; size < bytes.size(); size += 101)
        EXPECT_FALSE(decode_book(bytes.substr(0, size)).refused.empty()) << size;
    expect_refused(decode_book(bytes.substr(0, 400)), code::cut, "is cut");
}
TEST(BadInput, XlsxMissingSheet) {
    XlsxBuilder book;
    book.sheet("Ark1", "").sheet("Andre", "");
    expect_refused(decode_book(book.bytes()), code::missing_sheet, "no sheet 'Data'; it has 'Ark1', 'Andre'");
}
TEST(BadInput, XlsxSheetWithoutPart) {
    auto book = small_book();
    book.left_out = "xl/worksheets/sheet1.xml";
    expect_refused(decode_book(book.bytes()), code::member, "sheet1.xml");
}
TEST(BadInput, XlsxMissingSharedStrings) {
    auto book = small_book();
    book.sheets[0].rows += row(3, "<c r=\"A3\" t=\"s\"><v>0</v></c>");
    const auto decoded = decode_book(book.bytes());
    expect_refused(decoded, code::member, "sheet 'Data', cell A3");
    EXPECT_EQ(decoded.error_place.line, 3U);
}
TEST(BadInput, XlsxStringOutOfRange) {
    for (const char* number : {"1", "-1", "x", "99999999999999999999"}) {
        auto book = small_book();
        book.strings = "<si><t>only</t></si>";
        book.sheets[0].rows += row(3, "<c r=\"A3\" t=\"s\"><v>" + std::string(number) + "</v></c>");
        expect_refused(decode_book(book.bytes()), code::format, "cell A3");
    }
}
TEST(BadInput, XlsxHeaderElsewhere) {
    auto book = small_book();
    book.sheets[0].rows = row(1, text_cell("A1", "Tittel")) + row(2, text_cell("A2", "a") + text_cell("B2", "b"));
    expect_refused(decode_book(book.bytes()), code::missing_column, "sheet 'Data', header from cell A1");
}
TEST(BadInput, XlsxWithoutHeader) {
    auto book = small_book();
    book.sheets[0].rows = "";
    expect_refused(decode_book(book.bytes()), code::missing_column, "there is no header from cell A1 on");
}
TEST(BadInput, XlsxRenamedColumn) {
    auto book = small_book();
    book.sheets[0].rows = row(1, text_cell("A1", "a") + text_cell("B1", "bb"));
    const auto decoded = decode_all(contract_of({"a", "bbb"}), xlsx_layout(), book.bytes());
    expect_refused(decoded, code::renamed_column, "renamed");
    EXPECT_EQ(decoded.error_place.line, 1U);
}
TEST(BadInput, XlsxRowsOutOfOrder) {
    auto book = small_book();
    book.sheets[0].rows += row(2, text_cell("A2", "again"));
    expect_refused(decode_book(book.bytes()), code::format, "rows must stand in order");
}
TEST(BadInput, XlsxCellTwice) {
    auto book = small_book();
    book.sheets[0].rows += row(3, text_cell("A3", "x") + text_cell("A3", "y"));
    expect_refused(decode_book(book.bytes()), code::format, "twice or out of order");
}
TEST(BadInput, XlsxBeyondTheSheet) {
    for (const auto& rows : {row(1048577, text_cell("A1048577", "x")), row(3, text_cell("XFE3", "x"))}) {
        auto book = small_book();
        book.sheets[0].rows += rows;
        EXPECT_FALSE(decode_book(book.bytes()).refused.empty());
    }
}
TEST(BadInput, XlsxDoctype) {
    auto book = small_book();
    book.parts["xl/worksheets/sheet1.xml"] = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet><sheetData/></worksheet>";
    expect_refused(decode_book(book.bytes()), code::document_type, "document type");
}
TEST(BadInput, XlsxHugeTag) {
    auto book = small_book();
    book.parts["xl/worksheets/sheet1.xml"] =
        "<worksheet a=\"" + std::string(70'000, 'x') + "\"><sheetData/></worksheet>";
    expect_refused(decode_book(book.bytes()), code::limit, "longer than 64 KiB");
}
TEST(BadInput, XlsxDeepXml) {
    auto book = small_book();
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<x>";
    book.parts["xl/worksheets/sheet1.xml"] = deep;
    expect_refused(decode_book(book.bytes()), code::limit, "64 deep");
}
TEST(BadInput, XlsxPartCut) {
    auto book = small_book();
    book.parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>" + book.sheets[0].rows;
    expect_refused(decode_book(book.bytes()), code::cut, "ends in the middle");
}
TEST(BadInput, XlsxPartNotWellFormed) {
    auto book = small_book();
    book.parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData></worksheet>";
    expect_refused(decode_book(book.bytes()), code::format, "not well-formed");
}
TEST(BadInput, XlsxPartInUtf16) {
    auto book = small_book();
    book.parts["xl/worksheets/sheet1.xml"] = std::string("\xFF\xFE<\0w\0", 6);
    expect_refused(decode_book(book.bytes()), code::encoding, "UTF-8");
}
TEST(BadInput, XlsxCellOf2Megabytes) {
    auto book = small_book();
    std::string text;  // numbers, so that the ratio of the archive stays an honest one
    for (int i = 0; text.size() < 2U << 20U; ++i) text += std::to_string(i * 7919);
    book.sheets[0].rows += row(3, text_cell("A3", text));
    expect_refused(decode_book(book.bytes()), code::limit, "cell A3: the text is longer than 1 MiB");
}
TEST(BadInput, XlsxFormulaWithoutValue) {
    auto book = small_book();
    book.sheets[0].rows += row(3, "<c r=\"A3\"><f>1+1</f></c>" + text_cell("B3", "x"));
    const auto decoded = decode_book(book.bytes());
    ASSERT_EQ(decoded.unreadable.size(), 1U) << decoded.error;
    EXPECT_EQ(decoded.unreadable[0].code, code::formula);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
}
TEST(BadInput, XlsxManyStringsInBoundedMemory) {
    auto book = small_book();
    for (int i = 0; i < 400'000; ++i) book.strings += "<si><t>string number " + std::to_string(i) + " of many</t></si>";
    book.sheets[0].rows += row(3, "<c r=\"A3\" t=\"s\"><v>399999</v></c>") + row(4, "<c r=\"A4\" t=\"s\"><v>0</v></c>");
    const std::string bytes = book.bytes();
    book.strings.clear();
    book.strings.shrink_to_fit();
    const PeakMemory memory;
    const auto decoded = decode_book(bytes);
    EXPECT_LT(memory.growth(), 24ULL << 20U);
    ASSERT_EQ(decoded.rows.size(), 3U) << decoded.error;
    EXPECT_EQ(decoded.rows[1][0], "string number 399999 of many");
    EXPECT_EQ(decoded.rows[2][0], "string number 0 of many");
}

TEST(BadInput, XlsxAMillionRows) {
    auto book = small_book();
    constexpr int rows = 1'000'000;
    std::string& xml = book.sheets[0].rows;
    for (int i = 3; i <= rows + 2; ++i)
        xml += row(i, number_cell("A" + std::to_string(i), std::to_string(i * 7)) +
                          number_cell("B" + std::to_string(i), "5e-1"));
    const std::string bytes = book.bytes();
    book.sheets.clear();
    const PeakMemory memory;
    const auto decoded = decode_all(contract_of({"a", "b"}), xlsx_layout(), source_of(bytes), false);
    EXPECT_LT(memory.growth(), 32ULL << 20U);
    EXPECT_EQ(decoded.report.records, rows + 1U) << decoded.error;
    EXPECT_TRUE(decoded.report.closed);
    EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
}

}  // namespace
}  // namespace tilsig::decode::testing
