// Late files: which older units a night takes because something of them lies at the source, and what it says of the
// rest.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "arrivals/owed_periods.hpp"
#include "catalog/catalog.hpp"
#include "fetch/fetch.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"
#include "session/session.hpp"

namespace tilsig::night {

/// What becomes of something that lies at a source.
enum class LateFile {
    wanted,   ///< its unit is run
    in_time,  ///< a slot of its own brings it: of the newest period, or of a later one that has begun. Or its sender is
              ///< exempt: nothing to say
    ahead,    ///< of a period that has not begun
    too_old,  ///< of a period before those that are looked back to
    no_period,  ///< what its name gives is no period
    unknown,    ///< of a sender that the register has never known
    not_owed    ///< of a sender that did not owe the feed in that period
};

/// A connector's word about one feed, against schedule and register. Pure.
class LookBack {
public:
    LookBack(const catalog::Schedule& schedule, const std::string& source, const senders::Register& senders,
             Instant now);

    [[nodiscard]] LateFile judge(const std::string& sender, const std::string& period);
    /// Place, value and remedy of what nobody takes.
    [[nodiscard]] std::string words(LateFile late, const fetch::Lying& lying) const;

private:
    /// On a day of the period that is not ahead.
    [[nodiscard]] bool owed(const std::string& sender, const std::string& period);

    const catalog::Schedule& m_schedule;
    const std::string& m_source;
    const senders::Register& m_senders;
    calendar::LocalDay m_today;
    std::string m_newest, m_oldest;
    arrivals::Owing m_owing;
    std::map<std::string, std::map<std::string, const senders::Sender*>> m_owers;  ///< by period, of those asked about
};

/// What the sources of these feeds hold for older periods, and of senders that owe no newer one.
struct Survey {
    std::vector<model::UnitName> units;  ///< to be run
    /// What is to be told, by a unit of the night that tells it when it finds nothing new.
    std::map<model::UnitName, std::string> remarks;
};

/// Asks the source of each feed among `tonight` (and of `more`) that looks back, once. A source that cannot be asked
/// costs its late files a night, is logged, and said in the remark of its feed. Units of `tonight` and `done` are left
/// out.
[[nodiscard]] Survey survey(session::Session& session, const std::vector<model::UnitName>& tonight,
                            const std::set<std::string>& more, const std::set<model::UnitName>& done);

}  // namespace tilsig::night
