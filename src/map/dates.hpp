// Inside the room only: the first and last day of what a text names as a year, month or day.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tilsig::map {

enum class Span { year, month, day };
using DayBuffer = std::array<char, 10>;

/// `text` names a year, month or day: yyyy, yyyy-MM, yyyyMM, yyyyMMdd or yyyy-MM-dd. Gives the first day of its year or
/// month; with Span::day the first day of what it names, so that a day is itself. A year alone has no month. Written to
/// `buffer`.
[[nodiscard]] std::optional<std::string_view> first_day(std::string_view text, Span span, DayBuffer& buffer) noexcept;
/// 31 December of its year.
[[nodiscard]] std::optional<std::string_view> last_day_of_year(std::string_view text, DayBuffer& buffer) noexcept;

}  // namespace tilsig::map
