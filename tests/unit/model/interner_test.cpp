#include "model/interner.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tilsig::model {
namespace {

TEST(InternerTest, every_text_keeps_its_number_however_many_come_after) {
    Interner owners;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 5000; ++i) {
            const std::string text = "k" + std::to_string(i);
            ASSERT_EQ(owners.number(text), i);
            ASSERT_EQ(owners.number(text), i) << "asked again at once";
        }
    }
    EXPECT_EQ(owners.size(), 5000U);
    EXPECT_EQ(owners.text(0), "k0") << "texts do not move";
    EXPECT_EQ(owners.text(4999), "k4999");
}

TEST(InternerTest, null_and_empty_are_one_text) {
    Interner owners;
    EXPECT_EQ(owners.number(Column::null), 0U);
    EXPECT_EQ(owners.number(""), 0U);
    EXPECT_EQ(owners.number("a"), 1U);
    EXPECT_EQ(owners.number(std::string_view("a\0", 2)), 2U);
    EXPECT_EQ(owners.text(0), "");
}

}  // namespace
}  // namespace tilsig::model
