// Days, months, quarters and years as sources write them: a form is a pattern of y, M, d, q and literal characters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::model {

struct DateParts {
    int year = 0;
    unsigned month = 1;
    unsigned day = 1;
};

/// All forms, as contracts name them. `MM` and `dd` are two digits, `M` and `d` one or two, `q` is a quarter; letters
/// in single quotes stand for themselves. A form with two years is a school year.
[[nodiscard]] const std::vector<std::string>& date_forms();

/// What one value of the form names.
enum class Span { day, month, quarter, year, school_year };
[[nodiscard]] Span span_of(std::string_view form) noexcept;
/// Whether the form writes two digits of the year alone, so that a pivot must say the century.
[[nodiscard]] bool has_short_year(std::string_view form) noexcept;

/// The first day of what `raw` names (of a school year: 1 August); nothing when it is not written so. Whether the
/// calendar has such a day is not looked at.
[[nodiscard]] std::optional<DateParts> read_date_form(std::string_view form, int pivot_year,
                                                      std::string_view raw) noexcept;
/// The day, or what it lies in, written in the form.
[[nodiscard]] std::string write_date_form(std::string_view form, const DateParts& date);

}  // namespace tilsig::model
