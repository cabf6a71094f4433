// Taking deliveries back, and the content checksum that says whether everything is as before.
#include "integration/load/load_fixture.hpp"
#include "warehouse/checksum.hpp"

namespace tilsig::load {
namespace {

class RetractTest : public LoadFixture {
protected:
    std::string sum() { return warehouse::content_checksum(connection(), fact()); }
};
TILSIG_ON_EVERY_ENGINE(RetractTest);

TEST_P(RetractTest, restores_the_version_before_in_every_way) {
    deliver(fact(), {thing("A", "same"), thing("A", "changed"), thing("A", "closed")});
    const std::string before = sum();
    const auto rows_before = query("SELECT * FROM fact_thing ORDER BY fact_thing_key");
    const auto second = deliver(fact(), {thing("A", "same"), thing("A", "changed", "2.00"), thing("A", "created")});
    const auto known = content(fact());
    const auto rows = retract(fact(), second.delivery);
    EXPECT_EQ(rows.updated, 1U);
    EXPECT_EQ(rows.closed, 1U);
    EXPECT_EQ(rows.fresh, 1U);
    EXPECT_EQ(sum(), before);
    EXPECT_EQ(content(fact(), 2), known) << "what was reported in between can still be asked";
    EXPECT_EQ(content(fact(), 3), content(fact()));
    EXPECT_EQ(query("SELECT row_count FROM ops_unit_table WHERE table_name = 'fact_thing'"),
              std::vector<std::string>{"3"});
    EXPECT_EQ(number("SELECT count(DISTINCT delivery_id) FROM fact_thing"), 1)
        << "restored rows name the delivery they came with";
    EXPECT_EQ(number("SELECT max(fact_thing_key) FROM fact_thing"), 3) << "and their surrogate";
}

TEST_P(RetractTest, the_first_delivery_leaves_nothing) {
    const auto first = deliver(fact(), {thing("A", "1"), thing("A", "2")});
    EXPECT_EQ(retract(fact(), first.delivery).closed, 2U);
    EXPECT_TRUE(content(fact()).empty());
    EXPECT_EQ(retract(fact(), first.delivery).closed, 0U) << "a second time there is nothing left";
    EXPECT_EQ(deliver(fact(), {thing("A", "1")}).delta.rows.fresh, 1U);
}

TEST_P(RetractTest, a_replayed_delivery_is_taken_back_as_a_whole) {
    deliver(fact(), {thing("A", "1")});
    const std::string before = sum();
    How how;
    how.delivery = 70;
    deliver(fact(), {thing("A", "1", "2.00")}, how);
    how.mapping = "corrected";
    deliver(fact(), {thing("A", "1", "3.00")}, how);
    EXPECT_EQ(retract(fact(), 70).updated, 1U);
    EXPECT_EQ(sum(), before) << "not the version of the same delivery's first load";
}

TEST_P(RetractTest, newer_deliveries_stand) {
    const auto first = deliver(fact(), {thing("A", "1"), thing("A", "2")});
    deliver(fact(), {thing("A", "1", "2.00"), thing("A", "2")});
    const auto rows = retract(fact(), first.delivery);
    EXPECT_EQ(rows.closed, 1U);
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("A", "1", "2.00")});
}

TEST_P(RetractTest, several_retractions_walk_back_to_what_was_never_retracted) {
    deliver(fact(), {thing("A", "1", "1.00")});
    const std::string before = sum();
    const auto second = deliver(fact(), {thing("A", "1", "2.00")});
    const auto third = deliver(fact(), {thing("A", "1", "3.00")});
    retract(fact(), third.delivery);
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("A", "1", "2.00")});
    retract(fact(), second.delivery);
    EXPECT_EQ(sum(), before);
    // The third delivery again, by replay, and back once more.
    How how;
    how.delivery = third.delivery;
    deliver(fact(), {thing("A", "1", "3.00")}, how);
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("A", "1", "3.00")});
    retract(fact(), third.delivery);
    EXPECT_EQ(sum(), before);
}

TEST_P(RetractTest, a_closed_row_is_not_opened_beside_one_that_came_since) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")});
    const auto closing = deliver(fact(), {thing("A", "1")});
    deliver(fact(), {thing("A", "1"), thing("A", "2", "9.00")});
    const auto rows = retract(fact(), closing.delivery);
    EXPECT_EQ(rows.fresh, 0U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2", "9.00")}));
}

TEST_P(RetractTest, a_closed_row_is_opened_whatever_happened_to_other_rows_since) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")}, {.unit = 1});
    deliver(fact(), {thing("B", "9")}, {.unit = 2});
    const auto closing = deliver(fact(), {thing("A", "1")}, {.unit = 1});
    deliver(fact(), {thing("B", "9", "2.00")}, {.unit = 2});
    const auto rows = retract(fact(), closing.delivery);
    EXPECT_EQ(rows.fresh, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "9", "2.00")}));
}

TEST_P(RetractTest, a_row_taken_over_goes_back_to_its_unit) {
    deliver(fact(), {thing("A", "1")}, {.unit = 1});
    const auto second = deliver(fact(), {thing("A", "1", "2.00")}, {.unit = 2});
    retract(fact(), second.delivery);
    EXPECT_EQ(query("SELECT unit_id, row_count FROM ops_unit_table WHERE table_name = 'fact_thing' ORDER BY unit_id"),
              (std::vector<std::string>{"1|1", "2|0"}));
    EXPECT_EQ(query("SELECT unit_id FROM fact_thing"), std::vector<std::string>{"1"});
}

TEST_P(RetractTest, a_dimension_taken_back_takes_its_keys_back) {
    deliver(fact(), {thing("A", "1")});
    const auto dim = deliver(dimension(), {{"A", "a", "2000-01-01", std::nullopt}}, {.unit = 9});
    EXPECT_GT(number("SELECT area_then_key FROM fact_thing"), 0);
    retract(dimension(), dim.delivery);
    EXPECT_EQ(number("SELECT area_then_key FROM fact_thing"), -3);
}

TEST_P(RetractTest, the_checksum_is_of_the_content_alone_and_the_same_on_every_engine) {
    const std::vector<Row> rows{thing("A", "1", "-0.05", "\xC3\xA6\xC3\xB8\xC3\xA5"),
                                thing("A", "2"),
                                thing("B", "1"),
                                thing("a", "1"),
                                {"\xC3\x86", "z", std::nullopt, std::nullopt, std::nullopt, std::nullopt, ""}};
    EXPECT_EQ(sum(), sha256_hex("")) << "no rows";
    deliver(fact(), {thing("X", "1")}, {.unit = 8});  // other surrogates, sequences and deliveries
    deliver(fact(), {}, {.unit = 8});
    deliver(fact(), {rows.rbegin(), rows.rend()});
    // One constant for both engines: rows in bytewise key order, every cell with its length before it.
    EXPECT_EQ(sum(), "8b6d49db96ddf7668599db71b9a13ce3a9264d2fa0b2d333c01ba893dd220285");
    const std::string before = sum();
    deliver(fact(), {rows.begin(), rows.end() - 1});
    EXPECT_NE(sum(), before);
}

TEST_P(RetractTest, the_checksum_reads_more_than_a_page) {
    std::vector<Row> rows;
    for (int i = 0; i < 10001; ++i) rows.push_back(thing("A", std::to_string(i).c_str()));
    How how;
    how.batch_rows = 5000;
    deliver(fact(), rows, how);
    const std::string before = sum();
    rows.back()[3] = "7.00";
    deliver(fact(), rows, how);
    EXPECT_NE(sum(), before);
    rows.back()[3] = "1.00";
    deliver(fact(), rows, how);
    EXPECT_EQ(sum(), before);
}

}  // namespace
}  // namespace tilsig::load
