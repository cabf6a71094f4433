#include "arrivals/arrival.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "arrivals/owed_periods.hpp"

namespace tilsig::arrivals {

namespace {

using ledger::ReceivedUnit;
using model::ArrivalState;

std::optional<Instant> moment(const std::string& recorded) {
    return recorded.empty() ? std::nullopt : std::optional(parse_instant(recorded));
}

/// What is here decides; nothing when that says nothing: then the calendar does.
std::optional<ArrivalState> state_of_received(const ReceivedUnit& received) {
    if (!received.first_loaded_at.empty()) {
        if (received.all_out) return ArrivalState::held;
        if (received.slices_out > 0) return ArrivalState::partly_accepted;
        return received.stands_empty ? ArrivalState::nil : ArrivalState::accepted;
    }
    if (received.waits) return ArrivalState::held;
    if (received.landed) return ArrivalState::received;
    return std::nullopt;
}

class Answering {
public:
    Answering(const catalog::Catalog& catalog, const senders::Register& senders, const Known& known, Instant now,
              const std::string& period)
        : m_catalog(catalog), m_senders(senders), m_known(known), m_now(now), m_period(period) {
        for (const auto& received : known.received) {
            const auto& unit = received.unit;
            m_received[unit.feed][unit.period][unit.sender] = &received;
            auto& first = m_first[unit.feed][unit.sender];
            if (first.empty() || received.first_received_at < first) first = received.first_received_at;
        }
    }

    std::vector<Arrival> all() {
        for (const auto& [feed, schedule] : m_catalog.schedules) {
            const auto contract = m_catalog.contracts.find(feed);
            if (contract != m_catalog.contracts.end() && contract->second.state == catalog::FeedState::active)
                add_feed(schedule, contract->second.source);
        }
        return std::move(m_arrivals);
    }

private:
    using Senders = std::map<std::string, const senders::Sender*>;

    void add_feed(const catalog::Schedule& schedule, const std::string& source) {
        static const std::set<std::string> none;
        const Day today{schedule.recurrence.zone().local_day(m_now).time_since_epoch()};
        const auto known = m_known.scheduled.find(schedule.feed);
        const auto& scheduled = known == m_known.scheduled.end() ? none : known->second;
        auto periods = m_period.empty() ? owed_periods(schedule, scheduled, today, most_periods)
                                        : owed_period(schedule, scheduled, today, m_period);
        // What came for other periods is told too, unless it is older than what is looked at.
        std::map<std::string, PeriodDays, std::greater<>> by_name;
        const std::string oldest = periods.empty() ? std::string() : periods.back().name;
        for (auto& period : periods) by_name.emplace(period.name, std::move(period));
        for (const auto& [name, senders] : m_received[schedule.feed]) {
            const bool wanted = m_period.empty() ? name >= oldest : name == m_period;
            if (wanted) by_name.emplace(name, PeriodDays{name, 0, 0});  // nobody owes it
        }
        Owing owing(m_senders, schedule.feed);
        const std::int64_t tomorrow = today.time_since_epoch().count() + 1;
        for (const auto& [name, days] : by_name)
            add_period(schedule, days, owers(schedule, source, days, owing, tomorrow), tomorrow);
    }

    Senders owers(const catalog::Schedule& schedule, const std::string& source, const PeriodDays& days, Owing& owing,
                  std::int64_t tomorrow) const {
        if (days.from == days.to) return {};
        const std::int64_t from = days.from == INT64_MIN ? tomorrow - 1 : days.from;
        const std::int64_t to = std::min(days.to, tomorrow);
        if (schedule.of_register) return owing.in(from, to);
        return {{source, m_senders.find(source, to - 1)}};
    }

    void add_period(const catalog::Schedule& schedule, const PeriodDays& days, const Senders& owers,
                    std::int64_t tomorrow) {
        const auto due = schedule.due_of(days.name);
        const auto& came = m_received[schedule.feed][days.name];
        Senders all = owers;
        for (const auto& [sender, received] : came)
            if (!all.contains(sender)) all.emplace(sender, m_senders.find(sender, tomorrow - 1));
        for (const auto& [id, sender] : all) {
            const auto received = came.find(id);
            Arrival arrival;
            arrival.unit = {schedule.feed, id, days.name};
            arrival.schedule = &schedule;
            arrival.sender = sender;
            arrival.owed = owers.contains(id);
            if (arrival.owed) arrival.due = due;
            if (const auto first = m_first[schedule.feed].find(id); first != m_first[schedule.feed].end())
                arrival.first_delivery = moment(first->second);
            decide(arrival, received == came.end() ? nullptr : received->second);
            m_arrivals.push_back(std::move(arrival));
        }
    }

    void decide(Arrival& arrival, const ReceivedUnit* received) const {
        std::optional<ArrivalState> state;
        if (received != nullptr) {
            state = state_of_received(*received);
            arrival.came = true;
            const bool loaded = !received->first_loaded_at.empty();
            arrival.received_at = moment(loaded ? received->first_loaded_at : received->newest_received_at);
            arrival.refused = !state && received->refused;
            arrival.holds = received->holds;
        }
        if (state) {
            arrival.state = *state;
            if (arrival.due && arrival.received_at >= arrival.due)
                arrival.late_by = *arrival.received_at - *arrival.due;
            return;
        }
        const bool passed = arrival.due && m_now >= *arrival.due;
        if (!arrival.refused) arrival.exemption = exemption_of(arrival);
        if (arrival.exemption != nullptr) {
            arrival.state = ArrivalState::exempt;
        } else if (passed) {
            arrival.state = ArrivalState::overdue;
            arrival.late_by = m_now - *arrival.due;
        } else {
            arrival.state = arrival.refused ? ArrivalState::received : ArrivalState::expected;
        }
    }

    const catalog::Exemption* exemption_of(const Arrival& arrival) const {
        if (!arrival.owed) return nullptr;
        const auto last = arrival.due ? *arrival.due - Instant::duration{1} : m_now;
        return arrival.schedule->exemption(arrival.unit.sender, arrival.schedule->recurrence.zone().local_day(last));
    }

    const catalog::Catalog& m_catalog;
    const senders::Register& m_senders;
    const Known& m_known;
    Instant m_now;
    const std::string& m_period;
    /// By feed, period and sender.
    std::map<std::string, std::map<std::string, std::map<std::string, const ReceivedUnit*>>> m_received;
    std::map<std::string, std::map<std::string, std::string>> m_first;  ///< by feed and sender
    std::vector<Arrival> m_arrivals;
};

}  // namespace

std::optional<std::int64_t> Arrival::late_days() const noexcept {
    if (!late_by) return std::nullopt;
    return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::days>(*late_by).count());
}

Known read_known(odbc::Connection& connection) {
    return {ledger::received_units(connection), ledger::scheduled_periods(connection)};
}

std::vector<Arrival> arrivals_of(const catalog::Catalog& catalog, const senders::Register& senders, const Known& known,
                                 Instant now, const std::string& period) {
    return Answering(catalog, senders, known, now, period).all();
}

std::size_t overdue_senders(const std::vector<Arrival>& arrivals) {
    std::set<std::string> senders;
    for (const auto& arrival : arrivals)
        if (arrival.state == ArrivalState::overdue) senders.insert(arrival.unit.sender);
    return senders.size();
}

}  // namespace tilsig::arrivals
