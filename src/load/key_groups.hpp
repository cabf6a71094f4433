// Sorted key entries -> one verdict per business key: loaded, duplicate, conflict or present only.
#pragma once

#include <vector>

#include "load/key_sorter.hpp"
#include "load/loader.hpp"

namespace tilsig::load {

/// All deliveries of one key.
struct KeyGroup {
    Hash128 key;
    bool accepted = false;     ///< one row of it is loaded
    Hash128 row;               ///< of the accepted row
    std::uint64_t record = 0;  ///< the lowest of its records: an order of the delivery does not matter
    std::uint32_t owner = 0;
    bool staged = false;            ///< the accepted row was staged in the first pass
    std::vector<KeyClash> clashes;  ///< the other members (equal rows), or all of them (different rows)
};

/// Walks the groups in key order. `refused` (ascending) are records that the database would not take: their key is
/// present, their row is not. Equal keys are told by a keyed 128-bit hash.
class KeyGroups {
public:
    KeyGroups(const KeySorter& sorter, const std::vector<std::uint64_t>& refused);
    bool next(KeyGroup& group);

private:
    KeySorter::Reader m_reader;
    const std::vector<std::uint64_t>& m_refused;
    KeyEntry m_ahead;
    bool m_more = false;
    std::vector<KeyEntry> m_members;
};

}  // namespace tilsig::load
