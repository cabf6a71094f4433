// What is kept of one record for one rule over sets.
#pragma once

#include <cstdint>
#include <limits>

#include "base/hash.hpp"
#include "base/spill_sorter.hpp"

namespace tilsig::sets {

/// 72 bytes, whatever the record holds: no value of a record outlives its batch.
struct Member {
    enum class Part : std::uint16_t {
        offers,   ///< exists: it is what others look for
        record,   ///< the rule is about it
        loaded,   ///< a row of another unit
        whole,    ///< total: it states the sum of the others
        left_out  ///< total: a whole that is not loaded, so that nothing can be told of it
    };
    Hash128 key;                 ///< of the rule and of what makes the set, under a key of this run
    std::int64_t from = 0;       ///< no_overlap: its first day. Else what its set is ordered by
    std::int64_t to = 0;         ///< no_overlap: the day behind its last. exists: the day its grace is counted from.
                                 ///< total: its number
    std::uint64_t identity = 0;  ///< of the contract's key: equal for two copies of one record
    std::uint64_t record = 0;    ///< its number in the delivery
    std::uint64_t line = 0;
    std::uint32_t slice = 0;  ///< number of the slice, given out by the collector
    std::uint32_t sheet = 0;
    std::uint16_t rule = 0;  ///< index into the contract's rules
    Part part = Part::record;

    static constexpr std::int64_t open = std::numeric_limits<std::int64_t>::max() / 2;  ///< `to` of what is not over
};

/// By set; in it by time, so that one walk over a set needs to look back at one member only.
struct MemberOrder {
    bool operator()(const Member& a, const Member& b) const noexcept {
        if (a.key != b.key) return a.key < b.key;
        if (a.from != b.from) return a.from < b.from;
        if (a.to != b.to) return a.to < b.to;
        if (a.identity != b.identity) return a.identity < b.identity;
        return a.record < b.record;
    }
};
using MemberSorter = SpillSorter<Member, MemberOrder>;

}  // namespace tilsig::sets
