// Fingerprints: never a wrong no, hardly ever a wrong yes, four and a half bytes a row.
#include "load/fingerprints.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tilsig::load {
namespace {

std::vector<SnapshotEntry> random_entries(std::size_t count) {
    std::mt19937_64 random(11);
    std::vector<SnapshotEntry> entries(count);
    for (auto& entry : entries) entry = {{random(), random()}, {random(), random()}, 1};
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return entries;
}

std::unique_ptr<Snapshot> snapshot_of(const std::filesystem::path& folder, const std::vector<SnapshotEntry>& entries) {
    SnapshotIdentity identity;
    identity.table = "fact_x";
    SnapshotWriter writer(folder, identity);
    for (const auto& entry : entries) writer.add(entry);
    writer.commit();
    return Snapshot::open(folder, identity);
}

std::size_t held_if_changed(const Fingerprints& prints, const std::vector<SnapshotEntry>& entries) {
    std::size_t held = 0;
    for (const auto& entry : entries) held += prints.may_hold(entry.key, {entry.row.high, entry.row.low + 1}) ? 1 : 0;
    return held;
}

TEST(FingerprintsTest, every_row_of_the_snapshot_is_held) {
    const TempFolder folder;
    for (const std::size_t count : {0U, 1U, 2U, 15U, 16U, 17U, 100U, 20000U}) {
        const auto entries = random_entries(count);
        const auto snapshot = snapshot_of(folder.path(), entries);
        for (const unsigned bits : {0U, 3U, 32U}) {
            const Fingerprints prints(*snapshot, bits);
            for (const auto& entry : entries)
                ASSERT_TRUE(prints.may_hold(entry.key, entry.row)) << count << " entries, " << bits << " bits";
        }
        EXPECT_LE(Fingerprints::bytes_for(count), count * 5 + 8);
    }
}

TEST(FingerprintsTest, a_changed_row_is_not_held_unless_there_are_too_few_bits) {
    const TempFolder folder;
    const auto entries = random_entries(20000);
    const auto snapshot = snapshot_of(folder.path(), entries);
    EXPECT_EQ(held_if_changed(Fingerprints(*snapshot, 32), entries), 0U);
    EXPECT_GT(held_if_changed(Fingerprints(*snapshot, 2), entries), 10000U);
    EXPECT_EQ(held_if_changed(Fingerprints(*snapshot, 0), entries), 20000U);
}

}  // namespace
}  // namespace tilsig::load
