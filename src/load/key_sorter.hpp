// Sorts the key entries of a delivery in bounded memory.
#pragma once

#include <cstdint>

#include "base/hash.hpp"
#include "base/spill_sorter.hpp"

namespace tilsig::load {

/// What is kept of one delivered row between the passes: two keyed hashes and where it came from. 48 bytes.
struct KeyEntry {
    Hash128 key;
    Hash128 row;
    std::uint64_t record = 0;
    std::uint32_t owner = 0;         ///< index into the loader's list of owners
    std::uint16_t present_only = 0;  ///< 1: the key was delivered, the row is not loaded (a refused row)
    std::uint16_t staged = 0;        ///< 1: the row was staged in the first pass
};
static_assert(sizeof(KeyEntry) == 48);

struct KeyOrder {
    bool operator()(const KeyEntry& a, const KeyEntry& b) const noexcept {
        if (a.key.high != b.key.high) return a.key.high < b.key.high;
        if (a.key.low != b.key.low) return a.key.low < b.key.low;
        return a.record < b.record;
    }
};

/// By (key, record).
using KeySorter = SpillSorter<KeyEntry, KeyOrder>;

}  // namespace tilsig::load
