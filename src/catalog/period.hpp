// How the period of a unit is named: "all", "2026", "2026-11" or "2026-11-22".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/unit.hpp"

namespace tilsig::catalog {

/// How the period of a unit follows from the local day on which it is due.
enum class PeriodKind {
    all,             ///< each delivery brings everything
    year,            ///< 2026
    month,           ///< 2026-11
    previous_month,  ///< of what is published after its month has ended: the month before
    day              ///< 2026-11-22
};
/// The word of schedules.
[[nodiscard]] const char* to_string(PeriodKind kind) noexcept;

/// The period of a unit due on `day`.
[[nodiscard]] std::string period_name(PeriodKind kind, Day day);

/// Whether `text` is a period of this kind; without a kind, of any. Years from 1900 to 2199, days of the calendar.
[[nodiscard]] bool is_period(std::string_view text, std::optional<PeriodKind> kind);

/// The period of the same kind that lies `count` before this one; "all" has none but itself.
[[nodiscard]] std::string period_before(std::string_view period, int count);

/// The unit that owns the rows of a unit of `successive` periods: of all periods the same one, so that what a newer
/// period does not name is closed, whichever period it came from.
[[nodiscard]] model::UnitName owner_of_rows(const model::UnitName& unit, bool successive);

/// The day that decides which layout and which register hold for a unit, since 1970: the first of its period; for a
/// period without one the day in Norway of `received_at`. What was true then is true of a replay too.
[[nodiscard]] std::int64_t deciding_day(const model::UnitName& unit, const std::string& received_at);
/// The year of that day.
[[nodiscard]] int deciding_year(const model::UnitName& unit, const std::string& received_at);

/// Whether what was extracted on a day (since 1970) can be what the period asks for: a day asks for that day; a month
/// or a year, which is reported when it is over, for none before it begins; "all" for any.
[[nodiscard]] bool can_tell_of(std::int64_t day, std::string_view period);

}  // namespace tilsig::catalog
