// Hashing and fitting of rows.
#include "warehouse/row_codec.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::warehouse {
namespace {

model::TableColumn column(const char* name, model::Type type, int length = 0, int scale = 0, bool nullable = false) {
    model::TableColumn made;
    made.name = name;
    made.type = type;
    made.length = length;
    made.scale = scale;
    made.nullable = nullable;
    return made;
}

model::Table table() {
    model::Table made;
    made.name = "fact_x";
    made.columns = {column("a", model::Type::text), column("b", model::Type::text),
                    column("n", model::Type::integer, 0, 0, true)};
    made.key = {"a", "b"};
    return made;
}

model::Batch batch(std::string_view a, std::string_view b, std::string_view n) {
    model::Batch made;
    made.columns.resize(3);
    made.columns[0] = {"a", {a}, {}};
    made.columns[1] = {"b", {b}, {}};
    made.columns[2] = {"n", {n}, {}};
    made.places.resize(1);
    return made;
}

TEST(RowCodecTest, keys_of_several_columns_never_run_together) {
    const auto t = table();
    RowCodec codec(t, HashKey{1});
    EXPECT_NE(codec.key_hash(batch("1", "23", "1"), 0), codec.key_hash(batch("12", "3", "1"), 0));
    EXPECT_NE(codec.key_hash(batch("", "x", "1"), 0), codec.key_hash(batch("x", "", "1"), 0));
    EXPECT_EQ(codec.key_hash(batch("1", "23", "1"), 0), codec.key_hash(batch("1", "23", "2"), 0));
    EXPECT_EQ(codec.key_hash(batch("1", "23", "1"), 0), codec.key_hash(std::vector<std::string>{"1", "23"}));
}

TEST(RowCodecTest, the_row_hash_sees_null_empty_owner_and_key) {
    const auto t = table();
    RowCodec codec(t, HashKey{1});
    RowCodec other(t, HashKey{2});
    const auto row = batch("1", "2", "3");
    EXPECT_NE(codec.row_hash(row, 0, "o"), codec.row_hash(row, 0, {}));
    EXPECT_NE(codec.row_hash(row, 0, ""), codec.row_hash(row, 0, {}));
    EXPECT_NE(codec.row_hash(row, 0, "o"), codec.row_hash(batch("1", "2", {}), 0, "o"));
    EXPECT_NE(codec.row_hash(row, 0, "o"), other.row_hash(row, 0, "o")) << "without the key nobody can try values";
}

TEST(RowCodecTest, refuses_a_batch_of_other_columns) {
    const auto t = table();
    RowCodec codec(t, HashKey{});
    auto wrong = batch("1", "2", "3");
    wrong.columns[1].name = "c";
    EXPECT_THROW(codec.require_columns(wrong), Error);
}

TEST(RowCodecTest, a_look_tells_the_row_from_its_key) {
    const auto t = table();
    const RowCodec codec(t, HashKey{});
    model::Batch rows;
    rows.columns.resize(3);
    rows.columns[0] = {"a", {"1", "1", "1", "1"}, {}};
    rows.columns[1] = {"b", {"2", {}, "2", {}}, {}};
    rows.columns[2] = {"n", {{}, "3", "x", "x"}, {}};
    rows.places.resize(4);
    std::vector<Fit> found{Fit::key_only};
    codec.look(rows, found);
    EXPECT_EQ(found, (std::vector<Fit>{Fit::whole, Fit::key_unreadable, Fit::key_only, Fit::key_unreadable}));
}

TEST(RowCodecTest, a_nullable_key_column_may_not_be_null) {
    auto t = table();
    t.columns[1].nullable = true;
    const RowCodec codec(t, HashKey{});
    std::vector<Fit> found;
    codec.look(batch("1", {}, "3"), found);
    EXPECT_EQ(found, std::vector<Fit>{Fit::key_unreadable});
}

struct FitCase {
    model::Type type;
    int length;
    int scale;
    const char* text;
    bool expected;
};

TEST(RowCodecTest, takes_canonical_text_and_nothing_else) {
    using model::Type;
    const FitCase cases[] = {
        {Type::integer, 0, 0, "0", true},
        {Type::integer, 0, 0, "-17", true},
        {Type::integer, 0, 0, "9223372036854775807", true},
        {Type::integer, 0, 0, "9223372036854775808", false},
        {Type::integer, 0, 0, "007", false},
        {Type::integer, 0, 0, "-0", false},
        {Type::integer, 0, 0, "+1", false},
        {Type::integer, 0, 0, "", false},
        {Type::integer, 0, 0, "1 ", false},
        {Type::decimal, 0, 2, "12.50", true},
        {Type::decimal, 0, 2, "-0.01", true},
        {Type::decimal, 0, 2, "0.00", true},
        {Type::decimal, 0, 2, "-0.00", false},
        {Type::decimal, 0, 2, "12.5", false},
        {Type::decimal, 0, 2, "12", false},
        {Type::decimal, 0, 2, ".50", false},
        {Type::decimal, 0, 2, "1e2", false},
        {Type::decimal, 0, 2, "92233720368547758.07", true},
        {Type::decimal, 0, 2, "92233720368547758.08", false},
        {Type::decimal, 0, 2, "-92233720368547758.08", true},
        {Type::decimal, 0, 2, "-92233720368547758.09", false},
        {Type::decimal, 0, 0, "12", true},
        {Type::date, 0, 0, "2024-02-29", true},
        {Type::date, 0, 0, "2023-02-29", false},
        {Type::date, 0, 0, "2024-2-9", false},
        {Type::boolean, 0, 0, "1", true},
        {Type::boolean, 0, 0, "t", false},
        {Type::text, 3, 0, "\xC3\xA6\xC3\xB8\xC3\xA5", true},
        {Type::text, 3, 0, "abcd", false},
        {Type::code, 4, 0, "0301", true},
        {Type::text, 0, 0, "", true},
        {Type::timestamp, 0, 0, "2026-11-22T03:00:00.000000Z", true},
        {Type::timestamp, 0, 0, "2026-11-22T03:00:00Z", false},
        {Type::timestamp, 0, 0, "2026-11-22T24:00:00.000000Z", false},
        {Type::timestamp, 0, 0, "2026-02-30T03:00:00.000000Z", false},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(fits(column("c", one.type, one.length, one.scale), one.text), one.expected)
            << model::to_string(one.type) << " '" << one.text << "'";
    }
    EXPECT_FALSE(fits(column("c", model::Type::text), {}));
    EXPECT_TRUE(fits(column("c", model::Type::text, 0, 0, true), {}));
}

}  // namespace
}  // namespace tilsig::warehouse
