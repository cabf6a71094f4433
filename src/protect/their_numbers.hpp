// The numbers of some persons, known by their keyed hashes, and where they stand in records as they were read.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "catalog/contract.hpp"
#include "model/batch.hpp"
#include "protect/person_ids.hpp"

namespace tilsig::protect {

class TheirNumbers {
public:
    /// `ids` makes the keyed hashes, and must outlive it.
    TheirNumbers(const PersonIds& ids, const std::vector<Lookup>& lookups)
        : m_ids(ids), m_lookups(lookups.begin(), lookups.end()) {}

    [[nodiscard]] bool empty() const noexcept { return m_lookups.empty(); }
    [[nodiscard]] bool has(NumberKind kind, std::string_view digits) const {
        return m_lookups.contains(m_ids.lookup(kind, digits));
    }
    /// The same of 11 or 12 digits of which nobody says what they are.
    [[nodiscard]] bool has(std::string_view digits) const;
    /// A number field of the record holds one of them, as it was written: with spaces, without its leading zero. `raw`
    /// is a decoder's batch.
    [[nodiscard]] bool in_record(const catalog::Contract& contract, const model::Batch& raw, std::size_t row) const;

private:
    [[nodiscard]] bool in_cell(const catalog::Contract& contract, catalog::PersonNumbers::Kind kind,
                               std::string_view cell) const;

    const PersonIds& m_ids;
    std::unordered_set<Lookup, LookupHash> m_lookups;
};

}  // namespace tilsig::protect
