// What rules over sets came to over one delivery: which records are against which of them, and with whom.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/finding.hpp"
#include "model/rule_count.hpp"

namespace tilsig::sets {

/// Made by the first reading of a delivery, asked by the second. About 16 bytes for each record that is against a rule
/// and 120 for each set.
class Findings {
public:
    struct Entry {
        std::uint64_t record = 0;
        std::uint32_t set = 0;
        std::uint16_t rule = 0;  ///< index into the contract's rules
    };
    static constexpr std::uint32_t alone = UINT32_MAX;  ///< `set` of a record that is against a rule by itself

    /// By record, then rule. None of a shadow rule.
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return m_entries; }
    /// The others of its set.
    [[nodiscard]] model::OtherPlaces others(const Entry& entry) const;
    /// Every rule over sets of the contract, shadow rules too.
    [[nodiscard]] const model::RuleCounts& counts() const noexcept { return m_counts; }

    // For whoever makes them.
    [[nodiscard]] std::uint32_t begin_set();
    void note_loaded(std::uint32_t set) { ++m_sets[set].loaded; }
    void note_member(std::uint32_t set, const model::OtherPlaces::Place& place);
    /// Members with higher numbers than those that were noted, of which there are enough.
    void note_more(std::uint32_t set, std::uint64_t count) { m_sets[set].records += count; }
    void add(const Entry& entry) { m_entries.push_back(entry); }
    void finish(model::RuleCounts counts);

private:
    struct Set {
        std::array<model::OtherPlaces::Place, model::OtherPlaces::most + 1> first{};  ///< those with the lowest numbers
        std::uint64_t records = 0;
        std::uint64_t loaded = 0;
    };
    std::vector<Entry> m_entries;
    std::vector<Set> m_sets;
    model::RuleCounts m_counts;
};

}  // namespace tilsig::sets
