// A connector that misbehaves on request: option `act` names how. Written against the C border, because the C++ wrapper
// would keep it from doing most of this. Every process it makes carries the name in option `mark`, so that a test can
// look for it.
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

namespace {

struct Call {
    const tilsig_host* host;
    tilsig_report_fn report;
    void* sink;
    std::string mark;
};

tilsig_text text(const char* literal) { return {literal, std::strlen(literal)}; }

void begin(const Call& c) { c.host->delivery_begin(c.host->self, text("list.csv"), text("text/csv"), text("")); }
void write(const Call& c, const char* bytes) { c.host->delivery_write(c.host->self, bytes, std::strlen(bytes)); }
int32_t end(const Call& c) { return c.host->delivery_end(c.host->self, text("closed")); }
tilsig_status deliver(const Call& c) {
    begin(c);
    write(c, "a;b\n1;2\n");
    end(c);
    c.host->cursor(c.host->self, text("page 1"));
    return TILSIG_OK;
}
[[noreturn]] void wait_for_ever() {
    for (;;) ::pause();
}
/// A real end by signal, also where a sanitizer would turn it into an exit status.
void crash() {
    std::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
}
[[noreturn]] void compute_for_ever() {
    for (;;) asm volatile("");
}
/// A process that has left its group, its session and its parent, and listens to nothing.
void fork_far_away(const Call& c) {
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
void raw(const std::string& bytes) {
    if (::write(3, bytes.data(), bytes.size()) < 0) ::_exit(3);
}
std::string slurp(const char* path) {
    std::string all;
    const int fd = ::open(path, O_RDONLY);
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(fd, buffer.data(), buffer.size())) > 0;)
        all.append(buffer.data(), static_cast<std::size_t>(n));
    ::close(fd);
    return all;
}
std::string surroundings() {
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
const std::map<std::string, Act>& acts() {
    static const std::map<std::string, Act> all{
        {"deliver", deliver},
        {"nothing", [](const Call&) { return TILSIG_NOTHING_NEW; }},
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
        {"garbage",
         [](const Call& c) {
             begin(c);
             raw("this is no frame at all");
             end(c);
             return TILSIG_OK;
         }},
        {"huge_frame",
         [](const Call& c) {
             begin(c);
             raw(std::string("\xA7\x5C\x02\x01\xFF\xFF\xFF\x7F", 8));
             return TILSIG_OK;
         }},
        {"partial_frame",
         [](const Call& c) -> tilsig_status {
             begin(c);
             raw(
                 std::string("\xA7\x5C\x02\x01\x10\x00\x00\x00"
                             "abc",
                             11));
             ::_exit(0);
         }},
        {"forged_result",
         [](const Call&) -> tilsig_status {
             raw(
                 std::string("\xA7\x5C\x09\x00\x0F\x00\x00\x00"
                             "\x01\x00\x00\x00"
                             "0"
                             "\x02\x00\x00\x00"
                             "-1"
                             "\x00\x00\x00\x00",
                             23));
             ::_exit(0);
         }},
        {"flood",
         [](const Call& c) {
             const std::string line(65536, 'x');
             for (int i = 0; i < 200; ++i) {
                 if (::write(1, line.data(), line.size()) < 0 || ::write(2, line.data(), line.size()) < 0)
                     return TILSIG_DEFECT;
             }
             return deliver(c);
         }},
        {"close_fds",
         [](const Call& c) {
             deliver(c);
             for (int fd = 0; fd < 1024; ++fd) ::close(fd);
             return TILSIG_OK;
         }},
        {"no_end",
         [](const Call& c) {
             begin(c);
             write(c, "x");
             return TILSIG_OK;
         }},
        {"end_twice",
         [](const Call& c) {
             begin(c);
             end(c);
             end(c);
             return TILSIG_OK;
         }},
        {"begin_twice",
         [](const Call& c) {
             begin(c);
             begin(c);
             end(c);
             return TILSIG_OK;
         }},
        {"write_outside",
         [](const Call& c) {
             write(c, "x");
             return TILSIG_OK;
         }},
        {"claim", [](const Call&) { return TILSIG_OK; }},
        {"nothing_after_delivery",
         [](const Call& c) {
             deliver(c);
             return TILSIG_NOTHING_NEW;
         }},
        {"unknown_status",
         [](const Call& c) {
             deliver(c);
             return static_cast<tilsig_status>(99);
         }},
        {"no_proof",
         [](const Call& c) {
             begin(c);
             c.host->delivery_end(c.host->self, {nullptr, 0});
             return TILSIG_OK;
         }},
        {"null_texts",
         [](const Call& c) {
             c.host->log(c.host->self, 5, {nullptr, 12}, {nullptr, 0});
             c.report(c.sink, {nullptr, 1000});
             c.host->delivery_begin(c.host->self, {nullptr, 9}, {nullptr, 9}, {nullptr, 9});
             c.host->delivery_write(c.host->self, nullptr, 0);
             end(c);
             return TILSIG_OK;
         }},
        {"null_bytes",
         [](const Call& c) {
             begin(c);
             c.host->delivery_write(c.host->self, nullptr, 5);
             end(c);
             return TILSIG_OK;
         }},
        {"huge_size",
         [](const Call& c) {
             begin(c);
             c.host->delivery_write(c.host->self, "x", SIZE_MAX / 2);
             end(c);
             return TILSIG_OK;
         }},
        {"huge_name",
         [](const Call& c) {
             const std::string name(100000, 'n');
             c.host->delivery_begin(c.host->self, {name.data(), name.size()}, text(""), text(""));
             return TILSIG_OK;
         }},
        {"huge_message",
         [](const Call& c) {
             const std::string much(1 << 20, 'm');
             for (int i = 0; i < 10; ++i) c.report(c.sink, {much.data(), much.size()});
             for (int i = 0; i < 1000; ++i)
                 c.host->log(c.host->self, 1, {much.data(), much.size()}, {much.data(), much.size()});
             return TILSIG_REFUSED;
         }},
        {"not_utf8",
         [](const Call& c) {
             c.host->log(c.host->self, 2, text("line\nbreak"), text("\xFF\xFE\x1b[31m"));
             c.report(c.sink, text("bad \xC3\x28 and \x1b[2J and\nbreak 01010112345"));
             return TILSIG_BAD_SOURCE;
         }},
        {"bad_cursor",
         [](const Call& c) {
             deliver(c);
             c.host->cursor(c.host->self, text("\xFF\xFE"));
             return TILSIG_OK;
         }},
        {"odd_name",
         [](const Call& c) {
             c.host->delivery_begin(c.host->self, text("../../etc/\n\xFFpasswd"), text("text/csv"), text("latin1"));
             end(c);
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
        {"restart",
         [](const Call& c) {
             begin(c);
             write(c, "first try");
             c.host->delivery_restart(c.host->self);
             return deliver(c);
         }},
        {"large",
         [](const Call& c) {
             const std::string piece(1 << 20, 'd');
             begin(c);
             for (int i = 0; i < 200; ++i) {
                 if (c.host->delivery_write(c.host->self, piece.data(), piece.size()) != 0) return TILSIG_DEFECT;
             }
             end(c);
             return TILSIG_OK;
         }},
        {"later",
         [](const Call& c) {
             c.report(c.sink, text("the server is tired"));
             return TILSIG_RETRY_LATER;
         }},
        {"surroundings",
         [](const Call& c) {
             begin(c);
             const std::string seen = surroundings();
             c.host->delivery_write(c.host->self, seen.data(), seen.size());
             end(c);
             return TILSIG_OK;
         }},
        {"tell_secret",
         [](const Call& c) {
             const tilsig_text secret = c.host->secret(c.host->self, text("token"));
             const std::string value(secret.data, secret.size);
             c.host->log(c.host->self, 2, text("secret"), {value.data(), value.size()});
             const std::string message = "login with " + value + " failed";
             c.report(c.sink, {message.data(), message.size()});
             if (::write(1, value.data(), value.size()) < 0) return TILSIG_DEFECT;
             return TILSIG_REFUSED;
         }},
        {"no_http",
         [](const Call& c) {
             tilsig_http_request request{};
             request.size = sizeof request;
             const tilsig_http_answer* answer = nullptr;
             const tilsig_body body{nullptr, [](void*, const char*, std::size_t) -> int32_t { return 0; }, nullptr};
             return c.host->http(c.host->self, &request, &body, &answer);
         }},
    };
    return all;
}

struct Instance {
    Call call;
    std::string act;
    bool crash_in_close;
};

std::string option(const tilsig_option* options, std::size_t count, const std::string& name) {
    for (std::size_t i = 0; i < count; ++i) {
        if (std::string(options[i].name.data, options[i].name.size) == name)
            return {options[i].value.data, options[i].value.size};
    }
    return {};
}

tilsig_status check(const tilsig_option* options, std::size_t count, tilsig_report_fn report, void* sink) {
    const std::string act = option(options, count, "act");
    if (act == "check_hangs") wait_for_ever();
    if (act == "check_crashes") crash();
    if (act == "check_two") {
        report(sink, text("option act: first mistake"));
        report(sink, text("option mark: second mistake"));
        return TILSIG_BAD_OPTIONS;
    }
    return TILSIG_OK;
}

tilsig_status open(const tilsig_host* host, const tilsig_unit* unit, void** instance, tilsig_report_fn report,
                   void* sink) {
    const std::string act = option(unit->options, unit->option_count, "act");
    if (act == "open_fails") {
        report(sink, text("cannot open"));
        return TILSIG_RETRY_LATER;
    }
    const std::string mark = option(unit->options, unit->option_count, "mark");
    ::prctl(PR_SET_NAME, mark.c_str());
    const bool crash_in_close = act == "close_crashes";
    *instance = new Instance{{host, nullptr, nullptr, mark}, crash_in_close ? "deliver" : act, crash_in_close};
    return TILSIG_OK;
}

tilsig_status fetch(void* instance, tilsig_report_fn report, void* sink) {
    auto& self = *static_cast<Instance*>(instance);
    self.call.report = report;
    self.call.sink = sink;
    const auto act = acts().find(self.act);
    return act == acts().end() ? TILSIG_BAD_OPTIONS : act->second(self.call);
}

tilsig_status acknowledge(void* instance, tilsig_text cursor, tilsig_report_fn report, void* sink) {
    auto& self = *static_cast<Instance*>(instance);
    if (self.act == "deliver") deliver(self.call);
    report(sink, cursor);
    return self.act == "deliver" || self.act == "nothing" ? TILSIG_OK : TILSIG_REFUSED;
}

void close(void* instance) {
    auto* self = static_cast<Instance*>(instance);
    if (self != nullptr && self->crash_in_close) crash();
    delete self;
}

const std::array<const char*, 3> option_names{"act", "mark", nullptr};

}  // namespace

extern "C" __attribute__((visibility("default")))
const tilsig_connector tilsig_connector_v1 = {TILSIG_ABI_MAGIC,
                                              TILSIG_ABI_VERSION,
                                              sizeof(tilsig_connector),
                                              TILSIG_CAN_ACKNOWLEDGE,
                                              "bad",
                                              option_names.data(),
                                              &check,
                                              &open,
                                              &fetch,
                                              &acknowledge,
                                              &close};
