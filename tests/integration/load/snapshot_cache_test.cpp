// The snapshot cache saves work and never decides anything: hit, miss, damage and staleness all end in the same rows.
#include <fstream>

#include "integration/load/load_fixture.hpp"

namespace tilsig::load {
namespace {

class SnapshotCacheTest : public LoadFixture {
protected:
    std::filesystem::path file(std::int64_t unit = 1) {
        return m_options.cache_folder / ("snapshot-" + std::to_string(unit) + "-fact_thing");
    }
    /// Unit 2 loads on a connection of its own, as another worker would.
    void deliver_elsewhere(const std::vector<Row>& delivered) {
        auto mine = std::move(m_connection);
        connect();
        deliver(fact(), delivered, {.unit = 2});
        std::swap(mine, m_connection);
    }
    const std::vector<Row> rows{thing("A", "1"), thing("A", "2"), thing("B", "1")};
    const std::vector<Row> changed{thing("A", "1"), thing("A", "2", "2.00"), thing("C", "1")};
};
TILSIG_ON_EVERY_ENGINE(SnapshotCacheTest);

TEST_P(SnapshotCacheTest, a_hit_stages_only_what_changed_in_one_pass) {
    deliver(fact(), rows);
    ASSERT_TRUE(std::filesystem::exists(file()));
    EXPECT_FALSE(deliver(fact(), rows).second_pass) << "nothing changed";
    const auto loaded = deliver(fact(), changed);
    EXPECT_FALSE(loaded.second_pass) << "what changed was staged when it was read";
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.unchanged, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_FALSE(deliver(fact(), changed).second_pass) << "the snapshot was carried on";
    const auto closed = deliver(fact(), {thing("A", "1"), thing("C", "1")});
    EXPECT_FALSE(closed.second_pass);
    EXPECT_EQ(closed.delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("C", "1")}));
}

TEST_P(SnapshotCacheTest, an_overlooked_change_costs_a_second_pass_and_nothing_else) {
    How blind;
    blind.fingerprint_bits = 0;  // every row looks known
    deliver(fact(), rows);
    EXPECT_FALSE(deliver(fact(), rows, blind).second_pass) << "nothing changed, nothing was overlooked";
    const auto loaded = deliver(fact(), changed, blind);
    EXPECT_TRUE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2", "2.00"), shown("C", "1")}));
    EXPECT_FALSE(deliver(fact(), changed).second_pass) << "the snapshot was carried on";
}

TEST_P(SnapshotCacheTest, every_row_of_a_long_batch_gets_its_own_verdict) {
    std::vector<Row> many;
    for (int i = 0; i < 100; ++i) many.push_back(thing(i % 2 == 0 ? "A" : "B", ("k" + std::to_string(i)).c_str()));
    How how;
    how.batch_rows = 50;
    how.small_unit_rows = 10;  // a large unit: its snapshot is made while the delta is carried out
    deliver(fact(), many, how);
    for (const std::size_t changed_row : {0U, 15U, 16U, 17U, 49U, 50U, 98U}) many[changed_row][6] = "other";
    many[1][3] = "x";            // does not fit
    many[33][1] = std::nullopt;  // has no key
    many[99][3] = "x";
    const auto loaded = deliver(fact(), many, how);
    EXPECT_FALSE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.updated, 7U);
    EXPECT_EQ(loaded.delta.rows.unchanged, 90U);
    EXPECT_EQ(loaded.delta.rows.closed, 0U);
    std::vector<std::uint64_t> refused;
    for (const auto& clash : loaded.delta.clashes) refused.push_back(clash.record);
    EXPECT_EQ(refused, (std::vector<std::uint64_t>{2, 34, 100}));
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing WHERE note = 'other'"), 7);
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing_history"), 7);
    const auto again = deliver(fact(), many, how);
    EXPECT_TRUE(again.delta.empty());
    EXPECT_FALSE(again.second_pass) << "the snapshot was carried on";
}

TEST_P(SnapshotCacheTest, clashing_rows_that_were_staged_when_they_were_read_are_not_loaded) {
    deliver(fact(), rows);
    // A new row twice, and a known row beside a changed one of the same key: the first of the former, nothing of the
    // latter.
    const auto loaded = deliver(fact(), {thing("A", "1"), thing("A", "2"), thing("N", "1"), thing("N", "1"),
                                         thing("A", "2", "7.00"), thing("B", "1", "9.00")});
    EXPECT_FALSE(loaded.second_pass);
    ASSERT_EQ(loaded.delta.clashes.size(), 3U);
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 0U);
    EXPECT_EQ(content(fact()),
              (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "1", "9.00"), shown("N", "1")}));
}

TEST_P(SnapshotCacheTest, a_snapshot_without_room_for_fingerprints_and_one_that_no_longer_fits_give_the_same_rows) {
    std::vector<Row> many;
    for (int i = 0; i < 3000; ++i) many.push_back(thing("A", ("k" + std::to_string(i)).c_str()));
    deliver(fact(), many);
    How how;
    how.batch_rows = 1000;
    for (const std::size_t memory : {std::size_t{40000}, std::size_t{6000}}) {
        // More changes than the loader lists at 40 000 or 6 000 bytes; the second has no room for 3 000 fingerprints
        // either.
        how.memory_bytes = memory;
        for (Row& row : many) row[6] = std::to_string(memory);
        const auto loaded = deliver(fact(), many, how);
        EXPECT_EQ(loaded.delta.rows.updated, 3000U);
        EXPECT_TRUE(loaded.second_pass) << "everything was staged after all";
    }
    how.memory_bytes = 32U << 20U;
    many[7][6] = "other";
    const auto loaded = deliver(fact(), many, how);
    EXPECT_FALSE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    how.memory_bytes = 6000;
    many[8][6] = "other";
    const auto without = deliver(fact(), many, how);
    EXPECT_TRUE(without.second_pass);
    EXPECT_EQ(without.delta.rows.updated, 1U);
}

TEST_P(SnapshotCacheTest, without_the_cache_the_same_delta_comes_out) {
    deliver(fact(), rows);
    std::filesystem::remove_all(m_options.cache_folder);
    auto loaded = deliver(fact(), changed);
    EXPECT_FALSE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_FALSE(deliver(fact(), changed).second_pass) << "and the cache is there again";
    EXPECT_EQ(deliver(fact(), {thing("A", "1")}).delta.rows.closed, 2U);
    EXPECT_EQ(content(fact()), std::vector<std::string>{shown("A", "1")});
}

TEST_P(SnapshotCacheTest, a_miss_without_changes_makes_a_new_snapshot) {
    deliver(fact(), rows);
    std::filesystem::remove(file());
    EXPECT_TRUE(deliver(fact(), rows).delta.empty());
    EXPECT_TRUE(std::filesystem::exists(file()));
}

TEST_P(SnapshotCacheTest, the_first_load_among_rows_of_other_units_knows_its_surrogates) {
    deliver(fact(), rows, {.unit = 1});
    deliver(fact(), {thing("X", "1"), thing("X", "2")}, {.unit = 2});
    const auto loaded = deliver(fact(), {thing("X", "1"), thing("X", "2", "2.00")}, {.unit = 2});
    EXPECT_FALSE(loaded.second_pass) << "only what changed was staged";
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    const auto closed = deliver(fact(), {thing("X", "2", "2.00")}, {.unit = 2});
    EXPECT_EQ(closed.delta.rows.closed, 1U) << "the row that the snapshot names is the unit's own";
    EXPECT_EQ(content(fact()),
              (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "1"), shown("X", "2", "2.00")}));
    // A row that another unit owns is not this unit's, though all others are new.
    deliver(fact(), {thing("A", "1"), thing("Y", "1")}, {.unit = 3});
    EXPECT_TRUE(std::filesystem::exists(file(3)));
    EXPECT_TRUE(deliver(fact(), {thing("A", "1"), thing("Y", "1")}, {.unit = 3}).delta.empty());
}

TEST_P(SnapshotCacheTest, a_damaged_snapshot_is_ignored) {
    deliver(fact(), rows);
    std::string bytes = read_file(file());
    bytes[bytes.size() - 30] = static_cast<char>(bytes[bytes.size() - 30] ^ 4);
    std::ofstream(file(), std::ios::binary) << bytes;
    const auto loaded = deliver(fact(), changed);
    EXPECT_FALSE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()).size(), 3U);
}

TEST_P(SnapshotCacheTest, an_older_snapshot_is_ignored) {
    deliver(fact(), rows);
    const std::string old = read_file(file());
    deliver(fact(), changed);
    std::ofstream(file(), std::ios::binary) << old;  // a copy of the cache folder was put back
    const auto loaded = deliver(fact(), rows);
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "1")}));
}

TEST_P(SnapshotCacheTest, a_snapshot_of_another_history_with_the_same_load_sequence_is_ignored) {
    deliver(fact(), rows);
    const std::string other = read_file(file());
    deliver(fact(), {});
    // What a restored older database would be: the same load sequence reached again with other rows.
    connection().execute("DELETE FROM fact_thing_history");
    connection().execute("DELETE FROM ops_table_load");
    m_seq = 0;
    deliver(fact(), {thing("A", "1", "8.00")});
    std::ofstream(file(), std::ios::binary) << other;
    const auto loaded = deliver(fact(), rows);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.fresh, 2U);
}

TEST_P(SnapshotCacheTest, rows_taken_over_by_another_unit_make_it_stale) {
    deliver(fact(), rows, {.unit = 1});
    deliver(fact(), {thing("A", "1", "5.00")}, {.unit = 2});
    const auto loaded = deliver(fact(), rows, {.unit = 1});
    EXPECT_EQ(loaded.delta.rows.updated, 1U) << "a snapshot believed here would lose the row";
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("A", "2"), shown("B", "1")}));
}

TEST_P(SnapshotCacheTest, retraction_makes_it_stale) {
    deliver(fact(), rows);
    const auto second = deliver(fact(), changed);
    retract(fact(), second.delivery);
    const auto loaded = deliver(fact(), changed);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
}

TEST_P(SnapshotCacheTest, a_load_that_is_rolled_back_leaves_the_old_snapshot_valid) {
    deliver(fact(), rows);
    const auto written = [this] {
        std::ifstream stream(file(), std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    const std::string before = written();
    for (const std::size_t small : {std::size_t{2000}, std::size_t{1}}) {
        const auto loader = make_loader(fact(), {.small_unit_rows = small}, 99);
        feed(*loader, fact(), changed, 2);
        EXPECT_FALSE(loader->end_pass());
        loader->set_closing(true, {});
        EXPECT_FALSE(loader->classify().empty());
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        loader->apply(77);
    }
    EXPECT_EQ(written(), before);
    for (const auto& entry : std::filesystem::directory_iterator(m_options.cache_folder)) {
        EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos) << entry.path();
    }
    EXPECT_EQ(content(fact()).size(), 3U);
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing_history"), 0);
    EXPECT_TRUE(deliver(fact(), rows).delta.empty());
    EXPECT_EQ(deliver(fact(), changed).delta.rows.updated, 1U);
}

TEST_P(SnapshotCacheTest, another_load_between_classification_and_loading_is_seen) {
    deliver(fact(), rows);
    How plain;
    plain.mapping = "other";
    const auto loader = make_loader(fact(), plain, 50);
    feed(*loader, fact(), changed, 10);
    EXPECT_FALSE(loader->end_pass());
    loader->set_closing(true, {});
    const auto delta = loader->classify();
    EXPECT_EQ(delta.rows.fresh, 1U);
    // The row that was fresh exists now.
    deliver_elsewhere({thing("C", "1", "3.00")});
    odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
    try {
        loader->apply(++m_seq);
        FAIL() << "another delta than announced was carried out";
    } catch (const Error& error) {
        EXPECT_EQ(error.retry_class(), Retry::now);
    }
}

TEST_P(SnapshotCacheTest, a_harmless_load_between_does_not_disturb) {
    deliver(fact(), rows);
    const auto loader = make_loader(fact(), {}, 50);
    feed(*loader, fact(), changed, 10);
    EXPECT_FALSE(loader->end_pass());
    loader->set_closing(true, {});
    (void)loader->classify();
    deliver_elsewhere({thing("Z", "1")});
    {
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        loader->apply(++m_seq);
        EXPECT_EQ(transaction.commit(), odbc::TransactionEnd::committed);
        loader->committed(m_seq);
    }
    EXPECT_EQ(content(fact()).size(), 4U);
    EXPECT_FALSE(deliver(fact(), changed).second_pass);
}

}  // namespace
}  // namespace tilsig::load
