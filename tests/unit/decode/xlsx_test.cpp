// A workbook as a source: tables in sheets become records with sheet, row and column.
#include "decode/xlsx/values.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;

catalog::XlsxTable table(const std::string& sheet, std::uint32_t first, std::uint32_t last, std::uint64_t header) {
    catalog::XlsxTable made;
    made.sheet = sheet;
    made.first_column = first;
    made.last_column = last;
    made.header_row = header;
    return made;
}

TEST(Xlsx, TwoTablesSideBySideUnderABlankRow) {
    XlsxBuilder book;
    book.strings = "<si><t>Kommune</t></si><si><t>Personer</t></si><si><t>4001 Porsgrunn</t></si><si><t>*</t></si>";
    const auto s = [](const std::string& name, int number) {
        return "<c r=\"" + name + "\" t=\"s\"><v>" + std::to_string(number) + "</v></c>";
    };
    book.sheet("Telemark", row(1, "") + row(2, s("B2", 0) + s("C2", 1) + s("E2", 0) + s("F2", 1)) +
                               row(3, s("B3", 2) + number_cell("C3", "68") + s("E3", 2) + s("F3", 3)) +
                               row(4, s("B4", 2) + number_cell("C4", "600000e-6")) + row(5, "<c r=\"B5\" s=\"1\"/>"));
    auto contract = contract_of({"area", "persons"});
    auto layout = xlsx_layout();
    layout.xlsx.tables = {table("Telemark", 2, 3, 2), table("Telemark", 5, 6, 2)};
    for (auto& one : layout.xlsx.tables) one.names = {{"Kommune", "area"}, {"Personer", "persons"}};
    contract.fields[1].type = model::Type::decimal;
    const auto decoded = decode_all(contract, layout, book.bytes());
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows,
              (std::vector<Row>{{"4001 Porsgrunn", "68"}, {"4001 Porsgrunn", "*"}, {"4001 Porsgrunn", "0.6"}}));
    EXPECT_TRUE(decoded.report.closed);
    ASSERT_EQ(decoded.places.size(), 3U);
    EXPECT_EQ(decoded.places[1].sheet, 1U);
    EXPECT_EQ(decoded.places[1].line, 3U);
    EXPECT_EQ(decoded.places[1].column, 5U);
    EXPECT_EQ(decoded.report.bytes.header, 4U);
    EXPECT_EQ(decoded.report.bytes.record, 6U);
    EXPECT_EQ(decoded.report.bytes.blank, 1U);
    expect_closed_account(decoded, 11);
}

TEST(Xlsx, TablesOneBelowTheOtherAndOverSeveralSheets) {
    XlsxBuilder book;
    book.sheet("One", row(1, text_cell("A1", "a")) + row(2, text_cell("A2", "1")) + row(4, text_cell("A4", "a")) +
                          row(5, text_cell("A5", "2")));
    book.sheet("Two", row(7, text_cell("C7", "a")) + row(8, text_cell("C8", "3")));
    auto layout = xlsx_layout();
    layout.xlsx.tables = {table("Two", 3, 3, 7), table("One", 1, 1, 1), table("One", 1, 1, 4)};
    const auto decoded = decode_all(contract_of({"a"}), layout, book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1"}, {"2"}, {"3"}})) << decoded.error;
}

TEST(Xlsx, ANumberGetsTheMarkThatTextsBesideItHave) {
    XlsxBuilder book;
    book.sheet("One", row(1, text_cell("A1", "hours")) + row(2, number_cell("A2", "42.5")) +
                          row(3, text_cell("A3", "6,0")) + row(4, number_cell("A4", "7")));
    auto contract = contract_of({"hours"});
    contract.fields[0].type = model::Type::decimal;
    contract.fields[0].format.decimal_mark = ',';
    auto layout = xlsx_layout();
    layout.xlsx.tables = {table("One", 1, 1, 1)};
    const auto decoded = decode_all(contract, layout, book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"42,5"}, {"6,0"}, {"7"}})) << decoded.error;
}

TEST(Xlsx, NumbersKeepEveryDigit) {
    for (const auto& [written, plain] : std::map<std::string, std::string>{{"600000e-6", "0.6"},
                                                                           {"1220", "1220"},
                                                                           {"8.3485034503196296", "8.3485034503196296"},
                                                                           {"1E3", "1000"},
                                                                           {"1.25E+2", "125"},
                                                                           {"-1.5e-3", "-0.0015"},
                                                                           {"0.0", "0"},
                                                                           {"-0", "0"},
                                                                           {"9007199254740993", "9007199254740993"},
                                                                           {"10.50", "10.5"}}) {
        EXPECT_EQ(plain_number(written), plain) << written;
    }
    for (const char* none : {"", "-", "e5", "1e", "1e999", "0x10", "1,5", "NaN", "1e+300"})
        EXPECT_FALSE(plain_number(none)) << none;
}

TEST(Xlsx, NamesOfCells) {
    EXPECT_EQ(cell_name(12, 28), "AB12");
    EXPECT_EQ(cell_name(1, 16384), "XFD1");
    EXPECT_EQ(parse_cell_name("XFD1048576")->column, 16384U);
    for (const char* none : {"", "A", "1", "A0", "XFE1", "A1048577", "a1", "A1B"})
        EXPECT_FALSE(parse_cell_name(none)) << none;
}

TEST(Xlsx, DatesByNumberFormatInBothCalendars) {
    EXPECT_EQ(serial_date("45658", false, "yyyy-MM-dd"), "2025-01-01");
    EXPECT_EQ(serial_date("59", false, "dd.MM.yyyy"), "28.02.1900");
    EXPECT_EQ(serial_date("61", false, "ddMMyy"), "010300");
    EXPECT_EQ(serial_date("0", true, "yyyyMMdd"), "19040101");
    for (const char* none : {"60", "0", "45658.5", "-1", "99999999"})
        EXPECT_FALSE(serial_date(none, false, "yyyy-MM-dd")) << none;

    XlsxBuilder book;
    book.number_formats =
        "<numFmt numFmtId=\"170\" formatCode=\"[$-414]d. mmmm yyyy;@\"/><numFmt numFmtId=\"171\" formatCode=\"0.00 "
        "&quot;dager&quot;\"/>";
    book.cell_styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/>";
    book.sheet(
        "Data",
        row(1, text_cell("A1", "a") + text_cell("B1", "b") + text_cell("C1", "c")) +
            row(2, number_cell("A2", "45658", 1) + number_cell("B2", "45658", 2) + number_cell("C2", "45658", 3)) +
            row(3, number_cell("A3", "45658.25", 1)) + row(4, "<c r=\"A4\" t=\"d\"><v>2025-01-01T00:00:00</v></c>"));
    auto contract = contract_of({"a", "b", "c"});
    contract.fields[0].type = contract.fields[1].type = model::Type::date;
    contract.fields[1].format.date = "dd.MM.yyyy";
    contract.fields[2].type = model::Type::integer;
    auto decoded = decode_all(contract, xlsx_layout(), book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"2025-01-01", "01.01.2025", "45658"}, {"2025-01-01", {}, {}}}))
        << decoded.error;
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].code, code::date_cell);
    book.from_1904 = true;
    decoded = decode_all(contract, xlsx_layout(), book.bytes());
    EXPECT_EQ(decoded.rows.at(0).at(0), "2029-01-02");
}

TEST(Xlsx, WhatANumberFormatShows) {
    for (const char* code : {"yyyy-mm-dd", "[$-414]d. mmmm yyyy;@", "mmm", "dd.mm.yyyy hh:mm", "yy"})
        EXPECT_EQ(number_style(code), NumberStyle::date) << code;
    for (const char* code : {"hh:mm", "h:mm AM/PM", "mm:ss.0", "[$-414]hh:mm"})
        EXPECT_EQ(number_style(code), NumberStyle::time) << code;
    for (const char* code : {"[h]:mm", "[hh]:mm:ss", "[mm]:ss", "[Red][h]:mm", "[s]"})
        EXPECT_EQ(number_style(code), NumberStyle::elapsed) << code;
    for (const char* code : {"0.00", "#,##0", "0 \"dager\"", "General", "[Red]0;[Blue]-0", "0;\"d\""})
        EXPECT_EQ(number_style(code), NumberStyle::plain) << code;
    EXPECT_EQ(number_style(14), NumberStyle::date);
    EXPECT_EQ(number_style(20), NumberStyle::time);
    EXPECT_EQ(number_style(22), NumberStyle::date);
    EXPECT_EQ(number_style(46), NumberStyle::elapsed);
    EXPECT_EQ(number_style(4), NumberStyle::plain);
}

TEST(Xlsx, TimesAsDoublesHoldThem) {
    EXPECT_EQ(serial_moment("45688.427083333336", false), "2025-01-31T10:15:00");
    EXPECT_EQ(serial_moment("45688.9999999999", false), "2025-02-01T00:00:00") << "the next day, not 24:00";
    EXPECT_EQ(serial_moment("45688.4270949074", false), "2025-01-31T10:15:01");
    EXPECT_EQ(serial_moment("45688.00000578704", false), "2025-01-31T00:00:00.500");
    EXPECT_EQ(serial_moment("60.5", false), std::nullopt);
    EXPECT_EQ(serial_span("0.25"), "06:00");
    EXPECT_EQ(serial_span("1.5"), "36:00");
    EXPECT_EQ(serial_span("0.0007523148148148"), "00:01:05");
    EXPECT_EQ(serial_span("-1"), std::nullopt);
    EXPECT_EQ(shortest_number("5.0999999999999996"), "5.1");
    EXPECT_EQ(shortest_number("0.10000000000000001"), "0.1");
    EXPECT_EQ(shortest_number("12345678901234567890"), "12345678901234567890") << "no double wrote this";
    EXPECT_EQ(shortest_number("1234.5"), "1234.5");
}

TEST(Xlsx, ATimeFitsTextAndTimestampAndIsNeverADateOrANumber) {
    XlsxBuilder book;
    book.number_formats = "<numFmt numFmtId=\"170\" formatCode=\"[h]:mm\"/>";
    book.cell_styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"170\"/>";
    const auto line = [](int number, const std::string& value, int style) {
        std::string cells;
        for (const char* column : {"A", "B", "C", "D"})
            cells += number_cell(column + std::to_string(number), value, style);
        return row(number, cells);
    };
    const auto read = [&](std::size_t field, model::Type type) {
        auto contract = contract_of({"a", "b", "c", "d"});
        contract.fields[field].type = type;
        return decode_all(contract, xlsx_layout(), book.bytes());
    };
    book.sheet("Data",
               row(1, text_cell("A1", "a") + text_cell("B1", "b") + text_cell("C1", "c") + text_cell("D1", "d")) +
                   line(2, "45688.427083333336", 1) + line(3, "0.25", 2) + line(4, "1.5", 3) + line(5, "45688", 1));
    const auto texts = read(0, model::Type::text);
    ASSERT_EQ(texts.rows.size(), 4U) << texts.error;
    EXPECT_EQ(texts.rows[0][0], "2025-01-31T10:15:00");
    EXPECT_EQ(texts.rows[1][0], "06:00");
    EXPECT_EQ(texts.rows[2][0], "36:00");
    EXPECT_EQ(texts.rows[3][0], "2025-01-31");
    const auto moments = read(1, model::Type::timestamp);
    ASSERT_EQ(moments.rows.size(), 2U);
    EXPECT_EQ(moments.rows[0][1], "2025-01-31T10:15:00");
    EXPECT_EQ(moments.rows[1][1], "2025-01-31T00:00:00");
    const auto dates = read(2, model::Type::date);
    EXPECT_EQ(dates.rows.size(), 1U);
    ASSERT_EQ(dates.unreadable.size(), 3U);
    EXPECT_NE(dates.unreadable[2].message.find("cell C4 holds a length of time, which is no date"), std::string::npos)
        << dates.unreadable[2].message;
    EXPECT_EQ(dates.unreadable[2].place.column, 3U);
    const auto numbers = read(3, model::Type::decimal);
    EXPECT_TRUE(numbers.rows.empty()) << "neither 1.5 for 36 hours nor 45688 for a day";
    EXPECT_EQ(numbers.unreadable.size(), 4U);
    for (const auto& finding : numbers.unreadable) EXPECT_EQ(finding.code, code::date_cell);
}

TEST(Xlsx, EveryCellOfARecordHasItsPlace) {
    XlsxBuilder book;
    book.sheet("Data", row(1, text_cell("A1", "note") + text_cell("B1", "a") + text_cell("D1", "b")) +
                           row(2, text_cell("B2", "x") + text_cell("D2", "y")) +
                           row(5, text_cell("A5", "b") + text_cell("B5", "a")) + row(6, text_cell("A6", "y")));
    auto layout = xlsx_layout();
    layout.xlsx.tables = {table("Data", 1, 4, 1), table("Data", 1, 2, 5)};
    layout.xlsx.tables[0].unnamed = {"more"};
    const auto bytes = book.bytes();
    const auto contract = contract_of({"a", "b"});
    const auto decoder = make_decoder(contract, layout, source_of(bytes), "delivery");
    model::Batch batch;
    std::vector<model::Finding> findings;
    (void)decoder->next(batch, findings);
    ASSERT_EQ(batch.rows(), 2U);
    EXPECT_EQ(batch.place_of(0, 0).column, 2U);
    EXPECT_EQ(batch.place_of(0, 1).column, 4U);
    EXPECT_EQ(batch.place_of(1, 0).column, 2U) << "of the table below";
    EXPECT_EQ(batch.place_of(1, 1).column, 1U);
    EXPECT_EQ(batch.place_of(1, 1).line, 6U);
}

TEST(Xlsx, TextsInAllTheirForms) {
    XlsxBuilder book;
    book.strings =
        "<si><r><rPr><b/></rPr><t>Nord</t></r><r><t xml:space=\"preserve\">land </t></r><rPh sb=\"0\" "
        "eb=\"1\"><t>phonetic</t></rPh></si>"
        "<si><t>a_x000A_b &amp; _x0041_ _xZZZZ_</t></si><si/>";
    book.sheet("Data", row(1, text_cell("A1", "a")) + row(2, "<c r=\"A2\" t=\"s\"><v>0</v></c>") +
                           row(3, "<c r=\"A3\" t=\"s\"><v>1</v></c>") + row(4, "<c r=\"A4\" t=\"s\"><v>2</v></c>") +
                           row(5, "<c r=\"A5\" t=\"str\"><f>B1</f><v>made</v></c>") +
                           row(6, "<c r=\"A6\" t=\"b\"><v>1</v></c>") +
                           row(7, "<c r=\"A7\" t=\"inlineStr\"><is><r><t>x</t></r><r><t>y</t></r></is></c>"));
    const auto decoded = decode_all(contract_of({"a"}), xlsx_layout(), book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"Nordland "}, {"a\nb & A _xZZZZ_"}, {"made"}, {"TRUE"}, {"xy"}}))
        << decoded.error;
    EXPECT_EQ(decoded.report.bytes.blank, 1U) << "an empty string is an empty cell";
    EXPECT_EQ(decoded.finding(code::formula).place.line, 5U);
}

TEST(Xlsx, OddThingsAreToldOnceWithTheirFirstPlace) {
    XlsxBuilder book;
    book.sheet("Data",
               row(1, text_cell("B1", "Tittel")) + row(2, text_cell("A2", "kode") + text_cell("B2", "navn")) +
                   row(3, number_cell("A3", "301") + text_cell("B3", "Oslo")) +
                   row(4, number_cell("A4", "1103") + text_cell("B4", "Stavanger") + text_cell("D4", "notat")),
               "hidden", "<mergeCells><mergeCell ref=\"A4:A5\"/><mergeCell ref=\"A1:B1\"/></mergeCells>");
    book.sheet("Andre", "");
    auto contract = contract_of({"kode", "navn"});
    contract.fields[0].type = model::Type::code;
    auto layout = xlsx_layout();
    layout.xlsx.tables[0] = table("", 1, 2, 2);
    layout.xlsx.tables[0].sheet_index = 1;
    const auto decoded = decode_all(contract, layout, book.bytes());
    ASSERT_EQ(decoded.rows.size(), 2U) << decoded.error;
    EXPECT_EQ(decoded.codes(), (std::vector<std::string>{"SYS-S041", "SYS-S041", "SYS-S044", "SYS-S046", "SYS-S047"}));
    EXPECT_NE(decoded.finding(code::number_for_text).message.find("2 cells"), std::string::npos);
    EXPECT_NE(decoded.finding(code::number_for_text).message.find("A3"), std::string::npos);
    EXPECT_EQ(decoded.finding(code::number_for_text).field, "kode");
    EXPECT_NE(decoded.finding(code::outside).message.find("D4"), std::string::npos);
    EXPECT_NE(decoded.finding(code::merged).message.find("1 cells"), std::string::npos)
        << "a merged title is no matter";
    EXPECT_NE(decoded.finding(code::extra_sheet).message.find("hidden"), std::string::npos);
    EXPECT_EQ(decoded.report.bytes.preface, 1U);
    EXPECT_EQ(decoded.report.bytes.trailer, 1U);
    expect_closed_account(decoded, 8);
}

TEST(Xlsx, AnErrorCellIsAMarkerOrKeepsItsRecordOut) {
    XlsxBuilder book;
    book.sheet("Data", row(1, text_cell("A1", "a") + text_cell("B1", "b")) +
                           row(2, "<c r=\"A2\" t=\"e\"><v>#N/A</v></c>" + text_cell("B2", "x")) +
                           row(3, text_cell("A3", "x") + "<c r=\"B3\" t=\"e\"><v>#REF!</v></c>"));
    auto contract = contract_of({"a", "b"});
    contract.fields[0].missing["#N/A"] = "not_computable";
    const auto decoded = decode_all(contract, xlsx_layout(), book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"#N/A", "x"}}));
    ASSERT_EQ(decoded.unreadable.size(), 1U);
    EXPECT_EQ(decoded.unreadable[0].place.line, 3U);
    EXPECT_EQ(decoded.unreadable[0].place.column, 2U);
    EXPECT_NE(decoded.unreadable[0].message.find("sheet 'Data', cell B3"), std::string::npos);
    EXPECT_EQ(decoded.report.bytes.unreadable, 2U);
    expect_closed_account(decoded, 6);
}

TEST(Xlsx, NothingMayBeAnAnswer) {
    auto contract = contract_of({"a"});
    contract.completeness.nothing_is_normal = true;
    const auto decoded = decode_all(contract, xlsx_layout(), std::string());
    EXPECT_TRUE(decoded.refused.empty());
    EXPECT_TRUE(decoded.report.closed);
}

TEST(Xlsx, PiecesOfTheSourceDoNotMatter) {
    const std::string bytes = small_book().bytes();
    for (const std::size_t piece : {1U, 7U, 4096U})
        EXPECT_EQ(decode_all(contract_of({"a", "b"}), xlsx_layout(), bytes, piece).rows,
                  (std::vector<Row>{{"x", "1"}}));
}

}  // namespace
}  // namespace tilsig::decode::testing
