// Letters that are written in two pieces.
#include "model/composed.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

TEST(Composed, ALetterAndItsMarkAreOneCharacter) {
    EXPECT_EQ(composed("A\u030Ar"), "\u00C5r");
    EXPECT_EQ(composed("Bla\u030Aba\u030Ar"), "Bl\u00E5b\u00E5r");
    EXPECT_EQ(composed("ide\u0301"), "id\u00E9");
    EXPECT_EQ(composed("\u212Basen"), "\u00C5asen");
    EXPECT_EQ(composed("c\u030Ca\u0301hppesja\u0301vri"), "\u010D\u00E1hppesj\u00E1vri");
}

TEST(Composed, EverythingElseStays) {
    for (const std::string text :
         {"", "Kommune", "\u00C5r", "\u00E6\u00F8\u00E5", "x\u030A", "\u030A", " \u0301", "\u4E2D\u6587", "a\xCC"})
        EXPECT_EQ(composed(text), text);
}

}  // namespace
}  // namespace tilsig::model
