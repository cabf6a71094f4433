// Children that do what they should not: ignore signals, leave others behind, cannot be started, lose their parent.
#include "process/child.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <map>

#include "base/error.hpp"
#include "children.hpp"
#include "process/spawn.hpp"

namespace tilsig::process {
namespace {

using std::chrono::milliseconds;

TEST(Child, SaysHowItEnded) {
    const std::map<std::string, std::string> ends{{"exit 0", "exit code 0"},
                                                  {"exit 3", "exit code 3"},
                                                  {"kill -9 $$", "signal 9 (SIGKILL)"},
                                                  {"kill -TERM $$", "signal 15 (SIGTERM)"}};
    for (const auto& [script, words] : ends) {
        Shell shell(script);
        EXPECT_EQ(shell.child.wait().text(), words) << script;
        EXPECT_EQ(shell.child.end()->good(), words == "exit code 0");
        EXPECT_EQ(shell.child.id(), -1);
    }
    EXPECT_EQ(ProcessEnd(SIGKILL).shell_code(), 137);
    EXPECT_EQ(ProcessEnd(3 << 8).shell_code(), 3);
    EXPECT_EQ(own_children(), "");
}

TEST(Child, ThatRunsHasNoEndYet) {
    Shell waiting("exec sleep 100");
    EXPECT_FALSE(waiting.child.end());
    EXPECT_FALSE(waiting.child.wait_for(milliseconds(20)));
    EXPECT_TRUE(alive(waiting.child.id()));
    waiting.child.kill();
    EXPECT_EQ(waiting.child.wait_for(patience)->text(), "signal 9 (SIGKILL)");
}

TEST(Child, IsAskedFirst) {
    Shell shell("trap 'exit 7' TERM; echo up; while :; do sleep 0.01; done");
    ASSERT_EQ(shell.line(), "up");
    EXPECT_EQ(shell.child.stop(patience).text(), "exit code 7");
}

TEST(Child, ThatIgnoresSigtermIsKilledWhenItsTimeIsOver) {
    Shell shell("trap '' TERM; echo up; while :; do sleep 0.01; done");
    ASSERT_EQ(shell.line(), "up");
    shell.child.ask_to_end();
    EXPECT_FALSE(shell.child.wait_for(milliseconds(50)));
    EXPECT_EQ(shell.child.stop(milliseconds(50)).text(), "signal 9 (SIGKILL)");
    EXPECT_EQ(own_children(), "");
}

TEST(Child, WhatItLeavesBehindEndsWithIt) {
    Shell shell("trap '' HUP; sleep 30 & echo $!; exit 0");
    const pid_t grandchild = std::stoi(shell.line());
    EXPECT_TRUE(alive(grandchild));
    EXPECT_EQ(shell.child.wait().text(), "exit code 0");
    EXPECT_TRUE(gone(grandchild));
}

TEST(Child, SignalsReachItsWholeGroup) {
    Shell shell("sleep 30 & echo $!; wait");
    const pid_t grandchild = std::stoi(shell.line());
    shell.child.ask_to_end();
    EXPECT_TRUE(gone(grandchild));
}

TEST(Child, EndsWithTheObjectThatHoldsIt) {
    pid_t id = -1;
    {
        Shell shell("trap '' TERM; echo up; while :; do sleep 0.01; done");
        ASSERT_EQ(shell.line(), "up");
        id = shell.child.id();
        Child moved = std::move(shell.child);
        EXPECT_EQ(moved.id(), id);
        EXPECT_TRUE(alive(id));
    }
    EXPECT_FALSE(alive(id));
    EXPECT_EQ(own_children(), "");
}

std::string refusal(const Command& command) {
    try {
        Child child(command);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
        return error.what();
    }
    return "it was started";
}

TEST(Child, AProgramThatCannotBeStartedIsNamedWithAReason) {
    EXPECT_EQ(refusal({.words = {"/nowhere/tilsig-worker"}}),
              "the program /nowhere/tilsig-worker cannot be started: execve: No such file or directory [errno-2]; "
              "install it in this place and check its rights");
    EXPECT_EQ(refusal({.words = {"tilsig-nowhere"}}),
              "the program `tilsig-nowhere` is in no folder of PATH; install it, or give its whole path");
    const TempFolder folder;
    const std::string text = folder.path() / "text";
    write_file_durably(text, "no program", 0600);
    EXPECT_NE(refusal({.words = {text}}).find("Permission denied"), std::string::npos);
    ::chmod(text.c_str(), 0700);
    EXPECT_NE(refusal({.words = {text}}).find("Exec format error"), std::string::npos);
    EXPECT_NE(refusal({.words = {"/bin/true"}, .descriptors = {{3, 999}}}).find("Bad file descriptor"),
              std::string::npos);
    EXPECT_EQ(own_children(), "") << "what could not start is reaped as well";
}

TEST(Child, APlainNameIsLookedUpInPath) {
    Child child({.words = {"true"}});
    EXPECT_TRUE(child.wait().good());
}

TEST(Child, GetsTheDescriptorsThatAreNamedAndNoOthers) {
    const UniqueFd careless(::fcntl(STDERR_FILENO, F_DUPFD, 60));  // without close-on-exec, as a library leaves it
    const UniqueFd one = in_memory("one");
    const UniqueFd two = in_memory("two");
    // Numbers that stand in each other's way: each wants the place where the other is.
    Command command;
    command.descriptors = {{one.get(), two.get()}, {two.get(), one.get()}, {40, two.get()}};
    Shell shell("cat <&" + std::to_string(two.get()) + "; cat <&" + std::to_string(one.get()) +
                    "; echo; for fd in 3 4 5 6 7 8 9 40 41 60 61; do [ -e /proc/$$/fd/$fd ] && echo $fd; done; true",
                command);
    EXPECT_EQ(shell.line(), "onetwo");
    std::vector<int> open{one.get(), two.get(), 40};
    std::sort(open.begin(), open.end());
    for (const int fd : open) EXPECT_EQ(shell.line(), std::to_string(fd));
    EXPECT_EQ(shell.line(), "");
}

TEST(Child, GetsTheEnvironmentThatIsGiven) {
    ::setenv("TILSIG_TEST_WORD", "inherited", 1);
    Shell ours("echo $TILSIG_TEST_WORD");
    EXPECT_EQ(ours.line(), "inherited");
    Shell own("echo $TILSIG_TEST_WORD $OTHER", Command{.environment = std::vector<std::string>{"OTHER=own"}});
    EXPECT_EQ(own.line(), "own");
    ::unsetenv("TILSIG_TEST_WORD");
}

TEST(Child, InheritsNoBlockedAndNoIgnoredSignal) {
    sigset_t set;
    sigset_t before;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, &before);
    const auto old = ::signal(SIGPIPE, SIG_IGN);
    Shell shell("grep -E 'SigBlk|SigIgn' /proc/self/status");
    EXPECT_EQ(shell.line(), "SigBlk:\t0000000000000000");
    EXPECT_EQ(shell.line(), "SigIgn:\t0000000000000000");
    ::signal(SIGPIPE, old);
    sigset_t now;
    ::pthread_sigmask(SIG_SETMASK, &before, &now);
    EXPECT_EQ(::sigismember(&now, SIGTERM), 1) << "our own mask is what it was";
    EXPECT_EQ(::sigismember(&now, SIGINT), 0);
}

TEST(Child, HasTheGroupThatIsAskedFor) {
    const auto group_of = [](Group group) {
        Shell shell("cut -d' ' -f 1,5,6 /proc/$$/stat", Command{.group = group});
        const std::string line = shell.line();
        const auto first = line.find(' ');
        const auto second = line.find(' ', first + 1);
        return std::array<pid_t, 3>{std::stoi(line), std::stoi(line.substr(first)), std::stoi(line.substr(second))};
    };
    const auto own = group_of(Group::own);
    EXPECT_EQ(own[1], own[0]);
    EXPECT_EQ(own[2], ::getsid(0));
    const auto session = group_of(Group::session);
    EXPECT_EQ(session[2], session[0]);
    EXPECT_EQ(group_of(Group::ours)[1], ::getpgrp());
}

TEST(Child, DiesWithItsParent) {
    Ends pipe = pipe_from_child();
    const pid_t parent = ::fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        Child child({.words = {"/bin/sh", "-c", "echo $$; exec sleep 30"},
                     .descriptors = {{STDOUT_FILENO, pipe.theirs.get()}}});
        ::pause();
        ::_exit(0);
    }
    Shell reading("exit 0");
    reading.output = std::move(pipe.ours);
    const pid_t child = std::stoi(reading.line());
    EXPECT_TRUE(alive(child));
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    EXPECT_TRUE(gone(child));
}

TEST(Child, OfAParentThatIsDeadAlreadyDiesAtOnce) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        die_with_parent(::getpid(), SIGKILL);  // whoever our parent is, it is not us
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(ProcessEnd(status).text(), "signal 9 (SIGKILL)");
}

TEST(Child, ManyThreadsStartTheirOwn) {
    std::array<int, 8> codes{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        threads.emplace_back([&codes, i] {
            for (int round = 0; round < 10; ++round) {
                Shell shell("echo $((" + std::to_string(i) + " + 1)); exit " + std::to_string(i));
                if (shell.line() == std::to_string(i + 1) && shell.child.wait().exit_code() == static_cast<int>(i))
                    ++codes[i];
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(codes, (std::array<int, 8>{10, 10, 10, 10, 10, 10, 10, 10}));
}

}  // namespace
}  // namespace tilsig::process
