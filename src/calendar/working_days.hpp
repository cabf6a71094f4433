// Norwegian working days: not Saturday, not Sunday, no public holiday, no closed day of the house.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/zone.hpp"

namespace tilsig::calendar {

/// Western Easter Sunday; valid for the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
[[nodiscard]] LocalDay easter_sunday(std::chrono::year year);

struct Holiday {
    LocalDay day;
    std::string_view name;  ///< bokmål
};
/// The public holidays of a year in order of date: New Year, Maundy Thursday to Easter Monday, 1 and 17 May, Ascension
/// Day, Whit Sunday and Monday, 25 and 26 December. Law of 24 February 1995 no. 12 § 2, law of 26 April 1947 no. 1.
/// Two of them can fall on one day.
[[nodiscard]] std::vector<Holiday> public_holidays(std::chrono::year year);

/// Plain value. `closed` are days on which this house does not work besides: 24 December, an inventory, July.
class WorkingDays {
public:
    explicit WorkingDays(std::set<LocalDay> closed = {}) : m_closed(std::move(closed)) {}

    [[nodiscard]] bool is_working(LocalDay day) const;
    /// `day` itself when it is one.
    [[nodiscard]] LocalDay this_or_next(LocalDay day) const;
    /// The `count`-th working day after `day`, which is not counted. Error(configuration) when the closed days leave
    /// none within two years.
    [[nodiscard]] LocalDay after(LocalDay day, int count) const;
    /// Working days in (from, to]; 0 when `to` is not after `from`.
    [[nodiscard]] int between(LocalDay from, LocalDay to) const;

private:
    std::set<LocalDay> m_closed;
};

}  // namespace tilsig::calendar
