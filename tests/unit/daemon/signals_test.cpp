// Signals by a descriptor: what is told, that threads started later do not take it.
#include "daemon/signals.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace tilsig::daemon {
namespace {

bool readable(const Signals& signals, int wait_ms) {
    pollfd watched{signals.descriptor(), POLLIN, 0};
    return ::poll(&watched, 1, wait_ms) == 1;
}

TEST(SignalDescriptor, TellsWhatCameOnce) {
    Signals signals;
    EXPECT_FALSE(readable(signals, 0));
    EXPECT_EQ(signals.take(), Signals::Received{});
    ::kill(::getpid(), SIGHUP);
    EXPECT_TRUE(readable(signals, 1000));
    EXPECT_EQ(signals.take(), (Signals::Received{.reload = true}));
    EXPECT_FALSE(readable(signals, 0));
    ::kill(::getpid(), SIGTERM);
    ::kill(::getpid(), SIGHUP);
    const auto both = signals.take();
    EXPECT_EQ(both.stop, SIGTERM);
    EXPECT_TRUE(both.reload);
    ::kill(::getpid(), SIGINT);
    EXPECT_EQ(signals.take().stop, SIGINT);
}

TEST(SignalDescriptor, IsNotRobbedByAThreadThatStartsLater) {
    Signals signals;
    bool stop = false;
    std::mutex mutex;
    std::condition_variable ended;
    std::thread other([&] {
        std::unique_lock lock(mutex);
        ended.wait(lock, [&] { return stop; });
    });
    ::kill(::getpid(), SIGTERM);  // would end the process if the thread had it open
    EXPECT_TRUE(readable(signals, 1000));
    EXPECT_EQ(signals.take().stop, SIGTERM);
    {
        const std::lock_guard lock(mutex);
        stop = true;
    }
    ended.notify_one();
    other.join();
}

TEST(SignalDescriptor, TellsThatAChildEnded) {
    Signals signals;
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) ::_exit(0);
    ASSERT_TRUE(readable(signals, 5000));
    EXPECT_EQ(signals.take(), (Signals::Received{.child = true}));
    EXPECT_EQ(::waitpid(child, nullptr, 0), child);
}

TEST(SignalDescriptor, TheMaskIsAsBeforeAfterwards) {
    sigset_t before;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    {
        Signals signals;
        sigset_t now;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE}) EXPECT_EQ(::sigismember(&now, signal), 1);
        const AllSignalsBlocked blocked;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
        EXPECT_EQ(::sigismember(&now, SIGUSR1), 1);
    }
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int signal = 1; signal < 32; ++signal)
        EXPECT_EQ(::sigismember(&after, signal), ::sigismember(&before, signal));
}

}  // namespace
}  // namespace tilsig::daemon
