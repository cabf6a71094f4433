// Which periods of a feed are owed, and by whom: schedule against register.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalog/schedule.hpp"
#include "senders/register.hpp"

namespace tilsig::arrivals {

/// The days of a period; `to` is the first behind it.
struct PeriodDays {
    std::string name;
    std::int64_t from = 0, to = 0;
};

/// Of a period by its name; "all" is ever.
[[nodiscard]] PeriodDays days_of(const std::string& period);

/// From today's back to the oldest of `scheduled` that the schedule would name so, at most `most`.
[[nodiscard]] std::vector<PeriodDays> owed_periods(const catalog::Schedule& schedule,
                                                   const std::set<std::string>& scheduled, Day today, std::size_t most);
/// The one of that name, or none: it is another kind of period, lies ahead, or is older than what was ever scheduled.
[[nodiscard]] std::vector<PeriodDays> owed_period(const catalog::Schedule& schedule,
                                                  const std::set<std::string>& scheduled, Day today,
                                                  const std::string& name);

/// Who owes a feed on some day of a stretch. The register is asked once between two days on which it changes.
class Owing {
public:
    Owing(const senders::Register& senders, const std::string& feed);
    /// By id, with the newest entry of the stretch [from, to).
    [[nodiscard]] std::map<std::string, const senders::Sender*> in(std::int64_t from, std::int64_t to);

private:
    const senders::Register& m_senders;
    std::string m_feed;
    std::vector<std::int64_t> m_changes;  ///< days on which the register becomes another, ascending
    std::map<std::int64_t, std::vector<const senders::Sender*>> m_owing;  ///< by the first day of a stretch
};

}  // namespace tilsig::arrivals
