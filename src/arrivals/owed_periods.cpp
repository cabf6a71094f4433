#include "arrivals/owed_periods.hpp"

#include <algorithm>

#include "catalog/expressions.hpp"

namespace tilsig::arrivals {

namespace {

using catalog::PeriodKind;

std::int64_t number(Day day) { return day.time_since_epoch().count(); }

/// A month is a month, whenever it is asked for.
PeriodKind kind_of_name(PeriodKind kind) { return kind == PeriodKind::previous_month ? PeriodKind::month : kind; }

/// The oldest that was scheduled and has a name of this kind; empty when there is none.
std::string oldest_of(const std::set<std::string>& scheduled, PeriodKind kind) {
    const auto found = std::find_if(scheduled.begin(), scheduled.end(),
                                    [&](const auto& name) { return catalog::is_period(name, kind); });
    return found == scheduled.end() ? std::string() : *found;
}

}  // namespace

PeriodDays days_of(const std::string& name) {
    const auto first = catalog::first_day(name);
    if (!first) return {name, INT64_MIN, INT64_MAX};
    const std::chrono::year_month_day date{Day{std::chrono::days{*first}}};
    if (name.size() == 4) return {name, *first, number(Day{(date.year() + std::chrono::years{1}) / 1 / 1})};
    if (name.size() == 7) return {name, *first, number(Day{(date.year() / date.month() + std::chrono::months{1}) / 1})};
    return {name, *first, *first + 1};
}

std::vector<PeriodDays> owed_periods(const catalog::Schedule& schedule, const std::set<std::string>& scheduled,
                                     Day today, std::size_t most) {
    const std::string newest = catalog::period_name(schedule.period, today);
    std::vector<PeriodDays> periods{days_of(newest)};
    const std::string oldest = oldest_of(scheduled, schedule.period);
    if (oldest.empty() || schedule.period == PeriodKind::all) return periods;
    while (periods.size() < most && periods.back().name > oldest) {
        const Day last_of_older{std::chrono::days{periods.back().from - 1}};
        periods.push_back(days_of(catalog::period_name(kind_of_name(schedule.period), last_of_older)));
    }
    return periods;
}

std::vector<PeriodDays> owed_period(const catalog::Schedule& schedule, const std::set<std::string>& scheduled,
                                    Day today, const std::string& name) {
    const std::string newest = catalog::period_name(schedule.period, today);
    if (name == newest) return {days_of(name)};
    const std::string oldest = oldest_of(scheduled, schedule.period);
    const bool of_kind = catalog::is_period(name, schedule.period);
    if (!of_kind || oldest.empty() || name < oldest || name > newest) return {};
    return {days_of(name)};
}

Owing::Owing(const senders::Register& senders, const std::string& feed) : m_senders(senders), m_feed(feed) {
    const auto add = [&](const senders::Validity& validity) {
        m_changes.push_back(validity.from);
        if (validity.to != INT64_MAX) m_changes.push_back(validity.to);
    };
    for (const auto& sender : senders.senders) add(sender.validity);
    for (const auto& delegation : senders.delegations) add(delegation.validity);
    std::sort(m_changes.begin(), m_changes.end());
    m_changes.erase(std::unique(m_changes.begin(), m_changes.end()), m_changes.end());
}

std::map<std::string, const senders::Sender*> Owing::in(std::int64_t from, std::int64_t to) {
    std::map<std::string, const senders::Sender*> found;
    auto stretch = std::upper_bound(m_changes.begin(), m_changes.end(), from);
    if (stretch != m_changes.begin()) --stretch;
    for (; stretch != m_changes.end() && *stretch < to; ++stretch) {
        auto known = m_owing.find(*stretch);
        if (known == m_owing.end()) known = m_owing.emplace(*stretch, m_senders.owing(m_feed, *stretch)).first;
        for (const auto* sender : known->second) found[sender->id] = sender;
    }
    return found;
}

}  // namespace tilsig::arrivals
