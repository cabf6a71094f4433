// Calendar arithmetic on days since 1970. Years 1 to 9999; a date beyond them has no result.
#include <algorithm>
#include <chrono>

#include "calendar/local_day.hpp"
#include "expression/kernels.hpp"

namespace tilsig::expression::kernel {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t first_date = sys_days{std::chrono::year{1000} / 1 / 1}.time_since_epoch().count();
constexpr std::int64_t last_date = sys_days{std::chrono::year{9999} / 12 / 31}.time_since_epoch().count();

constexpr bool in_calendar(std::int64_t day) noexcept { return day >= first_date && day <= last_date; }

year_month_day parts(std::int64_t day) noexcept { return sys_days{std::chrono::days{day}}; }
std::int64_t count(const year_month_day& date) noexcept { return sys_days{date}.time_since_epoch().count(); }
std::int64_t months(const year_month_day& date) noexcept {
    return static_cast<int>(date.year()) * 12LL + static_cast<unsigned>(date.month()) - 1;
}

/// The same day of the month, or the month's last where it is shorter.
bool months_later(const year_month_day& date, std::int64_t by, std::int64_t& result) noexcept {
    constexpr std::int64_t most = 12LL * 9999;
    if (by < -most || by > most) return false;
    const std::int64_t month = months(date) + by;
    if (month < 12 * 1000LL || month >= 12 * 10000LL) return false;
    const auto first =
        std::chrono::year{static_cast<int>(month / 12)} / std::chrono::month{static_cast<unsigned>(month % 12 + 1)};
    const auto last = std::chrono::year_month_day_last{first / std::chrono::last}.day();
    result = count(first / std::min(date.day(), last));
    return true;
}

/// Full months from `a` to `b`, a <= b: the largest number that added to `a` does not pass `b`.
std::int64_t full_months(std::int64_t a, std::int64_t b) noexcept {
    const year_month_day from = parts(a);
    std::int64_t between = months(parts(b)) - months(from);
    std::int64_t there = 0;
    if (months_later(from, between, there) && there > b) --between;
    return between;
}

template <typename Part>
void part_of_date(const Step& step, Frame& frame, Register& out, Part part) {
    of_number(step, frame, out, [part](std::int64_t a, std::int64_t& result) {
        if (!in_calendar(a)) return false;
        result = part(parts(a));
        return true;
    });
}

}  // namespace

void days_between(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        return !__builtin_sub_overflow(b, a, &result);
    });
}
void months_between(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
        if (!in_calendar(a) || !in_calendar(b)) return false;
        result = a <= b ? full_months(a, b) : -full_months(b, a);
        return true;
    });
}
void add_days(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t by, std::int64_t& result) {
        return !__builtin_add_overflow(a, by, &result) && in_calendar(result);
    });
}
void add_months(const Step& step, Frame& frame, Register& out) {
    of_numbers(step, frame, out, [](std::int64_t a, std::int64_t by, std::int64_t& result) {
        return in_calendar(a) && months_later(parts(a), by, result);
    });
}
void year(const Step& step, Frame& frame, Register& out) {
    part_of_date(step, frame, out, [](const year_month_day& d) { return static_cast<int>(d.year()); });
}
void month(const Step& step, Frame& frame, Register& out) {
    part_of_date(step, frame, out, [](const year_month_day& d) { return static_cast<unsigned>(d.month()); });
}
void day_of_month(const Step& step, Frame& frame, Register& out) {
    part_of_date(step, frame, out, [](const year_month_day& d) { return static_cast<unsigned>(d.day()); });
}
void first_day(const Step& step, Frame& frame, Register& out) {
    part_of_date(step, frame, out, [](const year_month_day& d) { return count(d.year() / d.month() / 1); });
}
void last_day(const Step& step, Frame& frame, Register& out) {
    part_of_date(step, frame, out,
                 [](const year_month_day& d) { return count(d.year() / d.month() / std::chrono::last); });
}
void date_of(const Step& step, Frame& frame, Register& out) {
    calendar::LocalDays days;
    of_number(step, frame, out, [&days](std::int64_t micros, std::int64_t& result) {
        result = days.of(Instant{std::chrono::microseconds{micros}}).time_since_epoch().count();
        return in_calendar(result);
    });
}

}  // namespace tilsig::expression::kernel
