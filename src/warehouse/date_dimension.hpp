// The calendar as a dimension: whole years, every day once, made by the program and never delivered.
#pragma once

#include <string>
#include <vector>

#include "model/table.hpp"

namespace tilsig::warehouse {

/// 1990-01-01 to 2050-12-31. Surrogate of a day is yyyymmdd, so that a fact's key can be read by people.
inline constexpr int first_calendar_year = 1990;
inline constexpr int last_calendar_year = 2050;

/// One `(surrogate, canonical text of every column)` per day, in order; ISO 8601 weeks; Saturdays and Sundays are no
/// working days (public holidays are not looked at: they belong to the working-day calendar of schedules).
struct CalendarDay {
    std::int64_t surrogate = 0;
    std::vector<std::string> cells;
};
[[nodiscard]] std::vector<CalendarDay> calendar_days();

/// dim_date: made and filled by migrate_warehouse, not declared in the model. A fact may refer to it (match:
/// calendar_date).
[[nodiscard]] const model::Table& date_dimension();

}  // namespace tilsig::warehouse
