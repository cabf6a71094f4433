// The composite-array encoder: exact bytes here; that PostgreSQL reads them back is an integration test.
#include "warehouse/composite_array.hpp"

#include <gtest/gtest.h>

namespace tilsig::warehouse {
namespace {

std::string one(std::string_view text) {
    CompositeArray array;
    array.begin_row();
    array.field(std::int64_t{1});
    array.field(text);
    array.end_row();
    return std::string(array.text());
}

TEST(CompositeArrayTest, quotes_only_what_must_be_quoted) {
    EXPECT_EQ(one("Ola"), R"x({"(1,Ola)"})x");
    EXPECT_EQ(one("{x}"), R"x({"(1,{x})"})x");
    EXPECT_EQ(one("NULL"), R"x({"(1,NULL)"})x");
    EXPECT_EQ(one("$1 ?"), R"x({"(1,\"$1 ?\")"})x");
    EXPECT_EQ(one("a,b"), R"x({"(1,\"a,b\")"})x");
}

TEST(CompositeArrayTest, null_and_empty_are_two_things) {
    EXPECT_EQ(one(std::string_view{}), R"x({"(1,)"})x");
    EXPECT_EQ(one(""), R"x({"(1,\"\")"})x");
}

TEST(CompositeArrayTest, escapes_for_the_record_inside_the_array) {
    // The record wants "" for a quote and \\\\ for a backslash, inside quotes; the array escapes each byte of that.
    EXPECT_EQ(one("\""), R"x({"(1,\"\"\"\")"})x");
    EXPECT_EQ(one("\\"), R"x({"(1,\"\\\\\")"})x");
    EXPECT_EQ(one("a\nb"), "{\"(1,\\\"a\nb\\\")\"}");
}

TEST(CompositeArrayTest, a_slice_of_rows_is_an_array_of_its_own) {
    CompositeArray array;
    EXPECT_EQ(array.text(), "{}");
    std::vector<std::size_t> begins;
    for (std::int64_t i = 1; i <= 3; ++i) {
        begins.push_back(array.position());
        array.begin_row();
        array.field(i);
        array.end_row();
    }
    EXPECT_EQ(array.text(), R"x({"(1)","(2)","(3)"})x");
    EXPECT_EQ(array.slice(begins[0], begins[1]), R"x({"(1)"})x");
    EXPECT_EQ(array.slice(begins[1], array.position()), R"x({"(2)","(3)"})x");
    array.clear();
    array.begin_row();
    array.field(std::int64_t{4});
    array.end_row();
    EXPECT_EQ(array.text(), R"x({"(4)"})x");
}

}  // namespace
}  // namespace tilsig::warehouse
