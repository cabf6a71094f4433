// What one delivery does to the current and history tables, on both engines.
#include <fstream>

#include "integration/load/load_fixture.hpp"
#include "warehouse/checksum.hpp"

namespace tilsig::load {
namespace {

class UnitLoaderTest : public LoadFixture {};
TILSIG_ON_EVERY_ENGINE(UnitLoaderTest);

TEST_P(UnitLoaderTest, new_updated_unchanged_and_closed_rows) {
    auto loaded = deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("B", "1", "-0.05", "x")});
    EXPECT_EQ(loaded.delta.rows.fresh, 3U);
    EXPECT_EQ(loaded.delta.rows.derived, 3U);

    loaded = deliver(fact(), {thing("A", "1"), thing("A", "2", "2.00"), thing("C", "1")});
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.unchanged, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2", "2.00"), shown("C", "1")}));
    EXPECT_EQ(content(fact(), 1),
              (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "1", "-0.05", "x")}));
    EXPECT_EQ(content(fact(), 2), content(fact()));
    EXPECT_EQ(content(fact(), 0), std::vector<std::string>{});
    EXPECT_EQ(query("SELECT unit_id, row_count FROM ops_unit_table WHERE table_name = 'fact_thing'"),
              std::vector<std::string>{"1|3"});
}

TEST_P(UnitLoaderTest, lineage_and_times_stand_on_every_row) {
    const auto first = deliver(fact(), {thing("A", "1"), thing("A", "2")}, {.unit = 5});
    const auto second = deliver(fact(), {thing("A", "2"), thing("A", "1", "9.00")}, {.unit = 5});
    const std::string received = connection().dialect().canonical_text("received_at", model::Type::timestamp, 0);
    EXPECT_EQ(
        query("SELECT item, unit_id, owner_code, load_seq, delivery_id, record_no, " + received +
              " FROM fact_thing ORDER BY item"),
        (std::vector<std::string>{"1|5|A|2|" + std::to_string(second.delivery) + "|2|2026-11-22T03:00:00.000000Z",
                                  "2|5|A|1|" + std::to_string(first.delivery) + "|2|2026-11-22T03:00:00.000000Z"}));
}

TEST_P(UnitLoaderTest, the_same_content_again_changes_nothing_also_in_another_order) {
    const std::vector<Row> rows{thing("A", "1"), thing("A", "2"), thing("B", "1")};
    deliver(fact(), rows);
    const std::string before = warehouse::content_checksum(connection(), fact());
    std::vector<Row> turned(rows.rbegin(), rows.rend());
    for (const auto& again : {rows, turned}) {
        for (const char* mapping : {"m1", "m2"}) {
            How how;
            how.mapping = mapping;
            const auto loaded = deliver(fact(), again, how);
            EXPECT_TRUE(loaded.delta.empty());
            EXPECT_EQ(loaded.delta.rows.unchanged, 3U);
            EXPECT_FALSE(loaded.second_pass);
        }
    }
    EXPECT_EQ(warehouse::content_checksum(connection(), fact()), before);
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing_history"), 0);
}

TEST_P(UnitLoaderTest, T1_keys_of_two_columns_never_run_together) {
    for (int night = 0; night < 2; ++night) {
        const auto loaded = deliver(fact(), {thing("1", "23"), thing("12", "3")});
        EXPECT_TRUE(loaded.delta.clashes.empty());
    }
    EXPECT_EQ(content(fact()).size(), 2U);
    deliver(fact(), {thing("12", "3")});
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("12", "3")});
}

TEST_P(UnitLoaderTest, T2_a_row_that_comes_back_is_a_new_version_with_a_new_surrogate) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")});
    const auto before = number("SELECT fact_thing_key FROM fact_thing WHERE item = '2'");
    deliver(fact(), {thing("A", "1")});
    const auto loaded = deliver(fact(), {thing("A", "1"), thing("A", "2")});
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_NE(number("SELECT fact_thing_key FROM fact_thing WHERE item = '2'"), before);
    EXPECT_EQ(content(fact(), 1).size(), 2U);
    EXPECT_EQ(content(fact(), 2).size(), 1U);
    EXPECT_EQ(content(fact(), 3).size(), 2U);
}

TEST_P(UnitLoaderTest, nothing_is_closed_unless_the_delivery_is_complete) {
    deliver(fact(), {thing("A", "1"), thing("B", "1"), thing("C", "1")});
    How open;
    open.closes = false;
    EXPECT_TRUE(deliver(fact(), {thing("A", "1")}, open).delta.empty());
    EXPECT_TRUE(deliver(fact(), {}, open).delta.empty());
    How slices;
    slices.no_close = {"B"};
    EXPECT_EQ(deliver(fact(), {thing("A", "1")}, slices).delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("B", "1")}));
    EXPECT_EQ(deliver(fact(), {}).delta.rows.closed, 2U);
    EXPECT_TRUE(content(fact()).empty());
}

TEST_P(UnitLoaderTest, only_rows_of_the_own_unit_are_closed) {
    deliver(fact(), {thing("A", "1")}, {.unit = 1});
    deliver(fact(), {thing("B", "1")}, {.unit = 2});
    EXPECT_EQ(deliver(fact(), {}, {.unit = 2}).delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("A", "1")});
}

TEST_P(UnitLoaderTest, excluded_owners_count_nowhere_and_lose_nothing) {
    deliver(fact(), {thing("A", "1"), thing("B", "1"), thing("B", "2")});
    How how;
    how.excluded = {"B"};
    for (const char* mapping : {"m1", "m2"}) {  // with and without a snapshot
        how.mapping = mapping;
        const auto loaded = deliver(fact(), {thing("A", "1", "5.00"), thing("B", "1", "6.00"), thing("B", "3")}, how);
        EXPECT_EQ(loaded.delta.rows.derived, 1U);
        EXPECT_EQ(loaded.delta.rows.closed, 0U);
        EXPECT_EQ(content(fact()),
                  (std::vector<std::string>{shown("A", "1", "5.00"), shown("B", "1"), shown("B", "2")}));
    }
}

TEST_P(UnitLoaderTest, clashes_do_not_depend_on_the_order_and_keep_their_key_present) {
    deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("A", "3")});
    const std::vector<Row> rows{thing("A", "1", "2.00"), thing("A", "1", "3.00"), thing("A", "2", "4.00"),
                                thing("A", "2", "4.00"), thing("A", "3")};
    const std::vector<Row> turned(rows.rbegin(), rows.rend());
    for (const char* mapping : {"m1", "m3"}) {
        How how;
        how.mapping = mapping;
        auto loaded = deliver(fact(), rows, how);
        ASSERT_EQ(loaded.delta.clashes.size(), 3U);
        EXPECT_TRUE(loaded.delta.clashes[0].conflict);
        EXPECT_TRUE(loaded.delta.clashes[1].conflict);
        EXPECT_EQ(loaded.delta.clashes[2].record, 4U);
        EXPECT_FALSE(loaded.delta.clashes[2].conflict);
        EXPECT_EQ(loaded.delta.rows.derived, 2U);
        EXPECT_EQ(loaded.delta.rows.closed, 0U) << "a rejected record counts as present";
        loaded = deliver(fact(), turned, how);
        EXPECT_TRUE(loaded.delta.empty());
        EXPECT_EQ(loaded.delta.clashes.size(), 3U);
        EXPECT_EQ(content(fact()),
                  (std::vector<std::string>{shown("A", "1"), shown("A", "2", "4.00"), shown("A", "3")}));
        deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("A", "3")}, how);
    }
}

TEST_P(UnitLoaderTest, a_key_of_another_unit_is_taken_over_when_its_row_differs) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")}, {.unit = 1});
    auto loaded = deliver(fact(), {thing("A", "1"), thing("A", "2", "7.00")}, {.unit = 2});
    EXPECT_EQ(loaded.delta.rows.unchanged, 1U) << "equal: stays with unit 1";
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(query("SELECT item, unit_id FROM fact_thing ORDER BY item"), (std::vector<std::string>{"1|1", "2|2"}));
    EXPECT_EQ(query("SELECT unit_id, row_count FROM ops_unit_table WHERE table_name = 'fact_thing' ORDER BY unit_id"),
              (std::vector<std::string>{"1|1", "2|1"}));
    // Unit 1 brings its old content again: its snapshot no longer fits, and the row comes back to it.
    loaded = deliver(fact(), {thing("A", "1"), thing("A", "2")}, {.unit = 1});
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2")}));
    EXPECT_EQ(content(fact(), 2), (std::vector<std::string>{shown("A", "1"), shown("A", "2", "7.00")}));
}

TEST_P(UnitLoaderTest, a_row_that_another_unit_closed_comes_back_with_the_next_delivery) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")}, {.unit = 1});
    deliver(fact(), {thing("A", "1"), thing("B", "1")}, {.unit = 2});
    deliver(fact(), {thing("A", "2")}, {.unit = 1});  // closes A 1, which unit 2 delivers too
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "2"), shown("B", "1")}));
    const auto loaded = deliver(fact(), {thing("A", "1"), thing("B", "1")}, {.unit = 2});
    EXPECT_EQ(loaded.delta.rows.fresh, 1U) << "unit 2's snapshot holds only rows that it owns";
    EXPECT_EQ(content(fact()).size(), 3U);
}

TEST_P(UnitLoaderTest, hostile_texts_come_back_byte_for_byte) {
    const std::vector<std::string> texts{"\"",
                                         "\\",
                                         "\\\"",
                                         "{}",
                                         "(,)",
                                         "NULL",
                                         "",
                                         "$1 ? %s",
                                         "'",
                                         "a\nb\tc\r",
                                         "\\N",
                                         ",",
                                         "\xF0\x9F\x98\x80",
                                         "e\xCC\x81",
                                         "\xC3\xA6\xC3\xB8\xC3\xA5",
                                         " ",
                                         "{\"a\"}",
                                         "--",
                                         "';DROP",
                                         "\xE2\x80\xA8"};
    for (const std::size_t small : {std::size_t{2000}, std::size_t{2}}) {
        std::vector<Row> rows;
        for (std::size_t i = 0; i < texts.size(); ++i)
            rows.push_back(thing("A", ("k" + texts[i]).c_str(), "1.00", texts[i]));
        rows.push_back(thing("A", "null", "1.00", std::nullopt));
        How how;
        how.small_unit_rows = small;  // PostgreSQL: the temporary table and the permanent one
        how.unit = static_cast<std::int64_t>(small);
        deliver(fact(), rows, how);
        odbc::Statement statement = connection().prepare("SELECT item, note FROM fact_thing WHERE fact_thing_key > 0");
        statement.execute();
        std::map<std::string, Cell> found;
        while (statement.fetch()) found[statement.text(1).value()] = statement.text(2);
        ASSERT_EQ(found.size(), rows.size());
        for (const auto& row : rows) EXPECT_EQ(found.at(*row[1]), row[6]) << *row[1];
        deliver(fact(), {}, how);
    }
}

TEST_P(UnitLoaderTest, extreme_values_are_exact) {
    deliver(fact(), {{"A", "max", "9999-12-31", "92233720368547758.07", "9223372036854775807", "1", "x"},
                     {"A", "min", "1000-01-01", "-92233720368547758.07", "-9223372036854775807", "0", "x"},
                     {"A", "none", std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
                     {"A", "small", "1970-01-01", "-0.01", "0", "0", ""}});
    EXPECT_EQ(content(fact()),
              (std::vector<std::string>{"A|max|9999-12-31|92233720368547758.07|9223372036854775807|1|x",
                                        "A|min|1000-01-01|-92233720368547758.07|-9223372036854775807|0|x",
                                        "A|none|~|~|~|~|~", "A|small|1970-01-01|-0.01|0|0|"}));
}

TEST_P(UnitLoaderTest, rows_that_do_not_fit_are_named_and_count_as_present) {
    deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("A", "3")});
    const std::vector<Row> rows{
        thing("A", "1", "x"), thing("A", "2"), {"A", std::nullopt, "2020-05-01", "1.00", "3", "1", "x"}};
    for (const char* mapping : {"m1", "m2"}) {
        How how;
        how.mapping = mapping;
        const auto loaded = deliver(fact(), rows, how);
        ASSERT_EQ(loaded.delta.clashes.size(), 2U);
        EXPECT_EQ(loaded.delta.clashes[0].record, 1U);
        EXPECT_EQ(loaded.delta.clashes[0].code, "SYS-U002");
        EXPECT_EQ(loaded.delta.clashes[1].record, 3U);
        EXPECT_EQ(loaded.delta.rows.closed, 0U) << "a key that cannot be read may be any row's: nothing is closed";
        EXPECT_EQ(loaded.delta.rows.derived, 1U);
    }
    const auto loaded = deliver(fact(), {thing("A", "1", "x"), thing("A", "2")});
    EXPECT_EQ(loaded.delta.rows.closed, 1U) << "record 1 is present, A 3 is missing";
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2")}));
}

TEST_P(UnitLoaderTest, bad_rows_among_many_are_found_by_bisecting) {
    for (const std::size_t small : {std::size_t{2000}, std::size_t{10}}) {
        std::vector<Row> rows;
        for (int i = 0; i < 300; ++i) rows.push_back(thing("A", ("k" + std::to_string(i)).c_str()));
        rows[17][6] = "\xFF";                   // no UTF-8: the decoder would have found it, the loader trusts nobody
        rows[211][6] = std::string("a\0b", 3);  // drivers cut text at a NUL
        How how;
        how.small_unit_rows = small;
        how.unit = static_cast<std::int64_t>(small);
        const auto loaded = deliver(fact(), rows, how);
        ASSERT_EQ(loaded.delta.clashes.size(), 2U);
        EXPECT_EQ(loaded.delta.clashes[0].record, 18U);
        EXPECT_EQ(loaded.delta.clashes[1].record, 212U);
        EXPECT_EQ(loaded.delta.rows.fresh, 298U);
        EXPECT_EQ(content(fact()).size(), 298U);
        deliver(fact(), {}, how);
    }
}

TEST_P(UnitLoaderTest, a_delivery_of_bad_rows_only_ends_the_run) {
    std::vector<Row> rows;
    for (int i = 0; i < 300; ++i) rows.push_back(thing("A", ("k" + std::to_string(i)).c_str(), "1.00", "\xFF"));
    EXPECT_THROW(deliver(fact(), rows), Error);
}

TEST_P(UnitLoaderTest, a_database_that_changes_other_rows_than_classified_poisons_the_load) {
    deliver(fact(), {thing("A", "1"), thing("A", "2")});
    for (const char* behind_our_back :
         {"DELETE FROM fact_thing WHERE item = '2'", "UPDATE fact_thing SET item = 'C' WHERE item = '1'"}) {
        const std::vector<Row> rows{thing("A", "1", "5.00"), thing("C", "1")};
        const auto loader = make_loader(fact(), {}, 99);
        feed(*loader, fact(), rows, 10);
        EXPECT_FALSE(loader->end_pass());
        loader->set_closing(true, {});
        const auto delta = loader->classify();
        EXPECT_EQ(delta.rows.updated + delta.rows.closed, 2U);
        {
            odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
            connection().execute(behind_our_back);
            if (std::string_view(behind_our_back).starts_with("UPDATE")) connection().execute("DELETE FROM fact_thing");
            try {
                loader->apply(99);
                ADD_FAILURE() << "loaded in spite of: " << behind_our_back;
            } catch (const Error& error) {
                EXPECT_EQ(error.kind(), ErrorKind::internal);
            }
        }
        EXPECT_EQ(content(fact()).size(), 2U) << "rolled back";
    }
}

TEST_P(UnitLoaderTest, an_index_rebuild_on_first_load_leaves_the_key_unique) {
    std::vector<Row> rows;
    for (int i = 0; i < 50001; ++i) rows.push_back(thing("A", ("k" + std::to_string(i)).c_str()));
    How how;
    how.batch_rows = 8000;
    const auto loaded = deliver(fact(), rows, how);
    EXPECT_EQ(loaded.delta.rows.fresh, 50001U);
    EXPECT_THROW(
        connection().execute(
            "INSERT INTO fact_thing SELECT -7, area, item, happened, amount, persons, open, note, area_then_key, "
            "area_now_key, unit_id, owner_code, received_at, load_seq, delivery_id, record_no FROM fact_thing WHERE "
            "item = 'k1'"),
        odbc::DatabaseError);
    connect();
    rows[40000][3] = "2.00";
    rows.pop_back();
    how.memory_bytes = 200000;  // the sorter spills
    const auto second = deliver(fact(), rows, how);
    EXPECT_TRUE(second.second_pass);
    EXPECT_EQ(second.delta.rows.updated, 1U);
    EXPECT_EQ(second.delta.rows.closed, 1U);
    EXPECT_EQ(second.delta.rows.unchanged, 49999U);
    // Without a snapshot everything is compared with everything: a plan without an index would take minutes here.
    how.mapping = "m2";
    rows.pop_back();
    const auto third = deliver(fact(), rows, how);
    EXPECT_FALSE(third.second_pass);
    EXPECT_EQ(third.delta.rows.closed, 1U);
    EXPECT_EQ(third.delta.rows.unchanged, 49999U);
    how.memory_bytes = 32U << 20U;
    rows.pop_back();
    EXPECT_EQ(deliver(fact(), rows, how).delta.rows.closed, 1U) << "surrogates of the snapshot came from the database";
}

/// A thing that ends: `happened` as the day after its last.
Row ended(const char* item, Cell day, const char* amount = "1.00") {
    return {"A", item, std::move(day), amount, "3", "1", std::nullopt};
}

TEST_P(UnitLoaderTest, what_ended_before_the_window_is_not_missed) {
    const std::optional<Window> window{{"happened", "2007-01-01"}};
    deliver(fact(), {ended("open", std::nullopt), ended("old", "2007-01-01"), ended("in", "2007-01-02")});
    const auto loaded = deliver(fact(), {ended("new", std::nullopt)}, {.window = window});
    EXPECT_EQ(loaded.delta.rows.closed, 2U);
    EXPECT_EQ(loaded.delta.rows.kept, 0U) << "it was not expected, so nothing is told of it";
    EXPECT_EQ(query("SELECT item FROM fact_thing ORDER BY item"), (std::vector<std::string>{"new", "old"}));
    // Without a snapshot of hashes the answer is the same.
    deliver(fact(), {ended("x", std::nullopt)}, {.mapping = "m2", .window = window});
    EXPECT_EQ(query("SELECT item FROM fact_thing ORDER BY item"), (std::vector<std::string>{"old", "x"}));
}

TEST_P(UnitLoaderTest, a_partition_is_replaced_by_the_delivery_that_names_it) {
    How how;
    how.whole = false;
    how.partition = "area";
    deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("A", "3")}, how);
    const auto other = deliver(fact(), {thing("B", "1"), thing("B", "2")}, how);
    EXPECT_EQ(other.delta.rows.closed, 0U) << "it says nothing of A";
    // A again: one row corrected, one gone, one new.
    const auto again = deliver(fact(), {thing("A", "1"), thing("A", "2", "2.00"), thing("A", "4")}, how);
    EXPECT_EQ(again.delta.rows.fresh, 1U);
    EXPECT_EQ(again.delta.rows.updated, 1U);
    EXPECT_EQ(again.delta.rows.unchanged, 1U);
    EXPECT_EQ(again.delta.rows.closed, 1U);
    EXPECT_EQ(again.delta.rows.kept, 0U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2", "2.00"), shown("A", "4"),
                                                         shown("B", "1"), shown("B", "2")}));
    // What is not proven whole closes nothing of it either, and neither does what names nothing.
    how.closes = false;
    EXPECT_TRUE(deliver(fact(), {thing("A", "1")}, how).delta.empty());
    how.closes = true;
    EXPECT_TRUE(deliver(fact(), {}, how).delta.empty());
    (void)retract(fact(), again.delivery);
    EXPECT_EQ(content(fact()).size(), 5U);
    EXPECT_EQ(query("SELECT item FROM fact_thing WHERE area = 'A' ORDER BY item"),
              (std::vector<std::string>{"1", "2", "3"}));
}

TEST_P(UnitLoaderTest, an_older_period_adds_what_newer_ones_do_not_speak_of_and_nothing_else) {
    const auto first = deliver(fact(), {ended("gone", "2006-05-01"), ended("stays", "2006-06-01")});
    const auto newer = deliver(fact(), {ended("a", std::nullopt), ended("wrote", "2006-07-01")},
                               {.window = Window{"happened", "2007-01-01"}});
    How how;
    how.whole = false;
    how.newer = Newer{{newer.delivery}, Window{"happened", "2007-01-01"}};
    const auto older = deliver(fact(),
                               {ended("a", "2008-02-01"),              // within: the newer one has the word
                                ended("b", std::nullopt),              // and of what it does not name
                                ended("gone", "2006-05-01", "2.00"),   // behind, from an older one: corrected
                                ended("wrote", "2006-07-01", "2.00"),  // behind, but the newer one wrote it
                                ended("behind", "2007-01-01")},        // behind: known from this one alone
                               how);
    EXPECT_EQ(older.delta.superseded, 3U);
    EXPECT_EQ(older.delta.rows.derived, 2U);
    EXPECT_EQ(older.delta.rows.fresh, 1U);
    EXPECT_EQ(older.delta.rows.updated, 1U);
    EXPECT_EQ(older.delta.rows.closed, 0U) << "an older period closes nothing";
    EXPECT_EQ(
        query("SELECT item FROM fact_thing WHERE delivery_id = " + std::to_string(older.delivery) + " ORDER BY item"),
        (std::vector<std::string>{"behind", "gone"}));
    EXPECT_EQ(query("SELECT item FROM fact_thing ORDER BY item"),
              (std::vector<std::string>{"a", "behind", "gone", "stays", "wrote"}));
}

TEST_P(UnitLoaderTest, older_changes_leave_what_newer_changes_wrote) {
    How how;
    how.whole = how.closes = false;
    deliver(fact(), {ended("a", std::nullopt), ended("b", std::nullopt)}, how);
    const auto newer = deliver(fact(), {ended("a", "2008-02-01")}, how);
    how.newer = Newer{{newer.delivery}, std::nullopt, false};
    const auto older =
        deliver(fact(), {ended("a", "2008-01-01"), ended("b", "2008-01-01"), ended("c", "2008-01-01")}, how);
    EXPECT_EQ(older.delta.superseded, 1U);
    EXPECT_EQ(older.delta.rows.updated, 1U);
    EXPECT_EQ(older.delta.rows.fresh, 1U) << "changes say nothing of what they do not name";
    EXPECT_EQ(query("SELECT item FROM fact_thing WHERE delivery_id = " + std::to_string(newer.delivery)),
              (std::vector<std::string>{"a"}));
}

TEST_P(UnitLoaderTest, of_an_empty_table_a_newer_period_has_the_word_too) {
    How how;
    how.whole = false;
    how.newer = Newer{{77}, std::nullopt};
    const auto older = deliver(fact(), {ended("a", std::nullopt), ended("b", "2006-05-01")}, how);
    EXPECT_EQ(older.delta.superseded, 2U);
    EXPECT_TRUE(older.delta.empty());
}

}  // namespace
}  // namespace tilsig::load
