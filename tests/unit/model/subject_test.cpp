#include "model/subject.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

TEST(Subject, TextAndBack) {
    const Subject subject{Subject::Kind::case_file, {0x0123456789abcdefULL, 0x00000000000000ffULL}};
    EXPECT_EQ(subject.text(), "case:0123456789abcdef00000000000000ff");
    for (const auto kind :
         {Subject::Kind::delivery, Subject::Kind::metric, Subject::Kind::case_file, Subject::Kind::person}) {
        const Subject one{kind, subject.token};
        EXPECT_EQ(Subject::parse(one.text()), one) << one.text();
    }
    EXPECT_EQ(Subject{}.text(), "");
}

TEST(Subject, OtherTextsAreNone) {
    for (const char* text :
         {"", "case", "case:", "case:0123456789abcdef00000000000000f", "case:x123456789abcdef00000000000000ff",
          "cases:0123456789abcdef00000000000000ff", "case:0123456789abcdef00000000000000ff0"})
        EXPECT_EQ(Subject::parse(text), Subject{}) << text;
}

}  // namespace
}  // namespace tilsig::model
