#include "session/process_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <optional>

#include "process/process_stat.hpp"

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
    const auto told = [](const std::string& text) {
        return std::string(AnotherInstance(LockHolder::read(text)).what());
    };
    EXPECT_TRUE(told("4711").starts_with("another tilsig is at work (process 4711);"));
    EXPECT_TRUE(told("").starts_with("another tilsig is at work;"));
    const auto holder = LockHolder::read("4711 2026-11-29T18:12:03.000000Z 81234 fence 3");
    EXPECT_EQ(holder.told(), " (process 4711, since 2026-11-29 19:12 +01:00)");
    EXPECT_EQ(holder.start_tick, 81234U);
    EXPECT_EQ(holder.fence, 3);
    EXPECT_FALSE(LockHolder::read("4711 2026-11-29T18:12:03.000000Z 81234").fence);
}

TEST(LockHolder, IsAtWorkWhereItsNumberCanBeLookedUp) {
    const auto now = parse_instant("2026-11-29T18:12:03Z");
    const auto own = LockHolder::own(now, 3);
    const auto read = LockHolder::read(own.text());
    EXPECT_EQ(read.text(), own.text());
    EXPECT_EQ(read.fence, 3);
    EXPECT_TRUE(read.at_work());
    EXPECT_NO_THROW(require_gone(own.text(), std::nullopt)) << "it is ourselves";
    auto elsewhere = own;
    elsewhere.world = "another-boot/1";
    EXPECT_FALSE(elsewhere.at_work());
    auto before = own;
    before.start_tick -= 1;
    EXPECT_FALSE(before.at_work()) << "the number is somebody else's now";
    auto parent = own;
    parent.process = ::getppid();
    parent.start_tick = process::stat_of(parent.process)->start_tick;
    parent.fence.reset();
    EXPECT_THROW(require_gone(parent.text(), 4), AnotherInstance) << "a person's process is left alone";
    EXPECT_NO_THROW(require_gone("", std::nullopt));
    EXPECT_NO_THROW(require_gone("4711", std::nullopt));
}

/// A process of ours that has the lock until it is killed; `fence` as of a daemon.
class Holder {
public:
    Holder(const std::filesystem::path& folder, std::optional<std::int64_t> fence) {
        int said[2];
        if (::pipe(said) != 0) throw std::runtime_error("pipe");
        m_id = ::fork();
        if (m_id == 0) {
            LockWish wish;
            wish.fence = fence;
            const ProcessLock lock(folder, wish);
            (void)!::write(said[1], "x", 1);
            for (;;) ::pause();
        }
        ::close(said[1]);
        char sign = 0;
        (void)!::read(said[0], &sign, 1);
        ::close(said[0]);
    }
    ~Holder() {
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, nullptr, 0);
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    void freeze() const {
        ::kill(m_id, SIGSTOP);
        ::waitpid(m_id, nullptr, WUNTRACED);
    }

private:
    pid_t m_id = -1;
};

LockWish wish_of(std::optional<std::int64_t> fence) {
    LockWish wish;
    wish.wait = std::chrono::milliseconds{700};
    wish.fence = fence;
    return wish;
}

TEST(ProcessLock, IsTakenFromAFrozenProcessOfADaemonThatWasTakenOverFrom) {
    const TempFolder folder;
    const Holder frozen(folder.path(), 3);
    frozen.freeze();
    EXPECT_THROW(ProcessLock(folder.path(), wish_of(std::nullopt)), AnotherInstance) << "a command by hand waits";
    EXPECT_THROW(ProcessLock(folder.path(), wish_of(3)), AnotherInstance) << "the same daemon's";
    EXPECT_NO_THROW(ProcessLock(folder.path(), wish_of(4)));
}

TEST(ProcessLock, IsNotTakenFromAProcessThatRunsOrFromACommandByHand) {
    const TempFolder folder;
    {
        const Holder runs(folder.path(), 3);
        EXPECT_THROW(ProcessLock(folder.path(), wish_of(4)), AnotherInstance)
            << "it learns by itself that it is fenced";
    }
    const Holder by_hand(folder.path(), std::nullopt);
    by_hand.freeze();
    EXPECT_THROW(ProcessLock(folder.path(), wish_of(4)), AnotherInstance) << "a person may have stopped it";
}

TEST(ProcessLock, IsWaitedForAndSaysSoOnce) {
    const TempFolder folder;
    auto held = std::make_optional<ProcessLock>(folder.path());
    int told = 0, asked = 0;
    LockWish wish;
    wish.wait = std::chrono::seconds{30};
    wish.waits = [&](const LockHolder& holder) {
        ++told;
        EXPECT_EQ(holder.process, ::getpid());
    };
    wish.stopped = [&] {
        if (++asked == 2) held.reset();
        return false;
    };
    EXPECT_NO_THROW(ProcessLock(folder.path(), wish));
    EXPECT_EQ(told, 1);
    held.emplace(folder.path());
    wish.stopped = [] { return true; };
    EXPECT_THROW(ProcessLock(folder.path(), wish), AnotherInstance);
}

}  // namespace
}  // namespace tilsig::session
