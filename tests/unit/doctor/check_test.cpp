// A check that hangs, throws or crashes costs one line.
#include "doctor/check.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "doctor/doctor.hpp"

namespace tilsig::doctor {
namespace {

using namespace std::chrono_literals;

TEST(BoundedCheck, AnswersWhatItFound) {
    const Remarks remarks{good("all is well"), warning("a little", "mend it"),
                          bad(ErrorKind::configuration, "broken: \"\xff\n", "mend this")};
    const auto answered = look_bounded({"any", 5s, [&] { return remarks; }});
    ASSERT_EQ(answered.size(), 3U);
    EXPECT_EQ(answered[0], remarks[0]);
    EXPECT_EQ(answered[1], remarks[1]);
    EXPECT_EQ(answered[2].kind, ErrorKind::configuration);
    EXPECT_EQ(answered[2].remedy, "mend this");
}

TEST(BoundedCheck, IsNotWaitedForLongerThanItsBound) {
    const auto begun = std::chrono::steady_clock::now();
    const auto remarks = look_bounded({"hangs", 200ms, []() -> Remarks {
                                           std::this_thread::sleep_for(1min);
                                           return {};
                                       }});
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    ASSERT_EQ(remarks.size(), 1U);
    EXPECT_EQ(remarks[0].verdict, Verdict::bad);
    EXPECT_EQ(remarks[0].text, "no answer within 0.2 s");
    EXPECT_FALSE(remarks[0].remedy.empty());
}

TEST(BoundedCheck, TellsWhatItThrows) {
    const auto thrown = look_bounded(
        {"throws", 5s, []() -> Remarks {
             throw Error(ErrorKind::configuration, "the file is wrong").at({"a.yaml", 3, 1}).remedy("correct it");
         }});
    ASSERT_EQ(thrown.size(), 1U);
    EXPECT_EQ(thrown[0], bad(ErrorKind::configuration, "a.yaml:3:1: the file is wrong", "correct it"));
    const auto odd = look_bounded({"throws", 5s, []() -> Remarks { throw std::runtime_error("odd"); }});
    EXPECT_NE(odd.at(0).text.find("odd"), std::string::npos);
}

TEST(BoundedCheck, SurvivesACrash) {
    const auto remarks = look_bounded({"crashes", 5s, []() -> Remarks {
                                           ::signal(SIGABRT, SIG_DFL);
                                           ::raise(SIGKILL);
                                           return {};
                                       }});
    ASSERT_EQ(remarks.size(), 1U);
    EXPECT_NE(remarks[0].text.find("signal 9"), std::string::npos);
}

TEST(DoctorsWord, HasTheExitCodeOfWhoMustAct) {
    const std::vector<Answer> warned{{"a", {good("x"), warning("y", "z")}}};
    EXPECT_EQ(exit_code_of(warned), model::ExitCode::good);
    auto broken = warned;
    broken.push_back({"b", {bad(ErrorKind::database, "down", "start it")}});
    EXPECT_EQ(exit_code_of(broken), model::ExitCode::technical_failure);
    broken.insert(broken.begin(), {"c", {bad(ErrorKind::configuration, "wrong", "edit it")}});
    EXPECT_EQ(exit_code_of(broken), model::ExitCode::configuration);
}

}  // namespace
}  // namespace tilsig::doctor
