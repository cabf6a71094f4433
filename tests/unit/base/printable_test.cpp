// A console shows what is there, and obeys nothing of it.
#include "base/printable.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace tilsig {
namespace {

TEST(Printable, HiddenCharactersAreNamedByTheirNumber) {
    EXPECT_EQ(printable("Bosatte i Ås 12"), "Bosatte i Ås 12");
    EXPECT_EQ(printable("a\x1b[2Jb\r\n"), "a<U+001B>[2Jb<U+000D><U+000A>");
    EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "<U+0000><U+007F>");
    EXPECT_EQ(printable("\xC2\x9B"), "<U+009B>") << "one character that begins a control sequence";
    EXPECT_EQ(printable("0301\u200b \u202e1030\u2066\u061c\ufeff"),
              "0301<U+200B> <U+202E>1030<U+2066><U+061C><U+FEFF>");
    EXPECT_EQ(printable("\xFF\xC3"), "<0xFF><0xC3>");
    EXPECT_EQ(printable("1\u00a0234 \U0001F4A7"), "1\u00a0234 \U0001F4A7") << "a no-break space can be seen";
}

TEST(Printable, MessagesOfSeveralLinesKeepTheirLines) {
    EXPECT_EQ(printable_lines("one\ntwo\x1b"), "one\ntwo<U+001B>");
}

TEST(Printable, ADocumentKeepsItsValues) {
    EXPECT_EQ(printable_json("{\n\"a\": \"\u202eb\xC2\x9B\"}"), "{\n\"a\": \"\\u202eb\\u009b\"}");
}

TEST(Printable, LogsAndStoredNamesFollowTheSameRule) {
    EXPECT_EQ(json_escape("\u202e\u200b"), "\\u202e\\u200b");
    EXPECT_EQ(display_name("a\u202eb\ufeff.csv"), "a?b?.csv");
}

}  // namespace
}  // namespace tilsig
