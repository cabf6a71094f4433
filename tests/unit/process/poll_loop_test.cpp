// The loop under everything that waits: children, signals, timers and descriptors side by side.
#include "process/poll_loop.hpp"

#include <gtest/gtest.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "children.hpp"
#include "process/frames.hpp"

namespace tilsig::process {
namespace {

using std::chrono::milliseconds;
using steady = std::chrono::steady_clock;

TEST(PollLoop, WaitsForChildSignalTimerAndPipeInOneThread) {
    sigset_t set;
    sigset_t before;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &set, &before);
    const UniqueFd signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    Shell shell("echo hello; exit 4");
    PollLoop loop;
    std::string told;
    std::string end;
    bool timer = false;
    signalfd_siginfo signal{};
    loop.watch(shell.output.get(), [&] {
        told = shell.line();
        loop.forget(shell.output.get());
    });
    loop.watch(shell.child.end_fd(), [&] {
        loop.forget(shell.child.end_fd());
        end = shell.child.end()->text();
    });
    loop.watch(signals.get(), [&] {
        EXPECT_EQ(::read(signals.get(), &signal, sizeof signal), static_cast<ssize_t>(sizeof signal));
        loop.forget(signals.get());
    });
    loop.after(milliseconds(10), [&] {
        timer = true;
        ::kill(::getpid(), SIGUSR1);
    });
    loop.run();
    EXPECT_EQ(told, "hello");
    EXPECT_EQ(end, "exit code 4");
    EXPECT_TRUE(timer);
    EXPECT_EQ(signal.ssi_signo, static_cast<unsigned>(SIGUSR1));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(PollLoop, AChildThatIgnoresSigtermIsKilledByATimer) {
    Shell shell("trap '' TERM; echo up; while :; do sleep 0.01; done");
    ASSERT_EQ(shell.line(), "up");
    PollLoop loop;
    std::string end;
    shell.child.ask_to_end();
    loop.after(milliseconds(50), [&] { shell.child.kill(); });
    loop.watch(shell.child.end_fd(), [&] {
        loop.forget(shell.child.end_fd());
        end = shell.child.end()->text();
    });
    loop.run();
    EXPECT_EQ(end, "signal 9 (SIGKILL)");
}

TEST(PollLoop, AFloodKeepsNoTimerFromItsMoment) {
    Shell shell("while :; do echo noise; done");
    PollLoop loop;
    std::size_t bytes = 0;
    loop.watch(shell.output.get(), [&] {
        std::array<char, 4096> buffer{};
        bytes += static_cast<std::size_t>(std::max<ssize_t>(0, ::read(shell.output.get(), buffer.data(), 4096)));
    });
    loop.after(milliseconds(50), [&] { loop.stop(); });
    const auto begin = steady::now();
    loop.run();
    EXPECT_LT(steady::now() - begin, patience);
    EXPECT_GT(bytes, 0U);
}

TEST(PollLoop, AFloodThatIsNoFrameIsFoundInItsFirstBytes) {
    enum class Kind : std::uint8_t { only = 1 };
    static constexpr FrameRules rules{std::pair{Kind::only, 4096U}};
    Shell shell("while :; do echo '{\"unit\": \"nonsense\"}'; done");
    PollLoop loop;
    FrameReader reader(rules);
    loop.watch(shell.output.get(), [&] {
        EXPECT_EQ(reader.read(shell.output.get()), FrameReader::Got::bytes);
        EXPECT_FALSE(reader.next());
        loop.stop();
    });
    loop.run();
    EXPECT_TRUE(reader.garbage());
}

TEST(PollLoop, AChildThatClosesItsPipeEarlyIsNotItsEnd) {
    Shell shell("exec >&-; exec sleep 30");
    PollLoop loop;
    bool closed = false;
    loop.watch(shell.output.get(), [&] {
        char byte = 0;
        closed = ::read(shell.output.get(), &byte, 1) == 0;
        loop.forget(shell.output.get());
    });
    loop.run();
    EXPECT_TRUE(closed);
    EXPECT_FALSE(shell.child.end());
}

TEST(PollLoop, TimersComeInOrderAndCanBeCancelled) {
    PollLoop loop;
    std::string order;
    const auto now = steady::now();
    loop.at(now + milliseconds(2), [&] { order += 'b'; });
    PollLoop::Timer last = 0;
    loop.at(now + milliseconds(1), [&] {
        order += 'a';
        loop.cancel(last);
    });
    last = loop.at(now + milliseconds(3), [&] { order += 'c'; });
    loop.run();
    EXPECT_EQ(order, "ab");
}

TEST(PollLoop, WhoIsForgottenInTheSameTurnIsNotCalled) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const UniqueFd one(ends[0]);
    const UniqueFd two(ends[1]);
    ASSERT_EQ(::write(one.get(), "x", 1), 1);
    ASSERT_EQ(::write(two.get(), "x", 1), 1);
    PollLoop loop;
    std::string called;
    loop.watch(one.get(), [&] {
        called += '1';
        loop.forget(two.get());
    });
    loop.watch(two.get(), [&] { called += '2'; });
    EXPECT_TRUE(loop.turn());
    EXPECT_EQ(called, "1");
}

TEST(PollLoop, TurnsNoLongerThanItIsTold) {
    Shell shell("exec sleep 30");
    PollLoop loop;
    loop.watch(shell.child.end_fd(), [] { ADD_FAILURE() << "it runs"; });
    const auto begin = steady::now();
    EXPECT_TRUE(loop.turn(begin + milliseconds(20)));
    EXPECT_GE(steady::now() - begin, milliseconds(20));
    EXPECT_LT(steady::now() - begin, patience);
    EXPECT_FALSE(PollLoop().turn()) << "nothing to wait for";
}

TEST(PollLoop, ADescriptorClosedTooEarlyIsADefectAndNoBusyLoop) {
    PollLoop loop;
    {
        const UniqueFd fd = nothing();
        loop.watch(fd.get(), [] {});
    }
    EXPECT_THROW(loop.turn(), Error);
    EXPECT_FALSE(loop.turn());
    EXPECT_THROW(loop.watch(-1, [] {}), Error);
}

}  // namespace
}  // namespace tilsig::process
