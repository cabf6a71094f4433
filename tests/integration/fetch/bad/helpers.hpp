// What the acts of the misbehaving connector are made of.
#pragma once

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "spi/abi.h"

namespace bad {

struct Call {
    const tilsig_host* host;
    tilsig_report_fn report;
    void* sink;
    std::string mark;
};

inline tilsig_text text(const char* literal) { return {literal, std::strlen(literal)}; }

inline void begin(const Call& c) { c.host->delivery_begin(c.host->self, text("list.csv"), text("text/csv"), text("")); }
inline void write(const Call& c, const char* bytes) { c.host->delivery_write(c.host->self, bytes, std::strlen(bytes)); }
inline const std::string some_hash(64, 'a');
inline bool known(const Call& c, const std::string& hash = some_hash) {
    int32_t answer = 0;
    c.host->delivery_known(c.host->self, {hash.data(), hash.size()}, &answer);
    return answer != 0;
}
inline int32_t end_with(const Call& c, tilsig_text kind, tilsig_text lacks) {
    const tilsig_proof proof{sizeof(tilsig_proof), kind, {nullptr, 0}, {nullptr, 0}, lacks};
    return c.host->delivery_end(c.host->self, &proof);
}
inline int32_t end(const Call& c) { return end_with(c, text("closed"), {nullptr, 0}); }
inline tilsig_status deliver(const Call& c) {
    begin(c);
    write(c, "a;b\n1;2\n");
    end(c);
    c.host->cursor(c.host->self, text("page 1"));
    return TILSIG_OK;
}
[[noreturn]] inline void wait_for_ever() {
    for (;;) ::pause();
}
/// A real end by signal, also where a sanitizer would turn it into an exit status.
inline void crash() {
    std::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
}
[[noreturn]] inline void compute_for_ever() {
    for (;;) asm volatile("");
}
/// A process that has left its group, its session and its parent, and listens to nothing.
inline void fork_far_away(const Call& c) {
    const pid_t between = ::fork();
    if (between != 0) {
        ::waitpid(between, nullptr, 0);
        return;
    }
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    for (int signal = 1; signal < 32; ++signal) std::signal(signal, SIG_IGN);
    ::prctl(PR_SET_NAME, c.mark.c_str());
    ::sleep(120);  // not for ever: a broken host must not leave processes on the machine that tests it
    ::_exit(0);
}
inline void raw(const std::string& bytes) {
    if (::write(3, bytes.data(), bytes.size()) < 0) ::_exit(3);
}
inline std::string slurp(const char* path) {
    std::string all;
    const int fd = ::open(path, O_RDONLY);
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(fd, buffer.data(), buffer.size())) > 0;)
        all.append(buffer.data(), static_cast<std::size_t>(n));
    ::close(fd);
    return all;
}
inline std::string surroundings() {
    std::string all = "ENV\n" + slurp("/proc/self/environ") + "\nARGV\n" + slurp("/proc/self/cmdline") + "\nFDS\n";
    for (int fd = 0; fd < 1024; ++fd) {
        std::array<char, 256> target{};
        const auto link = "/proc/self/fd/" + std::to_string(fd);
        if (::readlink(link.c_str(), target.data(), target.size() - 1) > 0)
            all += std::to_string(fd) + " " + target.data() + "\n";
    }
    return all + "STATUS\n" + slurp("/proc/self/status") + "LIMITS\n" + slurp("/proc/self/limits");
}

using Act = tilsig_status (*)(const Call&);
using Acts = std::map<std::string, Act>;

}  // namespace bad
