#include "night/due.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalog/period.hpp"

namespace tilsig::night {

namespace {

/// Longest chain of dependencies below a feed. The catalog has refused cycles.
int rank_of(const catalog::Catalog& catalog, const std::string& feed) {
    const auto found = catalog.schedules.find(feed);
    if (found == catalog.schedules.end()) return 0;
    int rank = 0;
    for (const auto& before : found->second.after) rank = std::max(rank, rank_of(catalog, before) + 1);
    return rank;
}

void require_known(const catalog::Catalog& catalog, const std::vector<std::string>& feeds) {
    std::vector<std::string> known;
    for (const auto& [feed, schedule] : catalog.schedules) known.push_back(feed);
    for (const auto& feed : feeds) {
        if (catalog.schedules.contains(feed)) continue;
        const std::string near = nearest(feed, known);
        throw Error(ErrorKind::usage, "no schedule for feed '" + feed + "'")
            .remedy(near.empty() ? "scheduled feeds: " + join(known, ", ") : "did you mean '" + near + "'?");
    }
}

}  // namespace

std::vector<DueUnit> due_units(const catalog::Catalog& catalog, const senders::Register& senders, Day day,
                               const std::vector<std::string>& only) {
    require_known(catalog, only);
    std::vector<DueUnit> due;
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!only.empty() && std::find(only.begin(), only.end(), feed) == only.end()) continue;
        const auto& contract = catalog.contract(feed);
        if (contract.state == catalog::FeedState::draft) continue;
        const bool shadow = contract.state == catalog::FeedState::shadow;
        const int rank = rank_of(catalog, feed);
        const std::string period = catalog::period_name(schedule.period, day);
        if (schedule.senders == "register") {
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
