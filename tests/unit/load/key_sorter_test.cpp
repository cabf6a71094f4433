// The key sorter: order, equality of memory and spilled runs, bounded memory.
#include "load/key_sorter.hpp"

#include <gtest/gtest.h>

#include <random>

#include "load/key_groups.hpp"

namespace tilsig::load {
namespace {

KeyEntry entry(std::uint64_t key, std::uint64_t row, std::uint64_t record) {
    KeyEntry made;
    made.key = {key, key};
    made.row = {row, row};
    made.record = record;
    return made;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> all(const KeySorter& sorter) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
    auto reader = sorter.read();
    KeyEntry one;
    while (reader.next(one)) found.emplace_back(one.key.high, one.record);
    return found;
}

TEST(KeySorterTest, spilled_runs_give_the_same_order_as_memory) {
    const TempFolder folder;
    KeySorter small(folder.path(), 1000);  // a handful of entries per run
    KeySorter large(folder.path(), 1U << 20U);
    std::mt19937_64 random(7);
    for (std::uint64_t i = 1; i <= 2000; ++i) {
        const auto one = entry(random() % 500, i, i);
        small.add(one);
        large.add(one);
    }
    small.finish();
    large.finish();
    EXPECT_GT(small.spilled_runs(), 50U);
    EXPECT_EQ(large.spilled_runs(), 0U);
    const auto sorted = all(large);
    EXPECT_EQ(sorted.size(), 2000U);
    EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
    EXPECT_EQ(all(small), sorted);
    EXPECT_EQ(all(small), sorted) << "a second walk";
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "runs have no names";
}

TEST(KeySorterTest, nothing_added_is_nothing_read) {
    const TempFolder folder;
    KeySorter sorter(folder.path(), 1000);
    sorter.finish();
    EXPECT_TRUE(all(sorter).empty());
}

TEST(KeyGroupsTest, verdict_does_not_depend_on_the_order_of_records) {
    const TempFolder folder;
    for (const bool turned : {false, true}) {
        KeySorter sorter(folder.path(), 1000);
        std::vector<KeyEntry> entries{entry(1, 10, 1), entry(2, 20, 2), entry(2, 20, 3),
                                      entry(3, 30, 4), entry(3, 31, 5), entry(3, 30, 6)};
        if (turned) std::reverse(entries.begin(), entries.end());
        for (const auto& one : entries) sorter.add(one);
        sorter.finish();
        const std::vector<std::uint64_t> refused;
        KeyGroups groups(sorter, refused);
        KeyGroup group;
        ASSERT_TRUE(groups.next(group));
        EXPECT_TRUE(group.accepted);
        EXPECT_TRUE(group.clashes.empty());
        ASSERT_TRUE(groups.next(group));
        EXPECT_TRUE(group.accepted);
        EXPECT_EQ(group.record, 2U) << "the lowest record stays";
        ASSERT_EQ(group.clashes.size(), 1U);
        EXPECT_EQ(group.clashes[0].record, 3U);
        EXPECT_FALSE(group.clashes[0].conflict);
        ASSERT_TRUE(groups.next(group));
        EXPECT_FALSE(group.accepted);
        ASSERT_EQ(group.clashes.size(), 3U);
        for (const auto& clash : group.clashes) EXPECT_TRUE(clash.conflict);
        EXPECT_FALSE(groups.next(group));
    }
}

TEST(KeyGroupsTest, refused_and_present_rows_leave_their_key_present) {
    const TempFolder folder;
    KeySorter sorter(folder.path(), 1000);
    KeyEntry present = entry(1, 0, 1);
    present.present_only = 1;
    sorter.add(present);
    sorter.add(entry(2, 20, 2));
    sorter.add(entry(2, 21, 3));
    sorter.finish();
    const std::vector<std::uint64_t> refused{3};
    KeyGroups groups(sorter, refused);
    KeyGroup group;
    ASSERT_TRUE(groups.next(group));
    EXPECT_FALSE(group.accepted);
    EXPECT_TRUE(group.clashes.empty());
    ASSERT_TRUE(groups.next(group));
    EXPECT_TRUE(group.accepted) << "a refused row conflicts with nothing";
    EXPECT_EQ(group.record, 2U);
    EXPECT_FALSE(groups.next(group));
}

}  // namespace
}  // namespace tilsig::load
