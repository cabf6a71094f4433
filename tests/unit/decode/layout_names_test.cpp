// What a layout says of its own year: other headers, an end of the table, sums in the trailer, the day it is of.
#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;

TEST(LayoutNames, SayWhatTheHeadersOfAYearAreCalled) {
    const auto contract = contract_of({"a", "b"});
    const std::vector<Row> rows{{"1", "2"}};
    auto csv = csv_layout();
    csv.names = {{"Gamle a", "a"}, {"A-en", "a"}};
    for (const char* bytes : {"Gamle a;b\n1;2\n", "b;A-en\n2;1\n", "a;b\n1;2\n"})
        EXPECT_EQ(decode_all(contract, csv, bytes).rows, rows) << bytes;
    const auto both = decode_all(contract, csv, "Gamle a;b;A-en\n1;2;3\n");
    EXPECT_EQ(both.error_code, code::duplicate_column) << both.error;
    auto json = json_layout();
    json.names = {{"om/gammel", "a"}};
    EXPECT_EQ(decode_all(contract, json, R"([{"om": {"gammel": 1}, "b": 2}])").rows, rows);
    EXPECT_EQ(decode_all(contract, json, R"([{"a": 1, "b": 2}])").rows, rows);
    auto xlsx = xlsx_layout();
    xlsx.names = {{"Gamle a", "a"}};
    XlsxBuilder book;
    book.sheet("Data", row(1, text_cell("A1", "Gamle a") + text_cell("B1", "b")) +
                           row(2, text_cell("A2", "1") + text_cell("B2", "2")));
    EXPECT_EQ(decode_all(contract, xlsx, book.bytes()).rows, rows);
}

TEST(LayoutNames, TheHeaderOnceMoreIsKnownUnderItsOwnNames) {
    auto csv = csv_layout();
    csv.names = {{"Gamle a", "a"}};
    const auto decoded = decode_all(contract_of({"a", "b"}), csv, "Gamle a;b\n1;2\n\"Gamle a\";b\n");
    EXPECT_TRUE(decoded.has(code::repeated_header));
    EXPECT_EQ(decoded.rows.size(), 1U);
}

TEST(EndOfTable, IsTheFirstFootnoteOfACsvFile) {
    auto layout = csv_layout();
    layout.csv.ends_before = {"Kilde", "1)"};
    const std::string bytes = "a;b\n1;2\n\nKilde: SSB \"x\nmer om \"det;\n1) noter;\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, bytes);
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"1", "2"}})) << decoded.error;
    EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
    EXPECT_GT(decoded.report.bytes.trailer, 0U);
    expect_closed_account(decoded, bytes.size());
    const auto quoted = decode_all(contract_of({"a", "b"}), layout, "a;b\n1;2\n\"Kilde: SSB\";\n");
    EXPECT_EQ(quoted.rows.size(), 1U);
    EXPECT_TRUE(quoted.report.closed);
}

TEST(EndOfTable, ARecordBehindItLeavesTheDeliveryInDoubt) {
    auto layout = csv_layout();
    layout.csv.ends_before = {"Kilde"};
    const auto csv = decode_all(contract_of({"a", "b"}), layout, "a;b\n1;2\nKilde: SSB\n3;4\n");
    EXPECT_FALSE(csv.report.closed);
    EXPECT_EQ(csv.finding(code::after_end).place.line, 4U);
    auto xlsx = xlsx_layout();
    xlsx.xlsx.ends_before = {"Kilde"};
    const auto rows_of = [](const std::string& below) {
        XlsxBuilder book;
        book.sheet("Data", row(1, text_cell("A1", "a") + text_cell("B1", "b")) +
                               row(2, text_cell("A2", "1") + text_cell("B2", "2")) +
                               row(3, text_cell("A3", "Kilde: SSB")) + below);
        return book.bytes();
    };
    const auto whole = decode_all(contract_of({"a", "b"}), xlsx, rows_of(row(4, text_cell("A4", "Mer om det"))));
    EXPECT_EQ(whole.rows, (std::vector<Row>{{"1", "2"}})) << whole.error;
    EXPECT_TRUE(whole.report.closed);
    EXPECT_EQ(whole.notes.size(), 0U) << "footnotes that were foreseen are not worth a word";
    expect_closed_account(whole, 6);
    const auto doubt =
        decode_all(contract_of({"a", "b"}), xlsx, rows_of(row(4, text_cell("A4", "3") + text_cell("B4", "4"))));
    EXPECT_FALSE(doubt.report.closed);
    EXPECT_NE(doubt.finding(code::after_end).message.find("row 4"), std::string::npos);
}

TEST(Unpivot, OfAWorkbookHasHeadersOverSeveralColumnsAndKeysOverSeveralRows) {
    XlsxBuilder book;
    book.sheet("Data", row(1, text_cell("A1", "Tabell 1")) + row(3, text_cell("C3", "2007") + text_cell("E3", "2008")) +
                           row(4, text_cell("C4", "Menn") + text_cell("D4", "Kvinner") + text_cell("E4", "Menn")) +
                           row(5, text_cell("A5", "0301") + text_cell("B5", "barn") + number_cell("C5", "1") +
                                      number_cell("D5", "2") + number_cell("E5", "3")) +
                           row(6, text_cell("B6", "voksne") + number_cell("C6", "4") + number_cell("E6", "6")) +
                           row(7, text_cell("A7", "Kilde: SSB")));
    auto contract = contract_of({"region", "age", "year", "sex", "value"});
    contract.fields[4].type = model::Type::integer;
    auto layout = xlsx_layout();
    layout.xlsx.tables.front().header_row = 3;
    layout.xlsx.ends_before = {"Kilde"};
    catalog::Unpivot unpivot;
    unpivot.keys = {"region", "age"};
    unpivot.headers = {"year", "sex"};
    unpivot.value = "value";
    unpivot.fill_down = {"region"};
    layout.unpivot = unpivot;
    const auto decoded = decode_all(contract, layout, book.bytes());
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"0301", "barn", "2007", "Menn", "1"},
                                              {"0301", "barn", "2007", "Kvinner", "2"},
                                              {"0301", "barn", "2008", "Menn", "3"},
                                              {"0301", "voksne", "2007", "Menn", "4"},
                                              {"0301", "voksne", "2007", "Kvinner", {}},
                                              {"0301", "voksne", "2008", "Menn", "6"}}))
        << decoded.error;
    EXPECT_EQ(decoded.places[1].line, 5U);
    EXPECT_EQ(decoded.places[1].column, 4U) << "the cell";
    EXPECT_TRUE(decoded.report.closed);
    expect_closed_account(decoded, 15);
}

TEST(ControlSums, OfTheTrailerAreComparedExactly) {
    auto contract = contract_of({"a", "persons", "kroner"});
    contract.fields[1].type = model::Type::integer;
    contract.fields[2].type = model::Type::decimal;
    contract.fields[2].format.scale = 2;
    contract.fields[2].format.decimal_mark = ',';
    auto layout = csv_layout();
    layout.csv.trailer_prefix = "#END";
    layout.csv.trailer_count_column = 2;
    layout.csv.trailer_sums = {{3, "persons"}, {4, "kroner"}};
    const std::string records = "a;persons;kroner\nx;3;0,10\ny;-1;0,2\nz;;\n";
    const auto reason_of = [&](const std::string& bytes) {
        const auto decoded = decode_all(contract, layout, bytes);
        EXPECT_EQ(decoded.report.closed, decoded.report.open_reason.empty());
        return decoded.report.open_reason;
    };
    EXPECT_EQ(reason_of(records + "#END;3;2;0,30\n"), "");
    EXPECT_EQ(reason_of(records + "#END;3;3;0,30\n"),
              "SYS-E016: the trailer states 3 as the sum of 'persons', the records come to 2");
    EXPECT_EQ(reason_of(records + "#END;3;2;0,31\n"),
              "SYS-E016: the trailer states 0.31 as the sum of 'kroner', the records come to 0.30");
    EXPECT_EQ(reason_of(records + "#END;3;2;123456789,00\n"),
              "SYS-E016: the trailer states 123,456,789.00 as the sum of 'kroner', the records come to 0.30");
    contract.fields[2].privacy = model::Privacy::personal;
    EXPECT_EQ(reason_of(records + "#END;3;2;0,31\n"),
              "SYS-E016: the trailer states another sum of 'kroner' than the records come to");
    EXPECT_EQ(reason_of(records + "#END;3;2\n"), "SYS-E016: cell 4 of the trailer is no sum of 'kroner'");
    EXPECT_EQ(reason_of(records + "#END;3;2;0.30\n"), "SYS-E016: cell 4 of the trailer is no sum of 'kroner'");
    EXPECT_EQ(reason_of(records + "w;1\n#END;4;9;9,99\n"), "") << "a line that cannot be read is missing from the sum";
    EXPECT_EQ(reason_of(records + "w;eleven;0,00\n#END;4;9;0,30\n"), "") << "so is a value";
}

TEST(StatedDay, IsReadOrLeavesTheDeliveryInDoubt) {
    auto json = json_layout("/rows");
    json.json.day = "/day";
    const auto day_in = [&](const std::string& said) {
        return decode_all(contract_of({"a"}), json, "{\"day\": " + said + ", \"rows\": [{\"a\": 1}]}").report;
    };
    EXPECT_EQ(day_in("\"2009-01-05\"").day, model::parse_iso_date("2009-01-05"));
    EXPECT_EQ(day_in("\"2009-01-05T23:59:00Z\"").day, model::parse_iso_date("2009-01-05"));
    for (const char* said : {"\"\"", "null", "20090105", "\"05.01.2009\"", "\"2009-02-30\"", "\"2009-01-055\""}) {
        EXPECT_FALSE(day_in(said).closed) << said;
        EXPECT_TRUE(day_in(said).open_reason.starts_with("SYS-E033: /day ")) << said;
    }
    auto xml = xml_layout();
    xml.xml.day = {xml_step("r"), {"", "day", true}};
    const auto contract = contract_of({"."});
    EXPECT_EQ(decode_all(contract, xml, "<r day='2009-01-05'><v>1</v></r>").report.day,
              model::parse_iso_date("2009-01-05"));
    EXPECT_TRUE(decode_all(contract, xml, "<r><v>1</v></r>").report.open_reason.starts_with("SYS-E033: /r/@day "));
}

}  // namespace
}  // namespace tilsig::decode::testing
