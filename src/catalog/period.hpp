// How the period of a unit is named: "all", "2026", "2026-11" or "2026-11-22".
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/unit.hpp"

namespace tilsig::catalog {

/// The period of a unit due on `day`: "all", "2026", "2026-11" (of a previous_month: the one before) or "2026-11-22".
[[nodiscard]] std::string period_name(const std::string& kind, Day day);

/// Whether `text` is a period of this kind of schedule: `year` 2026, `month` and `previous_month` 2026-11, `day`
/// 2026-11-22, `all` the word all; an empty kind takes any of them. Years from 1900 to 2199, days of the calendar.
[[nodiscard]] bool is_period(std::string_view text, std::string_view kind);

/// The year that selects the contract's layout: the period's first four digits, else the year in Norway of
/// `received_at`.
[[nodiscard]] int layout_year(const model::UnitName& unit, const std::string& received_at);

}  // namespace tilsig::catalog
