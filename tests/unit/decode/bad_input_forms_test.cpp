// What programs leave at the ends of files, and files in UTF-16 that are not what was agreed.
#include <functional>

#include "decode/container/zip_archive.hpp"
#include "decode/spool.hpp"
#include "decode_support.hpp"
#include "utf16_text.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;
using catalog::Encoding;

const std::vector<Row> two_rows{{"0301", "1"}, {"1103", "2"}};

void expect_two_rows(const Decoded& decoded, std::size_t size) {
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, two_rows);
    EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
    expect_closed_account(decoded, size);
}

void expect_refused_as(const Decoded& decoded, std::string_view code, const std::string& part) {
    EXPECT_EQ(decoded.error_code, code) << decoded.error;
    EXPECT_NE(decoded.error.find(part), std::string::npos) << decoded.error;
    EXPECT_TRUE(decoded.rows.empty());
}

TEST(BadInput, CsvEndMark) {
    const auto contract = contract_of({"kode", "verdi"});
    const std::string text = "kode;verdi\r\n0301;1\r\n1103;2";
    for (const std::string end : {"\r\n\x1A", "\x1A", "\r\n\x1A\x1A\x1A", "\r\n\r\n\x1A"}) {
        const std::string bytes = text + end;
        for (const std::size_t piece : {1U, 4096U}) {
            const auto decoded = decode_all(contract, csv_layout(), bytes, piece);
            expect_two_rows(decoded, bytes.size());
            EXPECT_EQ(decoded.codes(), std::vector<std::string>{code::end_mark.str()});
            const auto marks = static_cast<std::uint64_t>(std::count(end.begin(), end.end(), '\x1A'));
            EXPECT_EQ(decoded.report.bytes.trailer, marks);
            EXPECT_EQ(decoded.notes[0].place.offset, bytes.size() - marks);
        }
    }
    auto with_trailer = csv_layout();
    with_trailer.csv.trailer_prefix = "#SLUTT";
    const std::string bytes = text + "\r\n#SLUTT\r\n\x1A";
    expect_two_rows(decode_all(contract, with_trailer, bytes), bytes.size());
    // A mark says where the file ends, not what is in it.
    const auto cut = decode_all(contract, csv_layout(), "kode;verdi\n0301;1\n1103\x1A");
    ASSERT_EQ(cut.unreadable.size(), 1U);
    EXPECT_EQ(cut.unreadable[0].code, code::ragged);
    const auto inside = decode_all(contract, csv_layout(), "kode;verdi\n0301;1\x1A\n1103;2\n");
    EXPECT_FALSE(inside.has(code::end_mark));
    EXPECT_EQ(inside.rows[0][1], "1\x1A");
    auto nil = contract;
    nil.completeness.nothing_is_normal = true;
    const auto nothing = decode_all(nil, csv_layout(), "\x1A");
    EXPECT_TRUE(nothing.report.closed);
    expect_closed_account(nothing, 1);
}

TEST(BadInput, FixedEndMark) {
    const auto contract = contract_of({"kode", "verdi"});
    catalog::Layout layout;
    layout.format = catalog::FormatKind::fixed;
    layout.fixed.record_length = 5;
    layout.fixed.columns = {{"kode", 1, 4, {}}, {"verdi", 5, 1, {}}};
    for (const std::string end : {"\r\n\x1A", "\x1A"}) {
        const std::string bytes = "03011\r\n11032" + end;
        const auto decoded = decode_all(contract, layout, bytes);
        expect_two_rows(decoded, bytes.size());
        EXPECT_EQ(decoded.codes(), std::vector<std::string>{code::end_mark.str()});
    }
}

TEST(BadInput, CsvSeparatorLine) {
    const auto contract = contract_of({"kode", "verdi"});
    const std::string text = "kode;verdi\r\n0301;1\r\n1103;2\r\n";
    for (const std::string head : {"", "sep=;\r\n", "\xEF\xBB\xBFsep=;\r\n", "SEP=;\n", "\"sep=;\"\r\n", "sep=,\r\n"}) {
        const std::string bytes = head + text;
        for (const std::size_t piece : {1U, 4096U}) {
            const auto decoded = decode_all(contract, csv_layout(), bytes, piece);
            expect_two_rows(decoded, bytes.size());
            EXPECT_EQ(decoded.report.bytes.preface, head.size());
        }
    }
    // Who has declared it as a line before the header has it there.
    auto declared = csv_layout();
    declared.csv.preface_lines = 1;
    expect_two_rows(decode_all(contract, declared, "sep=;\r\n" + text), text.size() + 7);
    auto bare = csv_layout();
    bare.csv.header_rows = 0;
    bare.csv.columns = {"kode", "verdi"};
    expect_two_rows(decode_all(contract, bare, "sep=;\r\n0301;1\r\n1103;2\r\n"), 23);
    // A column may be called so.
    const auto column = decode_all(contract_of({"sep=a", "b"}), csv_layout(), "sep=a;b\n1;2\n");
    EXPECT_EQ(column.rows, (std::vector<Row>{{"1", "2"}})) << column.error;
}

TEST(BadInput, CsvUtf16Unmarked) {
    const auto contract = contract_of({"kode", "verdi"});
    expect_refused_as(decode_all(contract, csv_layout(), utf16_of("kode;verdi\n0301;1\n", true)), code::encoding,
                      "declare `encoding: utf-16le`");
    expect_refused_as(decode_all(contract, csv_layout(), utf16_of("kode;verdi\n0301;1\n", false)), code::encoding,
                      "declare `encoding: utf-16be`");
    expect_refused_as(decode_all(contract, csv_layout(), "\xFF\xFE" + utf16_of("kode;verdi\n0301;1\n", true)),
                      code::encoding, "declare `encoding: utf-16`");
}

TEST(BadInput, CsvUtf16OrderNotSaid) {
    expect_refused_as(
        decode_all(contract_of({"kode"}), csv_layout(';', Encoding::utf16), utf16_of("kode\n0301\n", true)),
        code::encoding, "no byte-order mark");
}

TEST(BadInput, CsvUtf16OtherOrder) {
    expect_refused_as(decode_all(contract_of({"kode"}), csv_layout(';', Encoding::utf16le),
                                 "\xFE\xFF" + utf16_of("kode\n0301\n", false)),
                      code::encoding, "begins with the mark of UTF-16BE");
}

TEST(BadInput, CsvUtf16ThatIsNone) {
    for (const auto encoding : {Encoding::utf16, Encoding::utf16le, Encoding::utf16be})
        expect_refused_as(decode_all(contract_of({"kode"}), csv_layout(';', encoding), "kode\n0301\n"), code::encoding,
                          "is no UTF-16");
}

TEST(BadInput, CsvUtf16Truncated) {
    const std::string bytes = utf16_of("kode\n0301\n\U0001F600\n", true);
    const auto layout = csv_layout(';', Encoding::utf16le);
    expect_refused_as(decode_all(contract_of({"kode"}), layout, bytes.substr(0, bytes.size() - 1)), code::cut,
                      "within a character");
    // Between two characters it is cut as any CSV is.
    const auto between = decode_all(contract_of({"kode"}), layout, bytes.substr(0, 18));
    EXPECT_FALSE(between.report.closed);
}

TEST(BadInput, CsvUtf16HalfCharacter) {
    std::string bytes = utf16_of("kode\n0301\n\U0001F600\n", true);
    bytes.erase(bytes.size() - 4, 2);  // the second half of the pair
    expect_refused_as(decode_all(contract_of({"kode"}), csv_layout(';', Encoding::utf16le), bytes), code::encoding,
                      "byte 20: half a character");
    expect_refused_as(decode_all(contract_of({"kode"}), csv_layout(';', Encoding::utf16be),
                                 utf16_of("kode\n", false) + "\xDC\x01" + utf16_of("\n", false)),
                      code::encoding, "byte 10: half a character");
}

TEST(BadInput, CsvDecomposedNames) {
    auto contract = contract_of({"\u00C5r", "Bl\u00E5b\u00E6r"});
    const auto csv = decode_all(contract, csv_layout(), "A\u030Ar;Bla\u030Ab\u00E6r\n2024;1\n");
    ASSERT_TRUE(csv.refused.empty()) << csv.error;
    EXPECT_EQ(csv.rows, (std::vector<Row>{{"2024", "1"}}));
    const auto again =
        decode_all(contract, csv_layout(), "A\u030Ar;Bla\u030Ab\u00E6r\n2024;1\n\"A\u030Ar\";Bla\u030Ab\u00E6r\n");
    EXPECT_TRUE(again.has(code::repeated_header));
    const auto near = decode_all(contract, csv_layout(), "a\u030Ar;Bla\u030Ab\u00E6r\n2024;1\n");
    EXPECT_NE(near.error.find("differs only by upper and lower case"), std::string::npos) << near.error;
    const auto twice = decode_all(contract, csv_layout(), "A\u030Ar;\u00C5r;Bl\u00E5b\u00E6r\n2024;2024;1\n");
    EXPECT_EQ(twice.error_code, code::duplicate_column);
}

TEST(BadInput, JsonDecomposedNames) {
    const auto decoded =
        decode_all(contract_of({"\u00C5r"}), json_layout(), "[{\"A\u030Ar\":\"2024\"},{\"\u00C5r\":\"2025\"}]");
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"2024"}, {"2025"}}));
}

TEST(BadInput, XlsxDecomposedNames) {
    XlsxBuilder book;
    book.sheet("\u00C5r", row(1, text_cell("A1", "A\u030Ar") + text_cell("B1", "Bla\u030A")) +
                              row(2, number_cell("A2", "2024") + number_cell("B2", "1")));
    auto contract = contract_of({"\u00C5r", "farge"});
    auto layout = xlsx_layout("A\u030Ar");
    layout.xlsx.tables[0].names = {{"Bl\u00E5", "farge"}};
    const auto decoded = decode_all(contract, layout, book.bytes());
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"2024", "1"}}));
}

TEST(BadInput, JsonExponents) {
    auto contract = contract_of({"antall", "andel", "kode"});
    contract.fields[0].type = model::Type::integer;
    contract.fields[1].type = model::Type::decimal;
    const auto decoded = decode_all(contract, json_layout(),
                                    R"([{"antall":1.2E+3,"andel":0.1e-2,"kode":1e5},
                                        {"antall":-0,"andel":1e999,"kode":"1e5"},
                                        {"antall":"1e5","andel":12.50,"kode":null}])");
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    // A text keeps what was written; what no number of ours can hold is left for the value's own finding.
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1200", "0.001", "1e5"}, {"-0", "1e999", "1e5"}, {"1e5", "12.50", {}}}));
}

TEST(BadInput, JsonNumbersOfMarkedFields) {
    auto contract = contract_of({"pris", "andel", "navn"});
    contract.fields[0].type = contract.fields[1].type = model::Type::decimal;
    contract.fields[0].format.decimal_mark = contract.fields[1].format.decimal_mark = ',';
    contract.fields[0].format.strip = "kr";
    contract.fields[1].format.strip = "%";
    const auto decoded =
        decode_all(contract, json_layout(),
                   R"([{"pris":12.5,"andel":"32,6 %","navn":1.5},{"pris":"kr 3","andel":0.326,"navn":"1.5"}])");
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"12,5kr", "32,6 %", "1.5"}, {"kr 3", "0,326", "1.5"}}));
}

TEST(BadInput, JsonStatExponents) {
    auto contract = contract_of({"region", "value"});
    contract.fields[1].type = model::Type::decimal;
    const auto decoded = decode_all(contract, jsonstat_layout(),
                                    R"({"version":"2.0","class":"dataset","id":["region"],"size":[2],
                       "dimension":{"region":{"category":{"index":["0301","1103"]}}},"value":[1.25e1,3.10]})");
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"0301", "12.5"}, {"1103", "3.10"}}));
}

/// The small workbook with its members under other names.
std::string renamed(const std::function<std::string(std::string)>& rename) {
    const std::string bytes = small_book().bytes();
    Spool spool;
    spool.write(bytes);
    ZipArchive archive(spool, "delivery");
    ZipBuilder zip;
    for (const auto& member : archive.members()) {
        const auto source = archive.open(member);
        std::string content(static_cast<std::size_t>(member.inflated) + 1, '\0');
        std::size_t have = 0;
        while (const std::size_t count = source(content.data() + have, content.size() - have)) have += count;
        zip.add(rename(member.name), content.substr(0, have));
    }
    return zip.bytes();
}

TEST(BadInput, XlsxPartNames) {
    const auto contract = contract_of({"a", "b"});
    const auto read = [&](const std::string& bytes) { return decode_all(contract, xlsx_layout(), bytes); };
    const auto upper = [](std::string name) {
        for (char& c : name)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
        return name;
    };
    const auto backslashes = [](std::string name) {
        std::replace(name.begin(), name.end(), '/', '\\');
        return name;
    };
    for (const auto& bytes : {renamed(upper), renamed(backslashes)}) {
        const auto decoded = read(bytes);
        EXPECT_EQ(decoded.rows, (std::vector<Row>{{"x", "1"}})) << decoded.error;
    }
    auto twice = small_book();
    twice.parts["XL/Workbook.xml"] = "<workbook/>";
    expect_refused_as(read(twice.bytes()), code::member, "same name");
    auto outside = small_book();
    outside.parts["xl\\..\\..\\x"] = "x";
    expect_refused_as(read(outside.bytes()), code::member, "out of the archive");
}

TEST(BadInput, XlsxUnits) {
    XlsxBuilder book;
    book.number_formats = "<numFmt numFmtId=\"164\" formatCode=\"0.0\\ %\"/>";
    book.cell_styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"164\"/>";
    book.sheet("Data", row(1, text_cell("A1", "pris") + text_cell("B1", "andel")) +
                           row(2, text_cell("A2", "12,5 kr") + text_cell("B2", "32,6 %")) +
                           row(3, number_cell("A3", "12.5") + number_cell("B3", "0.32600000000000001", 1)) +
                           row(4, number_cell("A4", "-3") + number_cell("B4", "1.05E-2", 2)) +
                           row(5, number_cell("A5", "0") + number_cell("B5", "0.326")));
    auto contract = contract_of({"pris", "andel"});
    for (auto& field : contract.fields) {
        field.type = model::Type::decimal;
        field.format.decimal_mark = ',';
    }
    contract.fields[0].format.strip = "kr";
    contract.fields[1].format.strip = "%";
    const auto decoded = decode_all(contract, xlsx_layout(), book.bytes());
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    // A number that is not shown as a percentage gets no sign: it will be told as a value without one.
    EXPECT_EQ(decoded.rows,
              (std::vector<Row>{{"12,5 kr", "32,6 %"}, {"12,5kr", "32,6%"}, {"-3kr", "1,05%"}, {"0kr", "0,326"}}));
    contract.fields[1].format.strip.clear();
    EXPECT_EQ(decode_all(contract, xlsx_layout(), book.bytes()).rows[2][1], "0,0105");
}

}  // namespace
}  // namespace tilsig::decode::testing
