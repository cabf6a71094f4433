// Which units a night owes, in the order their dependencies allow.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/catalog.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::night {

struct DueUnit {
    model::UnitName unit;
    int rank = 0;  ///< units of a rank may run side by side; a lower rank ends first
};

/// Every scheduled unit of the day, once, by rank and then by name. Draft feeds are left out.
/// `only` limits it to these feeds (empty: all); an unknown feed is Error(usage).
[[nodiscard]] std::vector<DueUnit> due_units(const catalog::Catalog& catalog, const senders::Register& senders, Day day,
                                             const std::vector<std::string>& only);

}  // namespace tilsig::night
