#include "night/due.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::night {

int Ranks::of(const std::string& feed) {
    const auto known = m_ranks.find(feed);
    if (known != m_ranks.end()) return known->second;
    int rank = 0;
    if (const auto found = m_catalog.schedules.find(feed); found != m_catalog.schedules.end())
        for (const auto& before : found->second.after) rank = std::max(rank, of(before) + 1);
    return m_ranks[feed] = rank;
}

const catalog::Schedule& require_schedule(const catalog::Catalog& catalog, const std::string& feed) {
    const auto found = catalog.schedules.find(feed);
    if (found != catalog.schedules.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [name, schedule] : catalog.schedules) known.push_back(name);
    const std::string near = nearest(feed, known);
    throw Error(ErrorKind::usage, "no schedule for feed '" + feed + "'")
        .remedy(near.empty() ? "scheduled feeds: " + join(known, ", ") : "did you mean '" + near + "'?");
}

}  // namespace tilsig::night
