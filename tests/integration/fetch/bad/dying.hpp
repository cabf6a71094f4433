// Ways to take the process down, or to keep it from ever ending.
#pragma once

#include "bad/helpers.hpp"

namespace bad {

inline const Acts& dying() {
    static const Acts all{
        {"throw_error",
         [](const Call& c) -> tilsig_status {
             begin(c);
             throw std::runtime_error("thrown");
         }},
        {"throw_int",
         [](const Call& c) -> tilsig_status {
             begin(c);
             throw 7;
         }},
        {"segfault",
         [](const Call& c) {
             begin(c);
             crash();
             return TILSIG_OK;
         }},
        {"abort",
         [](const Call& c) -> tilsig_status {
             begin(c);
             std::abort();
         }},
        {"exit_0", [](const Call&) -> tilsig_status { std::exit(0); }},
        {"exit_0_delivered",
         [](const Call& c) -> tilsig_status {
             deliver(c);
             std::exit(0);
         }},
        {"exit_9", [](const Call&) -> tilsig_status { std::exit(9); }},
        {"_exit_open",
         [](const Call& c) -> tilsig_status {
             begin(c);
             write(c, "half");
             ::_exit(0);
         }},
        {"hang",
         [](const Call& c) -> tilsig_status {
             begin(c);
             wait_for_ever();
         }},
        {"hang_deaf",
         [](const Call& c) -> tilsig_status {
             begin(c);
             for (int signal = 1; signal < 32; ++signal) std::signal(signal, SIG_IGN);
             fork_far_away(c);
             wait_for_ever();
         }},
        {"deadlock",
         [](const Call&) {
             pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
             ::pthread_mutex_lock(&lock);
             ::pthread_mutex_lock(&lock);
             return TILSIG_OK;
         }},
        {"busy", [](const Call&) -> tilsig_status { compute_for_ever(); }},
        {"busy_deaf",
         [](const Call&) -> tilsig_status {
             std::signal(SIGXCPU, SIG_IGN);
             compute_for_ever();
         }},
        {"leak",
         [](const Call& c) -> tilsig_status {
             begin(c);
             for (;;) std::memset(::operator new(1 << 20), 1, 1 << 20);
         }},
        {"leak_malloc",
         [](const Call&) -> tilsig_status {
             for (;;) std::memset(std::malloc(1 << 20), 1, 1 << 20);
         }},
        {"write_file",
         [](const Call&) {
             const int fd = ::memfd_create("grows", 0);
             return ::write(fd, "x", 1) == 1 ? TILSIG_OK : TILSIG_REFUSED;
         }},
        {"fork",
         [](const Call& c) {
             fork_far_away(c);
             return deliver(c);
         }},
        {"fork_many",
         [](const Call& c) {
             for (int i = 0; i < 40; ++i) fork_far_away(c);
             return deliver(c);
         }},
        {"fork_then_crash",
         [](const Call& c) -> tilsig_status {
             fork_far_away(c);
             begin(c);
             std::abort();
         }},
        {"close_fds",
         [](const Call& c) {
             deliver(c);
             for (int fd = 0; fd < 1024; ++fd) ::close(fd);
             return TILSIG_OK;
         }},
        {"kill_guard",
         [](const Call& c) -> tilsig_status {
             begin(c);
             ::kill(::getppid(), SIGKILL);
             wait_for_ever();
         }},
        {"freeze_guard",
         [](const Call& c) -> tilsig_status {
             begin(c);
             ::kill(::getppid(), SIGSTOP);
             wait_for_ever();
         }},
    };
    return all;
}

}  // namespace bad
