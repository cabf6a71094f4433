// Batches: memory stays where it is, null is not empty, and the accounts close.
#include "model/batch.hpp"

#include <gtest/gtest.h>

#include "model/account.hpp"

namespace tilsig::model {
namespace {

TEST(Arena, ViewsSurviveLaterAllocations) {
    Arena arena;
    const std::string_view first = arena.store("Tønsberg");
    for (int i = 0; i < 100000; ++i) (void)arena.store("0123456789");
    EXPECT_EQ(first, "Tønsberg");
}

TEST(Arena, EmptyTextIsNotNull) {
    Arena arena;
    EXPECT_FALSE(Column::is_null(arena.store("")));
    EXPECT_TRUE(Column::is_null(Column::null));
}

TEST(Arena, ForgetsAHugeCellAtClear) {
    Arena arena;
    (void)arena.store(std::string(8 << 20, 'x'));
    arena.clear();
    EXPECT_EQ(arena.bytes(), 0U);
    EXPECT_EQ(arena.store("a"), "a");
}

TEST(Batch, ClearKeepsColumns) {
    Batch batch;
    batch.columns = {{"code", {"0301"}, {}}, {"name", {"Oslo"}, {}}};
    batch.places.emplace_back();
    EXPECT_EQ(batch.find("name"), 1U);
    EXPECT_EQ(batch.find("nothing"), batch.columns.size());
    batch.clear();
    EXPECT_EQ(batch.rows(), 0U);
    EXPECT_EQ(batch.columns.size(), 2U);
    EXPECT_TRUE(batch.columns[0].cells.empty());
}

TEST(Accounts, ResidualNamesTheMissing) {
    ByteAccount bytes{.preface = 1, .header = 2, .blank = 3, .trailer = 4, .record = 5, .unreadable = 6};
    EXPECT_EQ(bytes.residual(21), 0);
    EXPECT_EQ(bytes.residual(22), 1);
    RecordAccount records;
    records.read = 10;
    records.accepted = 5;
    records.duplicate = 1;
    records.rejected = 2;
    records.filtered = 1;
    EXPECT_EQ(records.residual(), 1);
    records.held = 1;
    EXPECT_EQ(records.residual(), 0);
    RowAccount rows{.derived = 5, .fresh = 1, .updated = 1, .unchanged = 2, .merged = 1, .closed = 7};
    EXPECT_EQ(rows.residual(), 0);
}

}  // namespace
}  // namespace tilsig::model
