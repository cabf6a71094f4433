// How fields say that their values are written: marks, units and dates, and what cannot be meant.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "catalog/readers.hpp"
#include "config/yaml.hpp"

namespace tilsig::catalog {
namespace {

struct FieldsRead {
    Contract contract;
    std::vector<std::string> lints;
};

/// The one field `a`, which begins in column 6 of the only line.
FieldsRead read_one(const std::string& field) {
    FieldsRead result;
    config::Lints lints;
    const auto root = config::parse_yaml("a: {" + field + "}\n", "x.yaml", lints);
    read_fields(root, result.contract, lints);
    result.lints = lints.lines();
    return result;
}

model::ValueFormat format_of(const std::string& field) {
    const auto read = read_one(field);
    EXPECT_TRUE(read.lints.empty()) << join(read.lints, "\n");
    return read.contract.fields.at(0).format;
}

void expect_mistake(const std::string& field, const std::string& text) {
    const auto read = read_one(field);
    ASSERT_EQ(read.lints.size(), 1U) << field << "\n" << join(read.lints, "\n");
    EXPECT_NE(read.lints[0].find(text), std::string::npos) << read.lints[0];
}

TEST(ValueForms, AGroupMarkIsAnyOneCharacter) {
    EXPECT_EQ(format_of("type: integer, group_mark: \" \"").group_mark, " ");
    EXPECT_EQ(format_of("type: integer, group_mark: \"\u00A0\"").group_mark, "\u00A0");
    EXPECT_EQ(format_of("type: integer, group_mark: \"U+00A0\"").group_mark, "\u00A0");
    EXPECT_EQ(format_of("type: decimal, group_mark: U+202F").group_mark, "\u202F");
    EXPECT_EQ(format_of("type: integer, group_mark: U+0027").group_mark, "'");
    EXPECT_EQ(format_of("type: integer, group_mark: \"\u2019\"").group_mark, "\u2019");
    // A whole number has no decimal mark that a point could clash with.
    EXPECT_EQ(format_of("type: integer, group_mark: \".\"").group_mark, ".");
    for (const std::string mark :
         {"\"  \"", "U+D800", "U+00", "U+12345678", "abc", "\"\"", "\"1\"", "\"-\"", "e", "U+2212"})
        expect_mistake("type: integer, group_mark: " + mark, "is not one character for 'group_mark'");
    expect_mistake("type: decimal, group_mark: \".\"", "group_mark and decimal_mark are the same character");
    expect_mistake("type: text, group_mark: \" \"", "'group_mark' is only for integer and decimal fields");
}

TEST(ValueForms, AUnitIsNoPartOfANumber) {
    EXPECT_EQ(format_of("type: decimal, strip: \"%\"").strip, "%");
    EXPECT_EQ(format_of("type: decimal, strip: \" % \"").strip, "%");  // blanks go anyway
    EXPECT_EQ(format_of("type: integer, strip: m\u00B2").strip, "m\u00B2");
    for (const std::string unit : {"m2", "\"-\"", "\",-\"", "\"+\"", "\" \"", "\"1.\""})
        expect_mistake("type: decimal, decimal_mark: \",\", strip: " + unit, "is no unit");
    expect_mistake("type: decimal, group_mark: \" \", strip: \"kr pr\"", "is no unit");
    expect_mistake("type: text, strip: \"%\"", "'strip' is only for integer and decimal fields");
}

TEST(ValueForms, DatesQuartersAndSchoolYears) {
    for (const auto& form : date_forms()) EXPECT_EQ(format_of("type: date, date: \"" + form + "\"").date, form);
    EXPECT_EQ(format_of("type: date, date: yyyy'K'q").date, "yyyy'K'q");
    EXPECT_EQ(format_of("type: date, date: q. 'kvartal' yyyy").date, "q. 'kvartal' yyyy");
    expect_mistake("type: date, date: MM/dd/yyyy", "is not possible for 'date'");
}

TEST(ValueForms, ANameOfAColumnIsComposed) {
    EXPECT_EQ(read_one("type: text, column: \"A\u030Ar\"").contract.fields.at(0).column, "\u00C5r");
}

}  // namespace
}  // namespace tilsig::catalog
