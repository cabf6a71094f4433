#include "session/process_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "base/own_file.hpp"
#include "base/text.hpp"
#include "calendar/zone.hpp"
#include "process/process_stat.hpp"

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

LockHolder holder_of(int fd) {
    std::array<char, 256> text{};
    SystemClock clock;
    for (int look = 0; look < looks; ++look) {
        if (const ssize_t count = ::pread(fd, text.data(), text.size() - 1, 0); count > 0)
            return LockHolder::read(std::string(text.data(), static_cast<std::size_t>(count)));
        clock.sleep_for(between_looks);
    }
    return {};
}

/// As people read it; a time that nobody can read stays as it is.
std::string on_the_wall(const std::string& recorded) {
    try {
        return calendar::Zone::named("Europe/Oslo").text(parse_instant(recorded));
    } catch (const Error&) {
        return recorded;
    }
}

bool taken_over_from(const LockHolder& holder, const std::optional<std::int64_t>& fence) {
    return fence && holder.fence && *holder.fence < *fence && holder.process > 0;
}

bool is_frozen(const LockHolder& holder) {
    const auto stat = process::stat_of(holder.process);
    return stat && stat->start_tick == holder.start_tick && stat->frozen();
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
    std::size_t at = 3;
    if (words.size() > at + 1 && words[at] == "fence") {
        number(at + 1, holder.fence.emplace());
        at += 2;
    }
    if (words.size() > at + 1 && words[at] == "in") holder.world = words[at + 1];
    return holder;
}

LockHolder LockHolder::own(Instant now, std::optional<std::int64_t> fence) {
    LockHolder own;
    own.process = ::getpid();
    own.since = to_text(now);
    if (const auto self = process::stat_of(own.process)) own.start_tick = self->start_tick;
    own.fence = fence;
    own.world = process::process_world();
    return own;
}

std::string LockHolder::text() const {
    return std::to_string(process) + " " + since + " " + std::to_string(start_tick) +
           (fence ? " fence " + std::to_string(*fence) : "") + (world.empty() ? "" : " in " + world);
}

bool LockHolder::at_work() const {
    if (process <= 0 || start_tick == 0 || world.empty() || world != process::process_world()) return false;
    const auto stat = process::stat_of(process);
    return stat && stat->start_tick == start_tick && stat->state != 'Z';
}

std::string LockHolder::told() const {
    if (process == 0) return "";
    return " (process " + std::to_string(process) + (since.empty() ? "" : ", since " + on_the_wall(since)) + ")";
}

bool is_holder_gone(const std::filesystem::path& folder) try {
    const auto text = read_own_file(folder / "tilsig.lock");
    if (!text) return false;
    const auto holder = LockHolder::read(*text);
    if (holder.process <= 0 || holder.start_tick == 0) return false;
    const auto stat = process::stat_of(holder.process);
    return !stat || stat->start_tick != holder.start_tick || stat->state == 'Z';
} catch (const Error&) {
    return false;  // the lock is another account's
}

std::optional<LockHolder> end_frozen_holder(const std::filesystem::path& folder) {
    const auto text = read_own_file(folder / "tilsig.lock");
    if (!text) return std::nullopt;
    auto holder = LockHolder::read(*text);
    if (holder.process <= 0 || !is_frozen(holder)) return std::nullopt;
    process::kill_started_at(holder.process, holder.start_tick);
    return holder;
}

AnotherInstance::AnotherInstance(const LockHolder& holder)
    : Error(ErrorKind::usage, "another tilsig is at work" + holder.told()) {
    (void)remedy("wait until it has ended, or look at `tilsig status`");
    (void)retry(Retry::later, look_again);
}

void require_gone(const std::string& text, const std::optional<std::int64_t>& fence) {
    const auto holder = LockHolder::read(text);
    if (!holder.at_work() || holder.process == ::getpid()) return;
    if (!taken_over_from(holder, fence)) throw AnotherInstance(holder);
    process::kill_started_at(holder.process, holder.start_tick);
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
        if (taken_over_from(holder, wish.fence) && (is_frozen(holder) || waited >= time_to_let_go))
            process::kill_started_at(holder.process, holder.start_tick);
        clock.sleep_for(std::min<std::chrono::milliseconds>(
            between_tries, std::chrono::ceil<std::chrono::milliseconds>(wish.wait - waited)));
    }
    if (::ftruncate(m_fd.get(), 0) != 0) throw system_error("truncate", path.string(), errno);
    write_all(m_fd.get(), LockHolder::own(clock.now(), wish.fence).text(), path);
}

}  // namespace tilsig::session
