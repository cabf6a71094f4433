// What arrives at the service manager's socket, and when nothing does.
#include "daemon/notify.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "base/files.hpp"

namespace tilsig::daemon {
namespace {

using std::chrono::milliseconds;

class NotifySocket : public ::testing::Test {
protected:
    NotifySocket() {
        const std::string path = (m_folder.path() / "notify").string();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        m_socket = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(m_socket.get(), static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
        ::unsetenv("WATCHDOG_USEC");
        ::unsetenv("WATCHDOG_PID");
    }
    ~NotifySocket() override {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    }
    /// The next message; empty when none has come.
    std::string received() {
        char buffer[1024];
        const auto size = ::recv(m_socket.get(), buffer, sizeof buffer, 0);
        return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : "";
    }
    TempFolder m_folder;
    UniqueFd m_socket;
    ManualClock m_clock{Instant{}};
};

TEST_F(NotifySocket, HearsTheLifeOfTheDaemon) {
    Notify notify(m_clock);
    EXPECT_TRUE(notify.active());
    notify.ready("next unit at 02:00");
    EXPECT_EQ(received(), "READY=1\nSTATUS=next unit at 02:00");
    notify.status("next unit at 02:00");
    EXPECT_EQ(received(), "") << "the same status is not told twice";
    notify.status("12 units are running\nREADY=0");
    EXPECT_EQ(received(), "STATUS=12 units are running?READY=0") << "one line";
    notify.stopping("ended by SIGTERM");
    EXPECT_EQ(received(), "STOPPING=1\nSTATUS=ended by SIGTERM");
}

TEST_F(NotifySocket, AReloadCarriesTheTimeOfTheMonotonicClock) {
    Notify notify(m_clock);
    timespec before{};
    ::clock_gettime(CLOCK_MONOTONIC, &before);
    notify.reloading();
    const std::string message = received();
    const std::string begin = "RELOADING=1\nMONOTONIC_USEC=";
    ASSERT_TRUE(message.starts_with(begin)) << message;
    const long long told = std::stoll(message.substr(begin.size()));
    const long long earliest = before.tv_sec * 1'000'000LL + before.tv_nsec / 1000;
    EXPECT_GE(told, earliest);
    EXPECT_LT(told, earliest + 60'000'000);
}

TEST_F(NotifySocket, TheWatchdogIsPingedAtHalfItsIntervalAndOnlyByTurns) {
    ::setenv("WATCHDOG_USEC", "1000000", 1);
    Notify notify(m_clock);
    EXPECT_EQ(notify.longest_wait(), milliseconds(250));
    notify.turned();
    EXPECT_EQ(received(), "WATCHDOG=1");
    m_clock.sleep_for(milliseconds(499));
    notify.turned();
    EXPECT_EQ(received(), "") << "not more often than needed";
    m_clock.sleep_for(milliseconds(1));
    notify.turned();
    EXPECT_EQ(received(), "WATCHDOG=1");
    m_clock.sleep_for(milliseconds(60'000));
    notify.status("still here");
    EXPECT_EQ(received(), "STATUS=still here");
    EXPECT_EQ(received(), "") << "a loop that does not turn pings no more";
}

TEST_F(NotifySocket, AWatchdogOfAnotherProcessIsNotOurs) {
    ::setenv("WATCHDOG_USEC", "1000000", 1);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid() + 1).c_str(), 1);
    Notify notify(m_clock);
    notify.turned();
    EXPECT_EQ(received(), "");
    EXPECT_FALSE(notify.longest_wait());
}

TEST_F(NotifySocket, WithoutAServiceManagerNothingIsSent) {
    ::setenv("WATCHDOG_USEC", "1000000", 1);
    const std::string path = ::getenv("NOTIFY_SOCKET");
    ::unsetenv("NOTIFY_SOCKET");
    Notify notify(m_clock);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    EXPECT_FALSE(notify.active());
    EXPECT_FALSE(notify.longest_wait());
    notify.ready("x");
    notify.reloading();
    notify.turned();
    notify.stopping("x");
    EXPECT_EQ(received(), "");
}

}  // namespace
}  // namespace tilsig::daemon
