#include "process/spawn.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/error.hpp"

// The child shares our memory until it runs its program: a sanitizer must not book its calls as ours.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TILSIG_BARE __attribute__((no_sanitize("address", "thread", "undefined")))
#else
#define TILSIG_BARE
#endif

#if defined(__SANITIZE_THREAD__)
// The thread sanitizer takes every clone() for a fork and sets up our own memory, which the child shares, as a child's.
// This is the same function under the name it does not know.
extern "C" int __clone(int (*)(void*), void*, int, void*, ...);
#define TILSIG_CLONE ::__clone
#else
#define TILSIG_CLONE ::clone
#endif

namespace tilsig::process {

namespace {

/// For the few calls the child makes; a page or two of it is touched.
constexpr std::size_t stack_bytes = 64U << 10;

/// Everything the child needs, made before there is a child; and what it says when it fails.
struct Plan {
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    const Descriptor* descriptors = nullptr;  // by number in the child
    int* moved = nullptr;
    std::size_t count = 0;
    Group group = Group::own;
    int death_signal = 0;
    pid_t parent = 0;
    const Account* account = nullptr;

    const char* failed_call = nullptr;
    int error = 0;
};

TILSIG_BARE int failed(Plan& plan, const char* call) noexcept {
    plan.failed_call = call;
    plan.error = errno;
    return 127;
}

/// Twice over: first every descriptor above all numbers that are wanted, so that putting one in place cannot overwrite
/// another.
TILSIG_BARE const char* place_descriptors(const Plan& plan) noexcept {
    const int above = plan.count == 0 ? 3 : std::max(2, plan.descriptors[plan.count - 1].theirs) + 1;
    for (std::size_t i = 0; i < plan.count; ++i) {
        plan.moved[i] = static_cast<int>(::syscall(SYS_fcntl, plan.descriptors[i].ours, F_DUPFD_CLOEXEC, above));
        if (plan.moved[i] < 0) return "fcntl";
    }
    unsigned closed_from = 3;
    for (std::size_t i = 0; i < plan.count; ++i) {
        const int theirs = plan.descriptors[i].theirs;
        // Not dup2: it is a call of its own on some machines only.
        if (::syscall(SYS_dup3, plan.moved[i], theirs, 0) < 0) return "dup3";
        if (theirs < 3) continue;
        const auto number = static_cast<unsigned>(theirs);
        if (number > closed_from && ::syscall(SYS_close_range, closed_from, number - 1, 0) != 0) return "close_range";
        closed_from = number + 1;
    }
    return ::syscall(SYS_close_range, closed_from, ~0U, 0) == 0 ? nullptr : "close_range";
}

/// By system call: the library's own functions would tell the threads of our process, whose memory this is.
TILSIG_BARE const char* become(const Account& account) noexcept {
    if (::syscall(SYS_setgroups, 1, &account.group) != 0) return "setgroups";
    if (::syscall(SYS_setgid, account.group) != 0) return "setgid";
    return ::syscall(SYS_setuid, account.user) == 0 ? nullptr : "setuid";
}

/// The handlers of our process are functions of a program that is about to go; what is ignored here must not be ignored
/// there. All zero is the default action on every machine.
TILSIG_BARE void default_signals() noexcept {
    constexpr std::array<unsigned long, 8> default_action{};
    for (int signal = 1; signal <= 64; ++signal)
        static_cast<void>(::syscall(SYS_rt_sigaction, signal, default_action.data(), nullptr, 8));
}

TILSIG_BARE int run(void* argument) noexcept {
    auto& plan = *static_cast<Plan*>(argument);
    default_signals();
    if (plan.group == Group::session && ::syscall(SYS_setsid) < 0) return failed(plan, "setsid");
    if (plan.group == Group::own && ::syscall(SYS_setpgid, 0, 0) != 0) return failed(plan, "setpgid");
    if (const char* call = place_descriptors(plan)) return failed(plan, call);
    if (plan.account != nullptr) {
        if (const char* call = become(*plan.account)) return failed(plan, call);
    }
    // After the change of account, which clears it.
    if (plan.death_signal != 0) die_with_parent(plan.parent, plan.death_signal);
    const unsigned long none = 0;
    static_cast<void>(::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none));
    ::syscall(SYS_execve, plan.program, plan.arguments, plan.environment);
    return failed(plan, "execve");
}

/// The file of a program; a name without a slash is looked up as a shell does.
std::string program_file(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
    while (!folders.empty()) {
        const auto colon = folders.find(':');
        const std::string file = std::string(folders.substr(0, colon)) + "/" + name;
        if (::access(file.c_str(), X_OK) == 0) return file;
        folders = colon == std::string_view::npos ? "" : folders.substr(colon + 1);
    }
    throw Error(ErrorKind::storage, "the program `" + name + "` is in no folder of PATH")
        .remedy("install it, or give its whole path");
}

Error not_started(const std::string& program, const char* call, int error) {
    Error failure(ErrorKind::storage,
                  "the program " + program + " cannot be started: " + call + ": " + std::strerror(error));
    failure.code("errno-" + std::to_string(error));
    if (error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE)
        failure.remedy("close other programs or raise the limits of the account that runs tilsig").retry(Retry::later);
    else if (error == ENOENT || error == EACCES || error == ENOEXEC)
        failure.remedy("install it in this place and check its rights");
    return failure;
}

std::vector<char*> as_pointers(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// No signal may come to a handler of ours in the child.
class SignalsHeld {
public:
    SignalsHeld() noexcept {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;

private:
    sigset_t m_before{};
};

}  // namespace

TILSIG_BARE void die_with_parent(pid_t parent, int signal) noexcept {
    ::syscall(SYS_prctl, PR_SET_PDEATHSIG, signal, 0, 0, 0);
    if (::syscall(SYS_getppid) != parent) ::syscall(SYS_kill, ::syscall(SYS_getpid), signal);
}

Spawned spawn(const Command& command) {
    if (command.words.empty()) throw Error(ErrorKind::internal, "a command without words");
    const std::string program = program_file(command.words.front());
    auto words = command.words;
    const auto arguments = as_pointers(words);
    auto entries = command.environment.value_or(std::vector<std::string>{});
    const auto environment = as_pointers(entries);
    auto descriptors = command.descriptors;
    std::sort(descriptors.begin(), descriptors.end(),
              [](const Descriptor& a, const Descriptor& b) { return a.theirs < b.theirs; });
    std::vector<int> moved(descriptors.size());
    Plan plan;
    plan.program = program.c_str();
    plan.arguments = arguments.data();
    plan.environment = command.environment ? environment.data() : environ;
    plan.descriptors = descriptors.data();
    plan.moved = moved.data();
    plan.count = descriptors.size();
    plan.group = command.group;
    plan.death_signal = command.death_signal;
    plan.parent = ::getpid();
    plan.account = command.account ? &*command.account : nullptr;
    const auto stack = std::make_unique_for_overwrite<std::byte[]>(stack_bytes);
    void* const top = reinterpret_cast<void*>((reinterpret_cast<std::uintptr_t>(stack.get()) + stack_bytes) & ~15UL);

    int end = -1;
    pid_t id = -1;
    int error = 0;
    {
        // As posix_spawn does it: our memory, no copy of it, and we stand still until the program runs. posix_spawn
        // itself knows neither death signal nor pidfd.
        const SignalsHeld held;
        id = TILSIG_CLONE(run, top, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &end);
        error = errno;
    }
    if (id < 0) throw not_started(program, "clone", error);
    Spawned spawned{id, UniqueFd(end)};
    if (plan.failed_call != nullptr) {
        while (::waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
        }
        throw not_started(program, plan.failed_call, plan.error);
    }
    return spawned;
}

}  // namespace tilsig::process
