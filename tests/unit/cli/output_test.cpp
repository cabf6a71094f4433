// What reaches a terminal, a pipe and a program: words as they are, and no order from outside.
#include "cli/output.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tilsig::cli {
namespace {

TEST(Tables, ShowCellsAsTheyAreAndObeyNothing) {
    testing::internal::CaptureStdout();
    Output(false, true).table({{"a", "b"}, {"\x1b[2J1", "x\ny\u202e"}});
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "a             b\n<U+001B>[2J1  x<U+000A>y<U+202E>\n");
    testing::internal::CaptureStdout();
    Output(true, true).document({{"a", "\u202e\xC2\x9B"}});
    EXPECT_EQ(testing::internal::GetCapturedStdout(),
              "{\n  \"a\": \"\\u202e\\u009b\",\n  \"command\": \"\",\n  \"schema\": 1\n}\n");
    testing::internal::CaptureStderr();
    Output(false, false).progress(1, 2, "desk/\x1b[31m");
    Output(false, false).error(Error(ErrorKind::usage, "no \x1b[31m").remedy("one\ntwo"));
    const std::string messages = testing::internal::GetCapturedStderr();
    EXPECT_EQ(messages, "1/2 desk/<U+001B>[31m\ntilsig: no <U+001B>[31m; one\ntwo\n");
}

TEST(Pages, AreShownAsTheirTextsInAPipe) {
    answers::Page page;
    page.line(answers::bold("run 7") + "  " + answers::tinted("held", model::ExitCode::held) + ": why\x1b[2J");
    page.table({{"a", "b"}, {"1", "x"}});
    page.line();
    testing::internal::CaptureStdout();
    Output(false, true).show(page);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "run 7  held: why<U+001B>[2J\na  b\n1  x\n\n");
    testing::internal::CaptureStdout();
    Output(true, true).show(page);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "") << "programs read the document";
}

}  // namespace
}  // namespace tilsig::cli
