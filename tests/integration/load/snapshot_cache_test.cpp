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
TILSIG_ON_BOTH_ENGINES(SnapshotCacheTest);

TEST_P(SnapshotCacheTest, a_hit_stages_only_what_changed) {
    deliver(fact(), rows);
    ASSERT_TRUE(std::filesystem::exists(file()));
    EXPECT_FALSE(deliver(fact(), rows).second_pass) << "nothing changed: one pass";
    const auto loaded = deliver(fact(), changed);
    EXPECT_TRUE(loaded.second_pass);
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(loaded.delta.rows.updated, 1U);
    EXPECT_EQ(loaded.delta.rows.unchanged, 1U);
    EXPECT_EQ(loaded.delta.rows.closed, 1U);
    EXPECT_FALSE(deliver(fact(), changed).second_pass) << "the snapshot was carried on";
    const auto closed = deliver(fact(), {thing("A", "1"), thing("C", "1")});
    EXPECT_FALSE(closed.second_pass) << "closures need no second pass";
    EXPECT_EQ(closed.delta.rows.closed, 1U);
    EXPECT_EQ(content(fact()), (std::vector<std::string>{shown("A", "1"), shown("C", "1")}));
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
    {
        const auto loader = make_loader(fact(), {}, 99);
        feed(*loader, fact(), changed, 2);
        ASSERT_TRUE(loader->end_pass());
        feed(*loader, fact(), changed, 2);
        EXPECT_FALSE(loader->end_pass());
        loader->set_closing(true, {});
        EXPECT_FALSE(loader->classify().empty());
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        loader->apply(77);
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
    ASSERT_TRUE(loader->end_pass());
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
