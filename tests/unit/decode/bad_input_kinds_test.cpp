// Files of another kind than the layout says, and files that are nearly right: the cause is named, not its consequence.
#include "catalog/expressions.hpp"
#include "decode/first_bytes.hpp"
#include "decode/xlsx/values.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

const std::vector<std::string> fields{"kode", "navn", "verdi"};

Decoded decode_csv(const std::string& bytes, const catalog::Layout& layout = csv_layout()) {
    return decode_all(contract_of(fields), layout, bytes);
}

void expect_kind(const Decoded& decoded, std::string_view code, const std::string& part) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_NE(decoded.error.find(part), std::string::npos) << decoded.error;
}

std::string small_book() {
    return XlsxBuilder().sheet("Data", row(1, text_cell("A1", "kode")) + row(2, text_cell("A2", "0301"))).bytes();
}

std::string open_document() {
    return ZipBuilder()
        .add("mimetype", "application/vnd.oasis.opendocument.spreadsheet", false)
        .add("content.xml", "<x/>")
        .bytes();
}

TEST(BadInput, CsvThatIsAWorkbook) {
    expect_kind(decode_csv(small_book()), code::workbook, "an Excel workbook (.xlsx), the contract says CSV");
    expect_kind(decode_csv(open_document()), code::workbook, "OpenDocument");
    expect_kind(decode_csv("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(512, '\0')), code::workbook,
                "an old Excel workbook (.xls)");
    expect_kind(decode_csv("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook/>"),
                code::workbook, "a workbook saved as XML");
    const auto decoded = decode_csv("PK;navn;verdi\n1;2;3\n");
    EXPECT_EQ(decoded.error_code, code::missing_column) << "a header that begins with PK is a header";
}

/// A feed that senders write in three forms at the same time.
Decoded decode_form(const std::string& form, const std::string& bytes) {
    auto contract = contract_of(fields);
    catalog::Layout fixed;
    fixed.name = "F";
    fixed.format = catalog::FormatKind::fixed;
    fixed.fixed.record_length = 9;
    fixed.fixed.columns = {{"kode", 1, 4, {}}, {"navn", 5, 3, {}}, {"verdi", 8, 2, {}}};
    for (auto layout : {csv_layout(), fixed, xlsx_layout()}) {
        layout.form = layout.format == catalog::FormatKind::csv    ? "csv"
                      : layout.format == catalog::FormatKind::xlsx ? "xlsx"
                                                                   : "fixed";
        contract.layouts.push_back(layout);
    }
    return decode_all(contract, *contract.find_layout(form, *catalog::first_day("2026")), bytes);
}

TEST(BadInput, FormThatIsAnotherOneOfTheFeed) {
    const std::string csv = "kode;navn;verdi\n0301;Oslo;1\n", fixed = "0301abc12\n0302abc12\n";
    expect_kind(decode_form("fixed", csv), code::wrong_layout, "(form csv), expected is layout F (form fixed)");
    expect_kind(decode_form("fixed", small_book()), code::wrong_layout,
                "(form xlsx), expected is layout F (form fixed)");
    expect_kind(decode_form("csv", fixed), code::wrong_layout, "layout F (form fixed), expected is layout");
    expect_kind(decode_form("csv", small_book()), code::wrong_layout, "`forms` in the sender register");
    expect_kind(decode_form("xlsx", csv), code::wrong_layout, "(form csv), expected");
    expect_kind(decode_form("xlsx", fixed), code::wrong_layout, "layout F (form fixed), expected");
    EXPECT_EQ(decode_form("csv", csv).rows.size(), 1U);
    EXPECT_EQ(decode_form("fixed", fixed).rows.size(), 2U);
}

TEST(BadInput, FormThatIsNoneOfTheFeedIsToldAsBefore) {
    expect_kind(decode_form("csv", "a;b;c\n1;2;3\n"), code::missing_column, "kode");
    expect_kind(decode_form("fixed", "%PDF-1.7\n%x"), code::other_file, "a PDF document");
    EXPECT_EQ(decode_form("fixed", "0301abc\n").unreadable.size(), 1U);
    EXPECT_EQ(decode_form("csv", "kode;navn\n1;2\n").error_code, code::missing_column)
        << "a header that lacks a column is a header";
}

TEST(BadInput, CsvThatIsAnotherFile) {
    expect_kind(decode_csv(ZipBuilder().add("a.csv", "kode;navn;verdi\n").bytes()), code::other_file, "a zip archive");
    expect_kind(decode_csv(std::string("\x1F\x8B\x08\x00", 4)), code::other_file, "a gzip archive");
    expect_kind(decode_csv("%PDF-1.7\n%x"), code::other_file, "a PDF document");
    expect_kind(decode_csv("<?xml version=\"1.0\"?><r/>"), code::other_file, "an XML document");
}

TEST(BadInput, WebPageInsteadOfData) {
    for (const std::string page :
         {"<!DOCTYPE html>\n<html></html>", "\xEF\xBB\xBF\r\n  <HTML><body>Logg inn</body></HTML>",
          "<table><tr><td>kode</td></tr></table>"}) {
        for (const auto& layout : {csv_layout(), json_layout(), xml_layout(), xlsx_layout(), jsonstat_layout()})
            expect_kind(decode_csv(page, layout), code::web_page, "a web page (HTML)");
    }
    EXPECT_EQ(decode_csv("<html><v><kode>1</kode></v></html>", xml_layout("html")).error_code, code::missing_column)
        << "a layout of web pages reads web pages";
    std::string late(first_bytes, ' ');
    EXPECT_NE(decode_csv(late + "<html>").error_code, code::web_page) << "only the beginning is looked at";
}

TEST(BadInput, AnswerOfAServiceInsteadOfData) {
    expect_kind(decode_csv("{\"error\": \"invalid_token\"}"), code::answer,
                "JSON, perhaps the error message of a service");
    expect_kind(decode_csv("[ { \"status\": 401 } ]"), code::answer, "JSON");
    EXPECT_EQ(decode_csv("[kode];navn;verdi\n").error_code, code::renamed_column) << "a bracket alone is no JSON";
    expect_kind(decode_csv(R"({"error": "expired", "status": 401})", json_layout("/codes")), code::answer,
                "has no array '/codes' but the error message of a service");
    expect_kind(decode_csv(R"({"message": "Too many requests"})", json_layout()), code::answer,
                "the error message of a service");
    EXPECT_EQ(decode_csv(R"({"data": []})", json_layout("/codes")).error_code, code::format);
    EXPECT_EQ(decode_csv(R"({"data": []})", json_layout()).error_code, code::format);
}

TEST(BadInput, CsvOtherDelimiter) {
    expect_kind(decode_csv("kode,navn,verdi\n0301,Oslo,1\n"), code::other_delimiter,
                "delimited by ',', the contract says ';'");
    expect_kind(decode_csv("\"kode\",\"navn\",\"verdi\"\n\"0301\",\"Oslo\",\"1\"\n"), code::other_delimiter, "','");
    expect_kind(decode_csv("kode\tnavn\tverdi\n"), code::other_delimiter, "delimited by a tab");
    EXPECT_EQ(decode_csv("kode,\"navn,verdi\n").error_code, code::quoting) << "one name is no evidence";
    EXPECT_EQ(decode_csv("\"kode;navn\n").error_code, code::cut);
    EXPECT_EQ(decode_csv("\"kode\";\"navn\"x;verdi\n").error_code, code::quoting);
    EXPECT_EQ(decode_csv("a,b,c\n1,2,3\n").error_code, code::missing_column) << "no header at any delimiter";
}

TEST(BadInput, CsvRepeatedHeader) {
    const std::string bytes = "kode;navn;verdi\n0301;Oslo;1\nkode;navn;verdi\n\"kode\";navn;verdi\n1103;navn;2\n";
    const auto decoded = decode_csv(bytes);
    expect_closed_account(decoded, bytes.size());
    EXPECT_EQ(decoded.rows.size(), 2U);
    ASSERT_EQ(decoded.unreadable.size(), 2U);
    EXPECT_EQ(decoded.unreadable[0].code, code::repeated_header);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
    EXPECT_EQ(decoded.unreadable[0].place.number, 2U);
    EXPECT_EQ(decoded.unreadable[1].code, code::repeated_header) << "in quotes as well";
    EXPECT_EQ(decoded.places[1].number, 4U);
}

TEST(BadInput, CsvQuoteThatSwallowsTheRest) {
    std::string bytes = "kode;navn;verdi\n0301;\"Oslo;1\n";
    for (int i = 0; i < 5; ++i) bytes += "1103;Stavanger;2\n";
    const auto decoded = decode_csv(bytes);
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::quoting);
    EXPECT_EQ(decoded.unreadable[0].place.line, 2U);
    EXPECT_EQ(decoded.unreadable[0].action, model::Action::block_delivery);
    EXPECT_NE(decoded.unreadable[0].message.find("6 lines became one record"), std::string::npos)
        << decoded.unreadable[0].message;
    EXPECT_FALSE(decoded.report.closed);
}

TEST(BadInput, CsvHeaderThatDiffersByCaseOrSpaces) {
    auto decoded = decode_csv("Kode;NAVN;Verdi\n0301;Oslo;1\n");
    ASSERT_EQ(decoded.refused.size(), 3U) << "every name, although none is the contract's";
    for (const auto& finding : decoded.refused) EXPECT_EQ(finding.code, code::renamed_column);
    EXPECT_EQ(decoded.refused.front().field, "kode") << "a receipt names the column";
    EXPECT_NE(
        decoded.error.find("'kode' is missing; the delivery has 'Kode', which differs only by upper and lower case"),
        std::string::npos)
        << decoded.error;
    decoded = decode_csv("kode ;\tnavn;verdi\xC2\xA0\n");
    EXPECT_NE(decoded.error.find("'verdi<U+00A0>', which differs only by whitespace"), std::string::npos)
        << decoded.error;
    EXPECT_NE(decoded.error.find("'kode ', which differs only by whitespace"), std::string::npos) << decoded.error;
    decoded = decode_csv("0301;Oslo;1\n");
    EXPECT_EQ(decoded.error.find("Oslo"), std::string::npos) << "data is not shown";
}

TEST(BadInput, JsonHugeNumberBesideTheRecords) {
    const std::string bytes =
        R"({"total": 123456789012345678901234567890, "next": 1e999, "codes": [{"kode": "1", "navn": "a", "verdi": 2}]})";
    auto layout = json_layout("/codes");
    auto decoded = decode_csv(bytes, layout);
    EXPECT_EQ(decoded.rows.size(), 1U) << decoded.error;
    EXPECT_TRUE(decoded.report.closed);
    layout.json.continuation = "/next";
    decoded = decode_csv(bytes, layout);
    EXPECT_FALSE(decoded.report.closed) << "a number is not null";
}

TEST(BadInput, XlsxOpenDocument) {
    expect_kind(decode_csv(open_document(), xlsx_layout()), code::other_workbook, "OpenDocument");
}

TEST(BadInput, XlsxEmptyCellsFarOutside) {
    std::string cells = text_cell("A2", "0301") + text_cell("B2", "Oslo") + number_cell("C2", "1");
    std::string full = cells;
    for (std::uint32_t column = 4; column <= 16384; ++column) {
        cells += "<c r=\"" + cell_name(2, column) + "\" s=\"1\"/>";
        if (column <= 5000) full += number_cell(cell_name(2, column), "1");
    }
    const std::string header = row(1, text_cell("A1", "kode") + text_cell("B1", "navn") + text_cell("C1", "verdi"));
    auto decoded = decode_csv(XlsxBuilder().sheet("Data", header + row(2, cells)).bytes(), xlsx_layout());
    EXPECT_EQ(decoded.rows.size(), 1U) << decoded.error;
    EXPECT_EQ(decoded.report.bytes.blank, 16381U);
    decoded = decode_csv(XlsxBuilder().sheet("Data", header + row(2, full)).bytes(), xlsx_layout());
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
}

TEST(BadInput, XlsxRepeatedHeader) {
    const auto header = [](int number) {
        const std::string n = std::to_string(number);
        return row(number, text_cell("A" + n, "kode") + text_cell("B" + n, "navn") + text_cell("C" + n, "verdi"));
    };
    const auto decoded =
        decode_csv(XlsxBuilder()
                       .sheet("Data", header(1) + row(2, text_cell("A2", "1") + text_cell("B2", "navn")) + header(3))
                       .bytes(),
                   xlsx_layout());
    EXPECT_EQ(decoded.rows.size(), 1U) << decoded.error;
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::repeated_header);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
}

}  // namespace
}  // namespace tilsig::decode::testing
