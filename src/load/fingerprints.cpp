#include "load/fingerprints.hpp"

#include <algorithm>
#include <bit>

namespace tilsig::load {

namespace {

constexpr std::uint64_t per_group = 8;  // half a cache line; the index over the groups adds an eighth

std::size_t groups_for(std::uint64_t entries) noexcept {
    return std::bit_ceil(std::max<std::uint64_t>(entries / per_group, 2));
}

}  // namespace

std::size_t Fingerprints::bytes_for(std::uint64_t entries) noexcept {
    return (entries + groups_for(entries)) * sizeof(std::uint32_t);
}

Fingerprints::Fingerprints(const Snapshot& snapshot, unsigned bits)
    : m_mask(bits >= 32 ? UINT32_MAX : (1U << bits) - 1U), m_ends(groups_for(snapshot.count()), 0) {
    m_shift = 64U - static_cast<unsigned>(std::countr_zero(m_ends.size()));
    m_prints.reserve(static_cast<std::size_t>(snapshot.count()));
    Snapshot::Reader entries = snapshot.read();
    SnapshotEntry entry;
    std::size_t group = 0;
    while (entries.next(entry)) {
        for (; group < group_of(entry.key); ++group) m_ends[group] = static_cast<std::uint32_t>(m_prints.size());
        m_prints.push_back(print_of(entry.row));
    }
    for (; group < m_ends.size(); ++group) m_ends[group] = static_cast<std::uint32_t>(m_prints.size());
}

bool Fingerprints::may_hold(const Hash128& key, const Hash128& row) const noexcept {
    const std::size_t group = group_of(key);
    const std::uint32_t wanted = print_of(row);
    const std::uint32_t end = m_ends[group];
    bool held = false;  // all of the group: where a search would end cannot be foreseen
    for (std::uint32_t at = begin_of(group); at < end; ++at) held |= m_prints[at] == wanted;
    return held;
}

}  // namespace tilsig::load
