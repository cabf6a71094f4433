// One loading process per installation: a night and a command never load at the same time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::session {

/// What a process writes into the lock file once it has it.
struct LockHolder {
    pid_t process = 0;                  ///< 0: not known
    std::string since;                  ///< empty: not known
    std::uint64_t start_tick = 0;       ///< when the kernel started it, so that a number used again is not taken for it
    std::optional<std::int64_t> fence;  ///< of the daemon it works for
    std::string world;                  ///< process::process_world(); empty: not known

    /// This process, since `now`.
    [[nodiscard]] static LockHolder own(Instant now, std::optional<std::int64_t> fence);

    /// `4711 2026-11-29T18:12:03.000000Z 81234 fence 3 in WORLD`; whatever is not there stays unknown.
    [[nodiscard]] static LockHolder read(const std::string& text);
    [[nodiscard]] std::string text() const;
    /// Known to be running: on this machine, where its number can be looked up. False when it is gone or not known.
    [[nodiscard]] bool at_work() const;
    /// For a sentence: ` (process 4711, since 2026-11-29 19:12 +01:00)`; empty when nothing is known.
    [[nodiscard]] std::string told() const;
};

/// Whether the process that worked last is there no more: what it left open, nobody goes on with just now. False when
/// that is not known. Holds nothing up.
[[nodiscard]] bool is_holder_gone(const std::filesystem::path& folder);

/// Another process of this installation is at work; says which and since when where that is known. Retry later.
class AnotherInstance : public Error {
public:
    explicit AnotherInstance(const LockHolder& holder);
};

/// AnotherInstance when the process that a night in the ledger names (LockHolder::text()) is at work: the lock file
/// alone would not tell where somebody has removed it. One that works for a daemon that was taken over from (its fence
/// is lower than ours) is ended: nothing of it is saved any more.
void require_gone(const std::string& holder, const std::optional<std::int64_t>& fence);

/// How a process comes to the lock.
struct LockWish {
    std::chrono::milliseconds wait{0};               ///< 0: now or never
    std::optional<std::int64_t> fence{};             ///< of the daemon this process works for
    std::function<bool()> stopped{};                 ///< asked now and then: true gives up; may be empty
    std::function<void(const LockHolder&)> waits{};  ///< told once when it has to wait; may be empty
};

/// Held by every command that loads. The kernel releases it when the process dies, however it dies, so it cannot go
/// stale.
///
/// A process of a daemon that was taken over from (its fence is lower than ours) may hold it still: frozen, or about to
/// learn that it is fenced off. Frozen it is ended at once, else after ten seconds; nothing it could still do is saved,
/// and a killed load is settled by its marker.
class ProcessLock {
public:
    /// AnotherInstance when another process holds it and goes on holding it as long as `wish` allows.
    explicit ProcessLock(const std::filesystem::path& folder, const LockWish& wish = {});

private:
    UniqueFd m_fd;
};

/// For whoever is kept out of the database as long as a frozen process of this installation holds a lock in it (SQLite
/// has one for everything): ends the holder of the process lock, with its workers, when it is frozen; says which.
[[nodiscard]] std::optional<LockHolder> end_frozen_holder(const std::filesystem::path& folder);

}  // namespace tilsig::session
