#include "night/due.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/period.hpp"

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

std::vector<DueUnit> due_units(const catalog::Catalog& catalog, const senders::Register& senders, Day day,
                               const std::vector<std::string>& only) {
    for (const auto& feed : only) (void)require_schedule(catalog, feed);
    Ranks ranks(catalog);
    std::vector<DueUnit> due;
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!only.empty() && std::find(only.begin(), only.end(), feed) == only.end()) continue;
        const auto& contract = catalog.contract(feed);
        if (contract.state == catalog::FeedState::draft) continue;
        const bool shadow = contract.state == catalog::FeedState::shadow;
        const int rank = ranks.of(feed);
        const std::string period = catalog::period_name(schedule.period, day);
        if (schedule.of_register) {
            for (const auto* sender : senders.owing(feed, day.time_since_epoch().count())) {
                due.push_back({{feed, sender->id, period, shadow}, rank});
            }
        } else {
            due.push_back({{feed, contract.source, period, shadow}, rank});
        }
    }
    std::sort(due.begin(), due.end(),
              [](const DueUnit& a, const DueUnit& b) { return a.rank != b.rank ? a.rank < b.rank : a.unit < b.unit; });
    return due;
}

}  // namespace tilsig::night
