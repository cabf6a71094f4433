#include "figures/coverage.hpp"

#include <algorithm>
#include <set>

#include "catalog/period.hpp"

namespace tilsig::figures {

namespace {

using arrivals::Arrival;
using model::ArrivalState;

/// What was received later is not known yet.
arrivals::Known before(const arrivals::Known& known, const std::string& feed, const std::string& until) {
    arrivals::Known then;
    for (auto unit : known.received) {
        if (unit.unit.feed != feed || unit.first_received_at >= until) continue;
        if (unit.first_loaded_at >= until) unit.first_loaded_at.clear();
        then.received.push_back(std::move(unit));
    }
    return then;
}

bool is_delivered(ArrivalState state) {
    return state == ArrivalState::accepted || state == ArrivalState::partly_accepted || state == ArrivalState::nil;
}

/// The periods of the year that the figure stands on, as the feed names them. Of what comes day by day the last day of
/// each month is asked: the first of a month brings the whole register again.
std::vector<std::string> periods_of(const Figure& figure, std::int64_t year, catalog::PeriodKind kind) {
    using catalog::PeriodKind;
    const std::string name = std::to_string(year);
    if (kind == PeriodKind::all) return {"all"};
    if (kind == PeriodKind::year) return {name};
    std::vector<std::string> periods;
    for (unsigned month = 1; month <= 12; ++month) {
        const bool asked = figure.months.empty() || std::find(figure.months.begin(), figure.months.end(),
                                                              static_cast<int>(month)) != figure.months.end();
        if (!asked) continue;
        const std::chrono::year_month_day last{std::chrono::sys_days{std::chrono::year{static_cast<int>(year)} /
                                                                     std::chrono::month{month} / std::chrono::last}};
        const std::string day = to_text(Day{std::chrono::sys_days{last}});
        periods.push_back(kind == PeriodKind::day ? day : day.substr(0, 7));
    }
    return periods;
}

/// Senders of whom a later period was accepted: of what speaks of this and the last year alone, one of the next year.
std::set<std::string> later_senders(const arrivals::Known& known, const std::string& after, std::int64_t year,
                                    bool windowed) {
    const std::string end = windowed ? std::to_string(year + 2) : "9999";
    std::set<std::string> senders;
    for (const auto& unit : known.received)
        if (!unit.first_loaded_at.empty() && unit.unit.period > after && unit.unit.period < end)
            senders.insert(unit.unit.sender);
    return senders;
}

}  // namespace

std::optional<Share> Coverage::of(const std::string& municipality) const {
    if (national) return country;
    const auto found = municipalities.find(municipality);
    return found == municipalities.end() ? std::nullopt : std::optional(found->second);
}

Coverage coverage_of(const Figure& figure, std::int64_t year, const catalog::Catalog& catalog,
                     const senders::Register& senders, const arrivals::Known& known, Instant until) {
    Coverage coverage;
    const auto schedule = catalog.schedules.find(figure.feed);
    if (schedule == catalog.schedules.end()) return coverage;
    auto then = before(known, figure.feed, to_text(until));
    const auto periods = periods_of(figure, year, schedule->second.period);
    then.scheduled[figure.feed] = {periods.begin(), periods.end()};
    const auto mapping = catalog.mappings.find(figure.feed);
    const bool windowed = mapping != catalog.mappings.end() && mapping->second.window;
    for (const auto& period : periods) {
        const auto later = figure.or_later ? later_senders(then, period, year, windowed) : std::set<std::string>();
        for (const auto& arrival : arrivals::arrivals_of(catalog, senders, then, until, period)) {
            if (arrival.unit.feed != figure.feed || !arrival.owed || arrival.state == ArrivalState::exempt) continue;
            const std::int64_t here = is_delivered(arrival.state) || later.contains(arrival.unit.sender) ? 1 : 0;
            const auto add = [here](Share& share) {
                ++share.owed;
                share.delivered += here;
            };
            if (!coverage.country) coverage.country.emplace();
            add(*coverage.country);
            if (arrival.sender == nullptr || arrival.sender->municipality.empty())
                coverage.national = true;
            else
                add(coverage.municipalities[arrival.sender->municipality]);
        }
    }
    return coverage;
}

}  // namespace tilsig::figures
