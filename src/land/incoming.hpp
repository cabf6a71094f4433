// Where a delivery is written before it gets its name: a private folder inside the zone, locked while its writer lives.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/files.hpp"

namespace tilsig::land {

/// Locks a file of the zone against other processes and other objects of this one, until destruction.
class ZoneLock {
public:
    enum class What { incoming, change };
    /// Waits. `incoming` guards the moment between making a folder and locking it; `change` keeps erasure, removal and
    /// repair of a delivery apart, so that a second erasure never starts from the bytes the first one blanked.
    ZoneLock(const std::filesystem::path& zone, What what);
    /// Nothing when somebody else has it: for whoever must not wait, since the other one may be frozen.
    [[nodiscard]] static std::optional<ZoneLock> at_once(const std::filesystem::path& zone, What what);

private:
    ZoneLock(const std::filesystem::path& zone, What what, int mode);
    [[nodiscard]] bool held() const noexcept { return m_fd.valid(); }

    UniqueFd m_fd;
};

/// A folder `.part-<process>-<random>` in the zone. Destroyed before publish(): it disappears.
class Incoming {
public:
    explicit Incoming(std::filesystem::path zone);
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    /// Gives the folder its name in the zone and makes that durable; the files in it must be synced. False, and nothing
    /// done, when the name is taken.
    [[nodiscard]] bool publish(const std::string& name);
    /// Changes places with the delivery `name` in one step and durably; this object then holds the old one.
    void exchange(const std::string& name);
    /// Takes the delivery `name` away in one step and durably; this object then holds it.
    void take(const std::string& name);
    /// Deletes what it holds; unlike the destructor it tells when that fails.
    void discard();

    /// Removes folders of writers that no longer live (their locks are gone). Touches nothing but its own naming
    /// pattern.
    static void sweep(const std::filesystem::path& zone);

private:
    std::filesystem::path m_zone;
    std::filesystem::path m_path;  // empty once published or discarded
    UniqueFd m_lock;
};

}  // namespace tilsig::land
