#include "sets/sweep.hpp"

#include <algorithm>

namespace tilsig::sets {

namespace {

bool is_copy(const Member& a, const Member& b) noexcept {
    return a.identity == b.identity && a.from == b.from && a.to == b.to && a.part == b.part;
}

}  // namespace

Sweep::Sweep(const std::vector<SetRule>& rules, std::vector<std::vector<model::RuleCount>>& counts,
             std::int64_t received, Findings& findings)
    : m_rules(rules), m_counts(counts), m_received(received), m_findings(findings) {
    for (const auto& set : m_rules) {
        if (m_by_number.size() <= set.number) m_by_number.resize(std::size_t{set.number} + 1);
        m_by_number[set.number] = &set;
    }
}

void Sweep::take(const Member& member) {
    if (!m_began || member.key != m_key) {
        end_set();
        m_began = true;
        m_key = member.key;
        m_offered = false;
        m_set_of_last = Findings::alone;
        m_last = {};
        m_kept = {};
        m_kept.member.from = m_kept.member.to = -Member::open;  // nobody overlaps with it
        m_kept.member.part = Member::Part::offers;              // nobody is a copy of it
    }
    const auto& check = m_by_number[member.rule]->rule.check;
    if (const auto* adds_up = std::get_if<catalog::checks::Total>(&check)) {
        total(member, *adds_up);
    } else if (const auto* exists_in = std::get_if<catalog::checks::Exists>(&check)) {
        exists(member, *exists_in);
    } else if (const auto* overlap = std::get_if<catalog::checks::NoOverlap>(&check)) {
        if (overlap->only_loaded)
            no_overlap_with_loaded(member, overlap->tolerance_days);
        else
            no_overlap(member, overlap->tolerance_days);
    } else {
        unique(member);
    }
}

void Sweep::unique(const Member& member) {
    if (m_kept.member.part == Member::Part::offers) return keep(member, Findings::alone);
    if (m_kept.set == Findings::alone && member.identity == m_kept.member.identity) {
        m_kept.copies.push_back(member);
        return;
    }
    fail(member, set_of_kept());
}

void Sweep::no_overlap(const Member& member, std::int64_t tolerance) {
    if (!lasts(member, tolerance)) return;
    // Of the members before, the one that ends last overlaps with this one for longest. And a member of which nothing
    // is known yet can only be that one: it would have overlapped with whoever ends later.
    const bool copy = is_copy(member, m_last);
    std::uint32_t set = Findings::alone;
    if (copy) {
        set = m_set_of_last;
    } else if (m_kept.member.to - tolerance > member.from) {
        set = set_of_kept();
    }
    if (set != Findings::alone) fail(member, set);
    if (copy && set == Findings::alone) {
        m_kept.copies.push_back(member);
    } else if (!copy && (set == Findings::alone || member.to > m_kept.member.to)) {
        keep(member, set);
    }
    m_last = member;
    m_set_of_last = set;
}

void Sweep::no_overlap_with_loaded(const Member& member, std::int64_t tolerance) {
    if (!lasts(member, tolerance)) return;
    std::erase_if(m_lasting, [&](std::int64_t to) { return to - tolerance <= member.from; });
    const auto over = std::stable_partition(m_waiting.begin(), m_waiting.end(), [&](const Waiting& waiting) {
        return waiting.member.to - tolerance > member.from;
    });
    std::for_each(over, m_waiting.end(), [this](const Waiting& waiting) { settle(waiting); });
    m_waiting.erase(over, m_waiting.end());
    if (member.part == Member::Part::record) {
        m_waiting.push_back({member, m_lasting.size()});
    } else if (!is_copy(member, m_last)) {
        for (Waiting& waiting : m_waiting) ++waiting.met;
        m_lasting.push_back(member.to);
        m_last = member;
    }
}

void Sweep::settle(const Waiting& waiting) {
    if (waiting.met == 0) return;
    const std::uint32_t set = m_findings.begin_set();
    for (std::uint64_t i = 0; i < waiting.met; ++i) m_findings.note_loaded(set);
    fail(waiting.member, set);
}

void Sweep::total(const Member& member, const catalog::checks::Total& check) {
    m_total = &check;
    if (member.part != Member::Part::record) {
        m_wholes.push_back(member);
        return;
    }
    const bool copy = is_copy(member, m_last);
    m_last = member;
    if (copy || m_wholes.empty()) return;  // wholes stand first: without one nothing is compared
    const auto place = std::upper_bound(m_parts.begin(), m_parts.end(), member,
                                        [](const Member& a, const Member& b) { return a.record < b.record; });
    m_parts.insert(place, member);
    if (m_parts.size() > model::OtherPlaces::most + 1) {
        m_parts.pop_back();
        ++m_more_parts;
    }
    m_sum_known = m_sum_known && member.to != Member::open;
    m_sum += member.to;
}

void Sweep::settle_totals(const catalog::checks::Total& check) {
    for (const Member& whole : m_wholes) {
        auto& count = m_counts[whole.rule][whole.slice];
        const Wide over = m_sum - whole.to;
        const Wide apart = over < 0 && !check.at_most ? -over : over;
        if (m_parts.empty() || !m_sum_known) {
            --count.passed;
            if (m_parts.empty())
                count.skip(model::NotApplicable::nothing_to_compare);
            else
                ++count.unknown;
        } else if (apart > check.tolerance) {
            fail_total(whole);
        }
    }
    m_wholes.clear();
    m_parts.clear();
    m_more_parts = 0;
    m_sum = 0;
    m_sum_known = true;
}

/// Told of the whole, or of its first part where the whole is not loaded.
void Sweep::fail_total(const Member& whole) {
    auto& count = m_counts[whole.rule][whole.slice];
    --count.passed;
    ++count.failed;
    if (m_by_number[whole.rule]->rule.shadow) return;
    const bool loaded = whole.part == Member::Part::whole;
    const std::uint32_t set = m_findings.begin_set();
    m_findings.note_member(set, {whole.record, whole.line, whole.sheet});
    for (const Member& part : m_parts) m_findings.note_member(set, {part.record, part.line, part.sheet});
    m_findings.note_more(set, m_more_parts);
    m_findings.add({loaded ? whole.record : m_parts.front().record, set, whole.rule});
}

void Sweep::end_set() {
    if (m_total != nullptr) settle_totals(*m_total);
    m_total = nullptr;
    for (const Waiting& waiting : m_waiting) settle(waiting);
    m_waiting.clear();
    m_lasting.clear();
}

void Sweep::exists(const Member& member, const catalog::checks::Exists& check) {
    if (member.part == Member::Part::offers) {
        m_offered = true;
    } else if (!m_offered) {
        auto& count = m_counts[member.rule][member.slice];
        if (check.grace_days > 0 && member.to + check.grace_days >= m_received) {
            --count.passed;
            count.skip(model::NotApplicable::grace);
        } else {
            fail(member, Findings::alone);
        }
    }
}

void Sweep::keep(const Member& member, std::uint32_t set) {
    m_kept.member = member;
    m_kept.copies.clear();
    m_kept.set = set;
}

std::uint32_t Sweep::set_of_kept() {
    if (m_kept.set == Findings::alone) {
        m_kept.set = m_findings.begin_set();
        fail(m_kept.member, m_kept.set);
        for (const Member& copy : m_kept.copies) fail(copy, m_kept.set);
        m_kept.copies.clear();
    }
    return m_kept.set;
}

void Sweep::fail(const Member& member, std::uint32_t set) {
    if (member.part == Member::Part::loaded) {
        m_findings.note_loaded(set);
        return;
    }
    if (set != Findings::alone) m_findings.note_member(set, {member.record, member.line, member.sheet});
    auto& count = m_counts[member.rule][member.slice];
    --count.passed;
    ++count.failed;
    if (!m_by_number[member.rule]->rule.shadow) m_findings.add({member.record, set, member.rule});
}

}  // namespace tilsig::sets
