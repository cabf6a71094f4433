#include "session/process_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>

#include "base/own_file.hpp"
#include "base/text.hpp"

namespace tilsig::session {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds look_again{60};
/// A holder writes who it is right after it has the lock.
constexpr int looks = 5;
constexpr auto between_looks = 20ms;
constexpr auto between_tries = 100ms;
/// A load that finds itself fenced off rolls back and ends; one that has not by then hangs.
constexpr auto time_to_let_go = 10s;

/// What /proc says of a process.
struct Seen {
    char state = 0;
    std::uint64_t start_tick = 0;
};

std::optional<Seen> look_at(pid_t process) {
    const UniqueFd file(::open(("/proc/" + std::to_string(process) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return std::nullopt;
    std::array<char, 2048> text{};
    const ssize_t count = ::read(file.get(), text.data(), text.size());
    if (count <= 0) return std::nullopt;
    const std::string_view line(text.data(), static_cast<std::size_t>(count));
    // The name in parentheses may hold anything; behind the last one come state, then numbers. The 20th field from
    // there is the start.
    const auto end_of_name = line.rfind(')');
    if (end_of_name == std::string_view::npos) return std::nullopt;
    const auto fields = split(line.substr(end_of_name + 1), ' ');
    constexpr std::size_t state = 1, start = 20;
    if (fields.size() <= start || fields[state].empty()) return std::nullopt;
    Seen seen{fields[state].front()};
    const auto digits = fields[start];
    if (std::from_chars(digits.data(), digits.data() + digits.size(), seen.start_tick).ec != std::errc{})
        return std::nullopt;
    return seen;
}

LockHolder holder_of(int fd) {
    std::array<char, 128> text{};
    SystemClock clock;
    for (int look = 0; look < looks; ++look) {
        if (const ssize_t count = ::pread(fd, text.data(), text.size() - 1, 0); count > 0)
            return LockHolder::read(std::string(text.data(), static_cast<std::size_t>(count)));
        clock.sleep_for(between_looks);
    }
    return {};
}

bool taken_over_from(const LockHolder& holder, const LockWish& wish) {
    return wish.fence && holder.fence && *holder.fence < *wish.fence && holder.process > 0;
}

bool is_frozen(const LockHolder& holder) {
    const auto seen = look_at(holder.process);
    return seen && seen->start_tick == holder.start_tick && (seen->state == 'T' || seen->state == 't');
}

/// The descriptor keeps the number from being somebody else's between the look and the signal.
void end(const LockHolder& holder) {
    const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, holder.process, 0)));
    const auto seen = look_at(holder.process);
    if (!process.valid() || !seen || seen->start_tick != holder.start_tick) return;
    (void)::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
}

}  // namespace

LockHolder LockHolder::read(const std::string& text) {
    LockHolder holder;
    const auto words = split(trim(text), ' ');
    const auto number = [&](std::size_t at, auto& value) {
        if (words.size() > at) (void)std::from_chars(words[at].data(), words[at].data() + words[at].size(), value);
    };
    number(0, holder.process);
    if (words.size() > 1) holder.since = words[1];
    number(2, holder.start_tick);
    if (words.size() > 4 && words[3] == "fence") number(4, holder.fence.emplace());
    return holder;
}

std::string LockHolder::told() const {
    constexpr std::size_t to_the_second = 19;
    if (process == 0) return "";
    return " (process " + std::to_string(process) +
           (since.empty() ? "" : ", since " + since.substr(0, to_the_second) + "Z") + ")";
}

AnotherInstance::AnotherInstance(const LockHolder& holder)
    : Error(ErrorKind::usage, "another tilsig is at work" + holder.told()) {
    (void)remedy("wait until it has ended, or look at `tilsig status`");
    (void)retry(Retry::later, look_again);
}

ProcessLock::ProcessLock(const std::filesystem::path& folder, const LockWish& wish) {
    make_private_folder(folder);
    const auto path = folder / "tilsig.lock";
    // Not inherited by fetch children: a connector that leaves a process behind must not keep the lock.
    m_fd = open_own_file(path, O_RDWR | O_CREAT);
    SystemClock clock;
    const auto begun = clock.steady();
    bool told = false;
    while (::flock(m_fd.get(), LOCK_EX | LOCK_NB) != 0) {
        const auto holder = holder_of(m_fd.get());
        const auto waited = clock.steady() - begun;
        if (waited >= wish.wait || (wish.stopped && wish.stopped())) throw AnotherInstance(holder);
        if (!told && wish.waits) wish.waits(holder);
        told = true;
        if (taken_over_from(holder, wish) && (is_frozen(holder) || waited >= time_to_let_go)) end(holder);
        clock.sleep_for(std::min<std::chrono::milliseconds>(
            between_tries, std::chrono::ceil<std::chrono::milliseconds>(wish.wait - waited)));
    }
    if (::ftruncate(m_fd.get(), 0) != 0) throw system_error("truncate", path.string(), errno);
    const auto self = look_at(::getpid());
    write_all(m_fd.get(),
              std::to_string(::getpid()) + " " + to_text(clock.now()) + " " +
                  std::to_string(self ? self->start_tick : 0) +
                  (wish.fence ? " fence " + std::to_string(*wish.fence) : ""),
              path);
}

}  // namespace tilsig::session
