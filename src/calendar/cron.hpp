// A cron expression of five fields: which minutes of which days. Knows nothing of zones.
#pragma once

#include <bitset>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::calendar {

/// `minute hour day-of-month month day-of-week`, with `*`, lists, ranges, steps (`*/15`, `8-16/2`) and English names of
/// months and days; Sunday is 0 or 7. As in cron(8), a day must satisfy both day fields unless both are restricted:
/// then one of them is enough.
class Cron {
public:
    /// Error(configuration) that names the field, what stands there and the remedy; also for an expression that no
    /// day can ever satisfy (30 February).
    [[nodiscard]] static Cron parse(std::string_view text);

    [[nodiscard]] bool matches(std::chrono::year_month_day day) const noexcept;
    /// Minutes since midnight, ascending.
    [[nodiscard]] const std::vector<int>& minutes_of_day() const noexcept { return m_minutes_of_day; }
    /// Whether the hour is open (`*` or `*/n`): such a job means "every so often", not "at this time of the day".
    [[nodiscard]] bool repeats_by_interval() const noexcept { return m_open_hour; }
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

private:
    std::string m_text;
    std::vector<int> m_minutes_of_day;
    std::bitset<32> m_days;
    std::bitset<13> m_months;
    std::bitset<7> m_weekdays;
    bool m_open_hour = false;
    bool m_either_day = false;  ///< both day fields are restricted
};

}  // namespace tilsig::calendar
