#include "sets/findings.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tilsig::sets {

std::uint32_t Findings::begin_set() {
    m_sets.emplace_back();
    return static_cast<std::uint32_t>(m_sets.size() - 1);
}

void Findings::note_member(std::uint32_t set, const model::OtherPlaces::Place& place) {
    // The lowest numbers, because the order of a set is not the same in two runs: its keys are not.
    Set& noted = m_sets[set];
    auto kept =
        noted.first.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(noted.records, noted.first.size()));
    ++noted.records;
    if (kept == noted.first.end() && place.number > noted.first.back().number) return;
    if (kept == noted.first.end()) --kept;
    for (; kept != noted.first.begin() && place.number < (kept - 1)->number; --kept) *kept = *(kept - 1);
    *kept = place;
}

void Findings::finish(model::RuleCounts counts) {
    m_counts = std::move(counts);
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.record, a.rule) < std::tie(b.record, b.rule); });
}

model::OtherPlaces Findings::others(const Entry& entry) const {
    model::OtherPlaces others;
    if (entry.set == alone) return others;
    const Set& set = m_sets[entry.set];
    for (std::size_t i = 0; i < std::min<std::uint64_t>(set.records, set.first.size()); ++i)
        if (set.first[i].number != entry.record && others.named.size() < model::OtherPlaces::most)
            others.named.push_back(set.first[i]);
    others.more = set.records - 1 - others.named.size();
    others.loaded = set.loaded;
    return others;
}

}  // namespace tilsig::sets
