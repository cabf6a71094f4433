// One walk over the members of all sets, in their order: who is against its rule.
#pragma once

#include <vector>

#include "base/wide.hpp"
#include "sets/findings.hpp"
#include "sets/member.hpp"
#include "sets/set_rule.hpp"

namespace tilsig::sets {

/// Told about members one after the other, in the order of the sorter. Keeps one member of the set it is in and the
/// copies of that one, however large the set is; where only loaded rows count, those that are not over.
class Sweep {
public:
    /// `counts` by number of the rule, then of the slice: every member stands there as passed, and is moved when it
    /// did not. `received` is the day the delivery was received.
    Sweep(const std::vector<SetRule>& rules, std::vector<std::vector<model::RuleCount>>& counts, std::int64_t received,
          Findings& findings);

    void take(const Member& member);
    /// After the last one.
    void finish() { end_set(); }

private:
    /// A record that is compared with loaded rows only, while they may still overlap with it.
    struct Waiting {
        Member member;
        std::uint64_t met = 0;  ///< loaded rows that overlap with it
    };
    struct Kept {
        Member member;
        std::vector<Member> copies;  ///< of the same record, while nothing is known against it
        std::uint32_t set = Findings::alone;
    };
    void unique(const Member& member);
    void no_overlap(const Member& member, std::int64_t tolerance);
    void no_overlap_with_loaded(const Member& member, std::int64_t tolerance);
    void end_set();
    void settle(const Waiting& waiting);
    void exists(const Member& member, const catalog::checks::Exists& check);
    /// The kept member and its copies are against their rule: makes their set, unless that is done.
    std::uint32_t set_of_kept();
    void total(const Member& member, const catalog::checks::Total& check);
    void settle_totals(const catalog::checks::Total& check);
    void fail_total(const Member& whole);
    void keep(const Member& member, std::uint32_t set);
    void fail(const Member& member, std::uint32_t set);

    const std::vector<SetRule>& m_rules;
    std::vector<std::vector<model::RuleCount>>& m_counts;
    std::int64_t m_received;
    Findings& m_findings;
    std::vector<const SetRule*> m_by_number;
    bool m_began = false;
    Hash128 m_key;
    Kept m_kept;    ///< unique: the first. no_overlap: the one that lasts longest so far
    Member m_last;  ///< no_overlap: the member before
    std::uint32_t m_set_of_last = Findings::alone;
    std::vector<Waiting> m_waiting;                   ///< only_loaded: records that are not over
    std::vector<std::int64_t> m_lasting;              ///< only_loaded: the ends of loaded rows that are not over
    const catalog::checks::Total* m_total = nullptr;  ///< the check of the set it is in
    std::vector<Member> m_wholes;                     ///< total: those of the set
    std::vector<Member> m_parts;                      ///< total: those with the lowest numbers, which findings name
    std::uint64_t m_more_parts = 0;                   ///< total: the others
    Wide m_sum = 0;
    bool m_sum_known = true;
    bool m_offered = false;  ///< exists: somebody offers what the set looks for
};

/// Whether its time is longer than the tolerance: a shorter one overlaps with nothing for longer.
[[nodiscard]] constexpr bool lasts(const Member& member, std::int64_t tolerance) noexcept {
    return member.to - member.from > tolerance;
}

}  // namespace tilsig::sets
