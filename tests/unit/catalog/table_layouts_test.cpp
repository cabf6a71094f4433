// Layouts of fixed width and of workbooks: what they may say, and each mistake with its place.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/readers.hpp"
#include "config/yaml.hpp"

namespace tilsig::catalog {
namespace {

struct Read {
    Contract contract;
    std::vector<std::string> lints;
};

Read read(const std::string& yaml) {
    Read result;
    config::Lints lints;
    const auto root = config::parse_yaml(yaml, "x.yaml", lints);
    read_layouts(root, result.contract, false, lints);
    result.lints = lints.lines();
    return result;
}

/// One layout of fixed width with this body, which begins in line 4.
Read read_fixed_body(const std::string& body) { return read("- name: one\n  format: fixed\n  fixed:\n" + body); }

Read read_tables(const std::string& tables) {
    return read("- name: one\n  format: xlsx\n  xlsx:\n    tables:\n" + tables);
}

void expect_lint(const Read& read, const std::string& text) {
    ASSERT_EQ(read.lints.size(), 1U) << join(read.lints, "\n");
    EXPECT_NE(read.lints[0].find(text), std::string::npos) << read.lints[0];
}

TEST(FixedLayout, ColumnsAndFillersCoverTheRecord) {
    const auto one = read_fixed_body(
        "    record_length: 10\n    columns: {b: [5, 2], a: [1, 4]}\n    filler: [[7, 4]]\n    unended_last_line: "
        "true\n");
    ASSERT_TRUE(one.lints.empty()) << join(one.lints, "\n");
    const auto& fixed = one.contract.layouts.at(0).fixed;
    EXPECT_EQ(fixed.record_length, 10);
    ASSERT_EQ(fixed.columns.size(), 2U);
    EXPECT_EQ(fixed.columns[0].name, "a");
    EXPECT_EQ(fixed.columns[1].from, 5);
    EXPECT_TRUE(fixed.unended_last_line);
}

TEST(FixedLayout, OverlapGapAndLengthAreMistakes) {
    expect_lint(read_fixed_body("    record_length: 6\n    columns:\n      a: [1, 4]\n      b: [4, 3]\n"),
                "x.yaml:7:10: 'b' begins at character 4, inside of 'a' (up to 4)");
    expect_lint(read_fixed_body("    record_length: 8\n    columns:\n      a: [1, 4]\n      b: [7, 2]\n"),
                "x.yaml:7:10: characters 5 to 6 of the record belong to nothing; declare `filler: [[5, 2]]`");
    expect_lint(read_fixed_body("    record_length: 6\n    columns:\n      a: [1, 4]\n"), "characters 5 to 6");
    expect_lint(read_fixed_body("    record_length: 3\n    columns:\n      a: [1, 4]\n"),
                "x.yaml:6:10: 'a' ends at character 4, the record has 3");
    expect_lint(read_fixed_body("    record_length: 4\n    columns:\n      a: [0, 4]\n"),
                "x.yaml:6:10: the position of 'a'");
}

TEST(FixedLayout, AYearNeedsAColumnAndALayoutWithYears) {
    expect_lint(read_fixed_body("    record_length: 2\n    year_column: a\n    columns: {a: [1, 2]}\n"),
                "add `from` or `to`");
    expect_lint(read("- name: one\n  from: 2022\n  format: fixed\n  fixed:\n    record_length: 2\n    "
                     "year_column: aa\n    columns: {a: [1, 2]}\n"),
                "'aa'");
    expect_lint(read("- name: one\n  from: 2022\n  format: fixed\n  fixed:\n    record_length: 3\n    "
                     "year_column: a\n    columns: {a: [1, 3]}\n"),
                "a year has 2 or 4");
}

TEST(XlsxLayout, SaysWhereEachTableLies) {
    const auto one = read_tables(
        "    - {sheet: Fylker, columns: \"B:I\", header_row: 2, unnamed: [level], names: {Nr: area}}\n"
        "    - {sheet: Fylker, columns: \"K:\", header_row: 2, last_row: 90}\n"
        "    - {sheet_index: 2}\n");
    ASSERT_TRUE(one.lints.empty()) << join(one.lints, "\n");
    const auto& tables = one.contract.layouts.at(0).xlsx.tables;
    ASSERT_EQ(tables.size(), 3U);
    EXPECT_EQ(tables[0].first_column, 2U);
    EXPECT_EQ(tables[0].last_column, 9U);
    EXPECT_EQ(tables[0].names.at("Nr"), "area");
    EXPECT_EQ(tables[1].first_column, 11U);
    EXPECT_EQ(tables[1].last_column, 0U);
    EXPECT_EQ(tables[1].last_row, 90U);
    EXPECT_EQ(tables[2].sheet_index, 2U);
    EXPECT_EQ(tables[2].header_row, 1U);
}

TEST(XlsxLayout, MistakesAreToldWithTheirPlace) {
    expect_lint(read_tables("    - {columns: \"A:B\"}\n"), "either sheet (its name) or sheet_index");
    expect_lint(read_tables("    - {sheet: A, columns: \"I:B\"}\n"), "x.yaml:5:27: 'I:B' is no range of columns");
    expect_lint(read_tables("    - {sheet: A, columns: \"A:B\"}\n    - {sheet: A, columns: \"B:C\"}\n"),
                "x.yaml:6:7: the table overlaps the one in line 5");
    expect_lint(read_tables("    - {sheet: A, last_row: 9}\n    - {sheet: A, header_row: 8}\n"), "overlaps");
    expect_lint(read_tables("    - {sheet: A, header_row: 0}\n"), "between 1 and 1048576");
    expect_lint(read_tables("    - {sheet: A, header_row: 5, last_row: 3}\n"), "ends before its header");
    expect_lint(read_tables("    - {sheet: A, unnamed: [x, x]}\n"), "two columns get the name 'x'");
    EXPECT_FALSE(read("- name: one\n  format: xlsx\n").lints.empty());
    EXPECT_FALSE(read("- name: one\n  format: csv\n  xlsx: {tables: [{sheet: A}]}\n").lints.empty());
}

TEST(Layouts, OfOneFormMayNotOverlapThoseOfAnotherMay) {
    const std::string csv = "- name: a\n  to: 2010\n  format: csv\n- name: b\n  from: 2010\n  format: csv\n";
    expect_lint(read(csv),
                "x.yaml:4:3: the time of layout 'b' overlaps that of 'a'; one day has one layout of a form; the other "
                "stands in line 1, and `form` tells apart what senders write at the same time");
    const auto two = read(csv + "  form: other\n");
    ASSERT_TRUE(two.lints.empty()) << join(two.lints, "\n");
    const auto& contract = two.contract;
    EXPECT_EQ(contract.layout_for("csv", *first_day("2010")).name, "a");
    EXPECT_EQ(contract.layout_for("other", *first_day("2010")).name, "b");
    EXPECT_EQ(contract.layout_for("", *first_day("2010")).name, "a")
        << "the first one, where the register says nothing";
    EXPECT_EQ(contract.layout_for("", *first_day("2011")).name, "b");
    EXPECT_EQ(contract.find_layout("csv", *first_day("2011")), nullptr);
    try {
        (void)contract.layout_for("csv", *first_day("2011"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.remedy_text(),
                  "add one, or widen `from` or `to` of: a (form csv, until 2010), b (form other, from 2010)");
    }
}

TEST(Layouts, Utf16IsForCsvAndMayHaveItsMark) {
    for (const auto& [word, encoding] :
         {std::pair{"utf-8", Encoding::utf8}, std::pair{"iso-8859-1", Encoding::iso_8859_1},
          std::pair{"windows-1252", Encoding::windows_1252}, std::pair{"utf-16", Encoding::utf16},
          std::pair{"utf-16le", Encoding::utf16le}, std::pair{"utf-16be", Encoding::utf16be}}) {
        const auto one = read("- {name: a, format: csv, encoding: " + std::string(word) + "}\n");
        ASSERT_TRUE(one.lints.empty()) << join(one.lints, "\n");
        EXPECT_EQ(one.contract.layouts.at(0).encoding, encoding);
        EXPECT_EQ(one.contract.layouts.at(0).is_converted(), is_utf16(encoding));
    }
    expect_lint(read("- {name: a, format: csv, encoding: utf-16, bom: true}\n"), "'bom' is only for utf-8");
    expect_lint(read("- {name: a, format: xml, encoding: utf-16, xml: {records: /r/v}}\n"), "utf-16 is only for csv");
    expect_lint(read("- {name: a, format: json, encoding: utf-16}\n"), "json is always utf-8");
}

TEST(Layouts, MayWriteDatesInTheirOwnWay) {
    const auto one = read("- {name: a, format: csv, dates: ddMMyy, pivot_year: 30}\n");
    ASSERT_TRUE(one.lints.empty()) << join(one.lints, "\n");
    Field day;
    day.type = model::Type::date;
    day.format.date = "dd.MM.yyyy";
    EXPECT_EQ(format_in(day, one.contract.layouts.at(0)).date, "ddMMyy");
    EXPECT_EQ(format_in(day, one.contract.layouts.at(0)).pivot_year, 30);
    EXPECT_EQ(format_in(day, Layout{}).date, "dd.MM.yyyy");
    EXPECT_TRUE(read("- {name: a, format: csv, dates: d.M.yy, pivot_year: 30}\n").lints.empty());
    expect_lint(read("- {name: a, format: csv, dates: ddMMyyyy, pivot_year: 30}\n"), "'pivot_year' is only for");
    expect_lint(read("- {name: a, format: xlsx, dates: ddMMyyyy, xlsx: {tables: [{sheet: A}]}}\n"),
                "'dates' does not go with format xlsx");
}

}  // namespace
}  // namespace tilsig::catalog
