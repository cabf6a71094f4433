// Formats and layouts: found, or refused with the place, the reason and the remedy.
#include "gzip_builder.hpp"
#include "propose_support.hpp"
#include "xlsx_builder.hpp"
#include "zip_builder.hpp"

namespace tilsig::propose::testing {
namespace {

using catalog::Encoding;
using catalog::FormatKind;

class Shapes : public Proposing {};

/// ASCII as UTF-16, the lower byte first.
std::string wide(const std::string& text, bool mark) {
    std::string bytes = mark ? "\xFF\xFE" : "";
    for (const char c : text) {
        bytes += c;
        bytes += '\0';
    }
    return bytes;
}

TEST_F(Shapes, CsvDialects) {
    const auto tab = proposed("kode\tnavn\na\t\"x\ty\"\nb\tz\n");
    EXPECT_EQ(tab.shape.layout.csv.delimiter, '\t');
    const auto comma = proposed("Tittel\n\nkode,andel,\na,\"1,5\",\nb,\"2,5\",\n");
    EXPECT_EQ(comma.shape.layout.csv.delimiter, ',');
    EXPECT_EQ(comma.shape.layout.csv.preface_lines, 2);
    EXPECT_EQ(comma.shape.layout.csv.trailing_empty, 1);
    EXPECT_EQ(field(comma, "andel").field.format.decimal_mark, ',');
    const auto quotes = proposed("kode;navn\na;et 3\" rør\nb;z\n");
    EXPECT_EQ(quotes.shape.layout.csv.quote, '\0');
    EXPECT_TRUE(proposed("kode;navn\na;x\nb;z").shape.layout.csv.unended_last_line);
}

TEST_F(Shapes, Encodings) {
    EXPECT_EQ(proposed("kode;navn\na;Ås\n").shape.layout.encoding, Encoding::utf8);
    EXPECT_EQ(proposed("\xEF\xBB\xBFkode;navn\na;x\n").shape.columns.front().column, "kode");
    EXPECT_EQ(proposed("kode;navn\na;\xC5s\n").shape.layout.encoding, Encoding::iso_8859_1);
    EXPECT_EQ(proposed("kode;navn\na;\xC5s \x96 x\n").shape.layout.encoding, Encoding::windows_1252);
    EXPECT_TRUE(has(refusal("kode;navn\na;Ås\nb;\xC5s\n"),
                    "sample.csv:3: two encodings in one file: this line is not UTF-8, line 2 is"));
}

TEST_F(Shapes, Utf16AndWhatProgramsPutAroundATable) {
    const std::string table = "kommunenr;antall\r\n0301;1\r\n1103;2\r\n";
    const auto marked = proposed(wide(table, true));
    EXPECT_EQ(marked.shape.layout.encoding, Encoding::utf16);
    EXPECT_EQ(marked.profile.records, 2U);
    EXPECT_FALSE(marked.shape.layout.csv.unended_last_line);
    EXPECT_TRUE(has(all_text(marked), "encoding: utf-16\n"));
    EXPECT_EQ(proposed(wide(table, false)).shape.layout.encoding, Encoding::utf16le);
    const auto letters = proposed(wide("\xC5r;antall\n2024;1\n2025;2\n", true));
    EXPECT_EQ(letters.shape.columns.front().column, "År");
    const auto separator = proposed("sep=;\r\n" + table);
    EXPECT_EQ(separator.shape.layout.csv.preface_lines, 0) << "files without the line are read too";
    EXPECT_TRUE(says(separator.shape.evidence, "the line sep= before the header"));
    const auto ended = proposed(table + "\x1A");
    EXPECT_EQ(ended.profile.records, 2U);
    EXPECT_FALSE(ended.shape.layout.csv.unended_last_line);
}

TEST_F(Shapes, AFileWithoutHeaderIsNamedByPosition) {
    const auto proposal = proposed("0301;12\n1103;13\n4601;14\n");
    EXPECT_EQ(proposal.shape.layout.csv.header_rows, 0);
    EXPECT_EQ(list_of(proposal, "column_1"), "municipality");
    // A personal identifier in the first line is no name of a column, whatever else stands there.
    const auto person = proposed("nr 03851598730;a\nnr 30908299902;b\n");
    EXPECT_EQ(person.shape.layout.csv.header_rows, 0);
    EXPECT_FALSE(has(all_text(person), "98730"));
}

TEST_F(Shapes, ARowOfTextsIsAHeaderOnlyWhenSomethingSaysSo) {
    const std::string rows = "Ola;Testnavn\nKari;Prøvesen\nPer;Oppdiktet\n";
    const auto refused = refusal(rows);
    EXPECT_TRUE(has(refused, "sample.csv:1: the first row is all text")) << refused;
    EXPECT_TRUE(has(refused, "say --header yes or --header none"));
    EXPECT_FALSE(has(refused, "Testnavn"));
    Request none;
    none.header = HeaderWord::none;
    const auto proposal = proposed(rows, none);
    EXPECT_EQ(proposal.profile.records, 3U);
    for (const char* value : {"Ola", "ola", "Testnavn", "testnavn"})
        EXPECT_FALSE(has(all_text(proposal), value)) << value;
    Request yes;
    yes.header = HeaderWord::present;
    EXPECT_EQ(proposed("Farge;Form\nrød;rund\nblå;kantet\n", yes).profile.records, 2U);
    EXPECT_TRUE(has(refusal("Ola;2001;2005;2010\nKari;2002;2003;2004\n"), "say --header yes or --header none"));
    EXPECT_TRUE(has(refusal("Ola;Per;Kari\nx;y\nz;w\n"), "this line has 3 cells and the records below it have 2"));
}

TEST_F(Shapes, ANumberOfAPersonIsNoName) {
    EXPECT_TRUE(has(refusal(R"([{"kode": "a", "03851598730": 1}, {"kode": "b"}])"), "holds a personal identifier"));
    EXPECT_FALSE(
        has(refusal("Region;nr 03851598730: A;nr 03851598730: B\n;År: 2023;År: 2024\na;1;2\nb;1;2\n"), "98730"));
}

TEST_F(Shapes, CrosstabsAreUnpivoted) {
    const auto proposal = proposed(
        "Region;Navn;Mål: A;Mål: A;Mål: B;Mål: B\n;;År: 2023;År: 2024;År: 2023;År: "
        "2024\nK0301;Oslo;1;:;3;4\nK1103;Stavanger;5;6;.;8\n");
    const auto& unpivot = proposal.shape.layout.unpivot.value();
    EXPECT_EQ(unpivot.keys, (std::vector<std::string>{"region", "navn"}));
    EXPECT_EQ(unpivot.headers, (std::vector<std::string>{"maal", "year"}));
    EXPECT_EQ(unpivot.strip.at("year"), "År: ");
    EXPECT_EQ(field(proposal, "navn").field.title_in("nn"), "Navn") << "the header is the title people know";
    EXPECT_EQ(proposal.profile.records, 8U);
    EXPECT_EQ(field(proposal, "value").field.missing.at(":"), "suppressed");
    const auto years = proposed("kommunenr;Personer 2022;Personer 2023;Personer 2024\n0301;1;2;3\n1103;4;5;6\n");
    EXPECT_EQ(years.shape.layout.unpivot->headers, std::vector<std::string>{"year"});
    EXPECT_EQ(years.table.key, (std::vector<std::string>{"kommunenr", "year"}));
    EXPECT_TRUE(has(refusal("Region;Menn;;Kvinner;\n;2023;2024;2023;2024\n0301;1;2;3;4\n1103;1;2;3;4\n"),
                    "a wide table with empty cells in its first header row"));
}

TEST_F(Shapes, JsonRecordsAreFound) {
    const auto proposal = proposed(R"({"meta": {"n": 2}, "next": null, "items": [
        {"kode": "0301", "antall": 5, "tagger": ["a"], "merknad": "x"}, {"kode": "1103", "antall": 6.5}]})");
    EXPECT_EQ(proposal.shape.layout.json.records, "/items");
    EXPECT_EQ(proposal.shape.layout.json.continuation, "/next");
    EXPECT_TRUE(says(proposal.shape.unread, "key 'tagger' holds an array in 1 of 2 records"));
    EXPECT_TRUE(field(proposal, "merknad").field.optional_column);
    EXPECT_EQ(field(proposal, "antall").field.type, model::Type::decimal);
    EXPECT_EQ(proposed(R"([{"kode": "a"}, {"kode": "b"}])").shape.layout.json.records, "");
    EXPECT_TRUE(has(refusal("{\"kode\": 1}\n{\"kode\": 2}\n"), "sample.csv:2: a second JSON document begins here"));
    EXPECT_TRUE(has(refusal("{\"items\": [{\"kode\": 1}"), "it is cut"));
    EXPECT_TRUE(has(refusal("{\"a\": 1}"), "no records found"));
}

TEST_F(Shapes, MoreNamesThanCellsAreTakenInTheirOrderAndAsked) {
    const auto proposal = proposed("code;name;validFrom;validTo\n0301;Oslo\n1103;Stavanger\n4601;Bergen\n");
    EXPECT_EQ(proposal.shape.layout.csv.header_rows, 0);
    EXPECT_EQ(proposal.shape.layout.csv.preface_lines, 1);
    EXPECT_EQ(proposal.shape.layout.csv.columns, (std::vector<std::string>{"code", "name"}));
    EXPECT_EQ(proposal.profile.records, 3U);
    EXPECT_TRUE(says(proposal.shape.to_decide, "line 1 has 4 names and the records have 2 cells"));
}

TEST_F(Shapes, JsonStat) {
    const auto proposal = proposed(
        R"({"version": "2.0", "class": "dataset", "id": ["Region", "Tid", "Innhold"], "size": [2, 2, 1],
            "dimension": {"Region": {"category": {"index": ["0301", "1103"]}}, "Tid": {"category": {"index": ["2023", "2024"]}},
                          "Innhold": {"category": {"index": ["P"]}}}, "value": [1, 2, 3, null]})");
    EXPECT_EQ(proposal.shape.layout.format, FormatKind::jsonstat);
    EXPECT_EQ(proposal.profile.records, 4U);
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"region", "tid"}));
    EXPECT_TRUE(says(proposal.shape.unread, "dimension 'Innhold' has one category only"));
}

TEST_F(Shapes, XmlRecordsAreTheOutermostElementThatRepeats) {
    const auto proposal = proposed(R"(<?xml version="1.0" encoding="ISO-8859-1"?>
<v:register xmlns:v="urn:v" antall="2"><v:hode><v:dato>2025-01-31</v:dato></v:hode><v:saker>
<v:sak id="a1"><v:sted><v:kommune>0301</v:kommune></v:sted><v:spraak>nb</v:spraak><v:spraak>en</v:spraak></v:sak>
<v:sak id="a2"><v:sted><v:kommune>1103</v:kommune></v:sted><v:dato>2025-01-31</v:dato></v:sak></v:saker></v:register>)");
    EXPECT_EQ(proposal.shape.records_path, "/register/saker/sak");
    EXPECT_EQ(proposal.shape.layout.xml.default_uri, "urn:v");
    EXPECT_EQ(proposal.shape.layout.encoding, Encoding::iso_8859_1);
    EXPECT_EQ(proposal.shape.trailer, "/register/@antall");
    EXPECT_EQ(proposal.shape.layout.xml.join.at("spraak"), ", ");
    EXPECT_EQ(list_of(proposal, "sted_kommune"), "municipality");
    EXPECT_TRUE(field(proposal, "dato").field.optional_column);
    EXPECT_TRUE(has(all_text(proposal), "trailer: true"));
    EXPECT_TRUE(has(refusal("<a><b>1</b></a>"), "no record recognised"));
    EXPECT_TRUE(has(refusal("<a><b>1</b><b>2"), "cut"));
    EXPECT_TRUE(has(refusal("<!DOCTYPE a><a><b>1</b><b>2</b></a>"), "SYS-E030"));
    EXPECT_TRUE(has(refusal("<!DOCTYPE html>\n<html><body><p>Logg inn</p></body></html>"), "this is a web page"));
}

TEST_F(Shapes, RecordsWithoutAPlainValueAreRefused) {
    const auto nested =
        refusal("<r><row><c><d>a</d></c><c><d>b</d></c></row><row><c><d>1</d></c><c><d>2</d></c></row></r>");
    EXPECT_TRUE(has(nested, "no record has a plain value: elements /r/row hold only repeated elements")) << nested;
    const std::string row = "<Row><Cell><Data>0301</Data></Cell><Cell><Data>7</Data></Cell></Row>";
    const auto workbook = refusal(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
        "<Worksheet><Table>" +
        row + row + "</Table></Worksheet></Workbook>");
    EXPECT_TRUE(has(workbook, "a workbook saved as XML")) << workbook;
    EXPECT_TRUE(has(workbook, "save it as .xlsx")) << workbook;
    EXPECT_TRUE(has(refusal(R"([{"a": {"b": [1]}}, {"a": {"b": [2]}}])"), "no key with a plain value"));
    EXPECT_TRUE(has(refusal("[{}, {}]"), "no key with a plain value"));
}

TEST_F(Shapes, Workbooks) {
    const auto text = [](const std::string& cell, const std::string& value) {
        return "<c r=\"" + cell + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    const std::string rows = "<row r=\"1\">" + text("B1", "Tittel") + "</row><row r=\"3\">" + text("B3", "kommune") +
                             text("C3", "antall") + "</row><row r=\"4\">" + text("B4", "0301") +
                             "<c r=\"C4\"><v>12</v></c></row><row r=\"5\">" + text("B5", "1103") +
                             "<c r=\"C5\"><v>7</v></c></row>";
    decode::testing::XlsxBuilder book;
    book.sheet("Forside", "<row r=\"1\">" + text("A1", "Hei") + "</row>").sheet("Tall", rows);
    const auto proposal = proposed(book.bytes());
    const auto& table = proposal.shape.layout.xlsx.tables.at(0);
    EXPECT_EQ(table.sheet, "Tall");
    EXPECT_EQ(table.header_row, 3U);
    EXPECT_EQ(list_of(proposal, "kommune"), "municipality");
    EXPECT_EQ(field(proposal, "antall").field.type, model::Type::integer);
    EXPECT_TRUE(says(proposal.shape.unread, "sheet 'Forside'"));
    Request other;
    other.sheet = "Forside";
    EXPECT_TRUE(has(refusal(book.bytes(), other), "no table recognised"));
}

TEST_F(Shapes, PackedSamples) {
    const std::string text = "kode;antall\na;1\nb;2\n";
    EXPECT_EQ(proposed(decode::testing::gzip(text)).shape.layout.compression, catalog::Compression::gzip);
    const auto zip = decode::testing::ZipBuilder().add("ut/data-2026.csv", text).bytes();
    EXPECT_EQ(proposed(zip).shape.layout.member, "*/*.csv");
    EXPECT_NE(refusal(zip.substr(0, zip.size() / 2)), "nothing was refused");
    const auto two = decode::testing::ZipBuilder().add("a.csv", text).add("b.txt", text).bytes();
    EXPECT_TRUE(has(refusal(two), "the zip archive has 2 members; a delivery is one; say which one with --member"));
    Request chosen;
    chosen.member = "*.csv";
    EXPECT_TRUE(proposed(two, chosen).shape.layout.ignore_other_members);
}

TEST_F(Shapes, BadSamplesAreRefusedWithPlaceAndRemedy) {
    EXPECT_TRUE(has(refusal(""), "the sample is empty (0 bytes)"));
    EXPECT_TRUE(has(refusal("  \n\n"), "nothing but whitespace"));
    EXPECT_TRUE(has(refusal("kode;navn\n"), "sample.csv:1: one line only"));
    EXPECT_TRUE(has(refusal("kode;navn;kode\na;b;c\n"), "sample.csv:1: columns 1 and 3 are both called 'kode'"));
    EXPECT_TRUE(has(refusal(std::string("a;b\0c;d\n1;2;3;4\n", 16)),
                    "the sample is no text: 1 control characters, the first at byte 3"));
    EXPECT_TRUE(has(refusal(wide("[{\"a\": 1}]", true)), "the document is UTF-16, which is read of CSV only"));
    EXPECT_TRUE(has(refusal("%PDF-1.4\nabc\n"), "it begins like a PDF document"));
    EXPECT_TRUE(has(refusal("bare en tekst\nuten noen tabell\n"), "no format recognised"));
    EXPECT_TRUE(has(refusal("0301Oslo      0012\n1103Stavanger 0007\n"),
                    "2 lines of 18 bytes each and no delimiter: fixed width"));
    std::string wide = "c0";
    std::string row = "1";
    for (int i = 1; i < 10'000; ++i) {
        wide += ";c" + std::to_string(i);
        row += ";1";
    }
    EXPECT_TRUE(has(refusal(wide + "\n" + row + "\n"), "columns; a table of the warehouse has at most 400"));
}

TEST_F(Shapes, ARecordCutByTheHeadLacksNothing) {
    std::string json = "[";
    std::string xml = "<r>";
    for (int i = 0; i < 4000; ++i) {
        const std::string number = std::to_string(i);
        const bool last = i == 3999;
        json += std::string(i == 0 ? "" : ",") + R"({"id": "k)" + number + R"(", "antall": )" + number +
                (last ? "}" : R"(, "sent": "x"})");
        xml += "<s id=\"k" + number + "\"><antall>" + number + "</antall>" + (last ? "" : "<sent>x</sent>") + "</s>";
    }
    Request request;
    for (std::size_t bytes = 60'000; bytes < 60'060; bytes += 4) {
        request.bounds.head_bytes = bytes;
        for (const auto& text : {json + "]", xml + "</r>"}) {
            const auto proposal = proposed(text, request);
            EXPECT_EQ(proposal.profile.records, 4000U);
            EXPECT_TRUE(field(proposal, "antall").field.required) << bytes;
            EXPECT_FALSE(field(proposal, "antall").field.optional_column) << bytes;
            EXPECT_TRUE(field(proposal, "sent").field.optional_column) << "one record behind the head lacks it";
        }
    }
}

TEST_F(Shapes, ALargeSampleIsReadUpToTheBounds) {
    std::string text = "kode;antall\n";
    for (int i = 0; i < 100'000; ++i) text += "k" + std::to_string(i) + ";" + std::to_string(i) + "\n";
    Request request;
    request.bounds.records = 1000;
    request.bounds.head_bytes = 4096;
    const auto proposal = proposed(text, request);
    EXPECT_EQ(proposal.profile.records, 1000U);
    EXPECT_FALSE(proposal.profile.whole);
    EXPECT_LT(proposal.profile.bytes, text.size() / 2) << "what is not looked at is not read";
    EXPECT_TRUE(has(all_text(proposal), "the first 1 000 records ("));
    EXPECT_TRUE(has(all_text(proposal), "the rest was not read"));
}

}  // namespace
}  // namespace tilsig::propose::testing
