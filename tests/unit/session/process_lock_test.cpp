#include "session/process_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <optional>

namespace tilsig::session {
namespace {

TEST(ProcessLock, SaysWhoIsAtWorkAndSinceWhen) {
    const TempFolder folder;
    std::optional<ProcessLock> held(folder.path());
    try {
        const ProcessLock second(folder.path());
        FAIL() << "two at work";
    } catch (const AnotherInstance& error) {
        const std::string text = error.what();
        EXPECT_TRUE(text.starts_with("another tilsig is at work (process " + std::to_string(::getpid()) + ", since 20"))
            << text;
        EXPECT_EQ(error.retry_class(), Retry::later);
    }
    held.reset();
    EXPECT_NO_THROW(ProcessLock{folder.path()});
}

TEST(ProcessLock, OfAnOlderProgramHoldsNoTime) {
    EXPECT_TRUE(std::string(AnotherInstance("4711").what()).starts_with("another tilsig is at work (process 4711);"));
    EXPECT_TRUE(std::string(AnotherInstance("").what()).starts_with("another tilsig is at work;"));
}

}  // namespace
}  // namespace tilsig::session
