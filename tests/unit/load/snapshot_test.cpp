// The snapshot file: read back, and ignored whenever it is damaged or made from something else.
#include "load/snapshot.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"

namespace tilsig::load {
namespace {

SnapshotIdentity identity() { return {7, "fact_x", "a bigint,", "mapping", HashKey{1, 2, 3}, 12, "token"}; }

void write(const TempFolder& folder, const SnapshotIdentity& of, std::uint64_t entries) {
    SnapshotWriter writer(folder.path(), of);
    for (std::uint64_t i = 1; i <= entries; ++i) writer.add({{i, 0}, {i * 3, 1}, static_cast<std::int64_t>(i)});
    writer.commit();
}

TEST(SnapshotTest, gives_back_what_was_written) {
    const TempFolder folder;
    write(folder, identity(), 20000);
    const auto snapshot = Snapshot::open(folder.path(), identity());
    ASSERT_NE(snapshot, nullptr);
    EXPECT_EQ(snapshot->count(), 20000U);
    auto reader = snapshot->read();
    SnapshotEntry entry;
    std::uint64_t seen = 0;
    while (reader.next(entry)) {
        ++seen;
        ASSERT_EQ(entry.key, (Hash128{seen, 0}));
        ASSERT_EQ(entry.row, (Hash128{seen * 3, 1}));
        ASSERT_EQ(entry.surrogate, static_cast<std::int64_t>(seen));
    }
    EXPECT_EQ(seen, 20000U);
}

TEST(SnapshotTest, an_uncommitted_writer_leaves_nothing) {
    const TempFolder folder;
    {
        SnapshotWriter writer(folder.path(), identity());
        writer.add({{1, 0}, {1, 0}, 1});
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    EXPECT_EQ(Snapshot::open(folder.path(), identity()), nullptr);
}

TEST(SnapshotTest, is_ignored_when_any_part_of_its_origin_differs) {
    std::vector<SnapshotIdentity> others(7, identity());
    others[0].columns += "b date,";
    others[1].mapping_hash = "other";
    others[2].hash_key[15] = 1;
    others[3].touched_seq = 13;
    others[4].touch_token = "other";
    others[5].touched_seq = 1;
    others[5].touch_token = "2token";  // digits that move between two fields
    others[6].columns = "";
    for (const auto& other : others) {
        const TempFolder folder;
        write(folder, identity(), 3);
        EXPECT_EQ(Snapshot::open(folder.path(), other), nullptr);
    }
}

TEST(SnapshotTest, a_damaged_file_is_ignored_whichever_byte_it_is) {
    const TempFolder folder;
    write(folder, identity(), 5);
    const auto path = identity().file_in(folder.path());
    const std::string whole = read_file(path);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        std::ofstream(path, std::ios::binary) << damaged;
        ASSERT_EQ(Snapshot::open(folder.path(), identity()), nullptr) << "byte " << at;
        ASSERT_FALSE(std::filesystem::exists(path)) << "a useless file is removed";
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{50}, whole.size() - 1}) {
        std::ofstream(path, std::ios::binary) << whole.substr(0, size);
        ASSERT_EQ(Snapshot::open(folder.path(), identity()), nullptr) << size << " bytes";
    }
    std::ofstream(path, std::ios::binary) << whole << 'x';
    ASSERT_EQ(Snapshot::open(folder.path(), identity()), nullptr);
    std::ofstream(path, std::ios::binary) << whole;
    EXPECT_NE(Snapshot::open(folder.path(), identity()), nullptr)
        << "the whole file is taken, so the others were refused for their damage";
}

}  // namespace
}  // namespace tilsig::load
