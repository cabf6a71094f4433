// What stands invisibly around and inside texts.
#include "model/texts.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

constexpr std::uint8_t space = static_cast<std::uint8_t>(Change::whitespace);
constexpr std::uint8_t hidden = static_cast<std::uint8_t>(Change::invisible);

TEST(Texts, EndsAreTrimmedAndSaidByKind) {
    const struct {
        std::string_view text, trimmed;
        std::uint8_t changes;
    } cases[] = {
        {"0301", "0301", 0},
        {" 0301\t", "0301", space},
        {"0301\xC2\xA0", "0301", space},  // U+00A0
        {"\xE2\x80\xAF"
         "0301",
         "0301", space},  // U+202F
        {"\xEF\xBB\xBF"
         "0301\xE2\x80\x8B",
         "0301", hidden},  // U+FEFF, U+200B
        {"\xE2\x80\x8E \xE2\x80\x8F"
         "Å\xC2\xAD",
         "Å", space | hidden},                        // U+200E, U+200F, U+00AD
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", 0},  // a character of four bytes stays
        {"Ås", "Ås", 0},
        {"a\xC2\xA0"
         "b",
         "a\xC2\xA0"
         "b",
         0},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(trim_ends(one.text).text, one.trimmed);
        EXPECT_EQ(trim_ends(one.text).changes, one.changes) << one.text;
        EXPECT_TRUE(one.changes == 0 || looks_odd(one.text)) << one.text;
    }
    EXPECT_EQ(trim_ends(" \xE2\x80\x8B ").text.data(), nullptr) << "nothing left is null";
    EXPECT_EQ(trim_byte_order_marks(" \xEF\xBB\xBF").text, " ");
    EXPECT_EQ(trim_byte_order_marks(" \xEF\xBB\xBF").changes, hidden);
}

TEST(Texts, TheFirstInvisibleCharacterInsideIsNamed) {
    EXPECT_EQ(find_invisible("03 01"), std::nullopt);
    EXPECT_EQ(find_invisible("blåbærsyltetøy"), std::nullopt);
    EXPECT_EQ(find_invisible("03\xC2\xA0"
                             "01"),
              U'\u00A0');
    EXPECT_EQ(find_invisible("å\t"), U'\t');
    EXPECT_EQ(character_number(U'\u200B'), "U+200B");
    EXPECT_EQ(character_number(U'\t'), "U+0009");
    EXPECT_EQ(character_number(0xE0041), "U+E0041");
}

TEST(Texts, OneLookAtEveryLengthTellsWhatNeedsASecond) {
    for (std::size_t size = 1; size <= 40; ++size) {
        const std::string plain(size, 'a');
        EXPECT_FALSE(looks_odd(plain)) << size;
        EXPECT_FALSE(beyond_ascii(plain)) << size;
        for (std::size_t at = 0; at < size; ++at) {
            for (const char c : {'\0', '\t', '\x1F', '\x7F', '\x80', '\xFF', ' ', '~', '!'}) {
                std::string text = plain;
                text[at] = c;
                const bool end = at == 0 || at + 1 == size;
                const bool printable = c == '~' || c == '!' || (c == ' ' && !end);
                EXPECT_EQ(looks_odd(text), !printable) << size << " " << at << " " << static_cast<int>(c);
                EXPECT_EQ(beyond_ascii(text), c == '\x80' || c == '\xFF') << size << " " << at;
            }
        }
    }
    EXPECT_FALSE(looks_odd(""));
    EXPECT_FALSE(beyond_ascii({}));
}

}  // namespace
}  // namespace tilsig::model
