// Which rows a snapshot may hold, in four bytes each: a changed row is known as soon as it is read.
#pragma once

#include <cstdint>
#include <vector>

#include "base/hash.hpp"
#include "load/snapshot.hpp"

namespace tilsig::load {

/// Part of the row hash of every entry of a snapshot, in groups by key hash. An answer of no is certain; yes is wrong
/// for about one changed row in 500 million, so that nothing may be decided by it. Both hashes are keyed: no sender can
/// aim at it.
class Fingerprints {
public:
    [[nodiscard]] static std::size_t bytes_for(std::uint64_t entries) noexcept;

    /// `bits` below 32 make wrong answers frequent, for tests of what happens then.
    Fingerprints(const Snapshot& snapshot, unsigned bits);
    /// Hints that may_hold() will be asked for the key: the first fetches what the second looks up, the second what
    /// may_hold() reads.
    void fetch_group(const Hash128& key) const noexcept { __builtin_prefetch(m_ends.data() + group_of(key)); }
    void fetch_prints(const Hash128& key) const noexcept {
        const std::size_t group = group_of(key);
        __builtin_prefetch(m_prints.data() + begin_of(group));
        __builtin_prefetch(m_prints.data() + m_ends[group]);  // every second group lies in two lines of the cache
    }
    [[nodiscard]] bool may_hold(const Hash128& key, const Hash128& row) const noexcept;

private:
    [[nodiscard]] std::uint32_t begin_of(std::size_t group) const noexcept {
        return group == 0 ? 0 : m_ends[group - 1];
    }
    [[nodiscard]] std::uint32_t print_of(const Hash128& row) const noexcept {
        return static_cast<std::uint32_t>(row.low) & m_mask;
    }
    [[nodiscard]] std::size_t group_of(const Hash128& key) const noexcept {
        return static_cast<std::size_t>(key.high >> m_shift);
    }

    std::uint32_t m_mask = 0;
    unsigned m_shift = 63;
    std::vector<std::uint32_t> m_prints;  // in the order of the snapshot
    std::vector<std::uint32_t> m_ends;    // by group: one behind its last print
};

}  // namespace tilsig::load
