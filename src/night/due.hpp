// Which units a night owes, in the order their dependencies allow.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/catalog.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::night {

/// The longest chain of dependencies below each feed: what runs after nothing has rank 0. The catalog has refused
/// dependency cycles.
class Ranks {
public:
    explicit Ranks(const catalog::Catalog& catalog) : m_catalog(catalog) {}
    [[nodiscard]] int of(const std::string& feed);

private:
    const catalog::Catalog& m_catalog;
    std::map<std::string, int> m_ranks;
};

/// The schedule of a feed; Error(usage) with the nearest name when it has none.
[[nodiscard]] const catalog::Schedule& require_schedule(const catalog::Catalog& catalog, const std::string& feed);

struct DueUnit {
    model::UnitName unit;
    int rank = 0;  ///< units of a rank may run side by side; a lower rank ends first
};

/// Every scheduled unit of the day, once, by rank and then by name. Draft feeds are left out.
/// `only` limits it to these feeds (empty: all); an unknown feed is Error(usage).
[[nodiscard]] std::vector<DueUnit> due_units(const catalog::Catalog& catalog, const senders::Register& senders, Day day,
                                             const std::vector<std::string>& only);

}  // namespace tilsig::night
