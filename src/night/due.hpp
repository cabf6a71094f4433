// The order that the schedules ask for, and the schedule that somebody names.
#pragma once

#include <map>
#include <string>

#include "catalog/catalog.hpp"

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

}  // namespace tilsig::night
