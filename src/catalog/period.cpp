#include "catalog/period.hpp"

#include <algorithm>

#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"
#include "model/value.hpp"

namespace tilsig::catalog {

namespace {

bool is_form(std::string_view text, std::string_view form) {
    return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) {
               return f == '-' ? c == '-' : c >= '0' && c <= '9';
           });
}

bool is_day(std::string_view text) {
    constexpr std::string_view first = "1900", end = "2200";
    return is_form(text, "yyyy-MM-dd") && text >= first && text < end && model::parse_iso_date(text).has_value();
}

}  // namespace

const char* to_string(PeriodKind kind) noexcept {
    switch (kind) {
        case PeriodKind::all: return "all";
        case PeriodKind::year: return "year";
        case PeriodKind::month: return "month";
        case PeriodKind::previous_month: return "previous_month";
        case PeriodKind::day: return "day";
    }
    return "";
}

std::string period_name(PeriodKind kind, Day day) {
    switch (kind) {
        case PeriodKind::all: return "all";
        case PeriodKind::year: return to_text(day).substr(0, 4);
        case PeriodKind::month: return to_text(day).substr(0, 7);
        case PeriodKind::previous_month: {
            const std::chrono::year_month_day date{day};
            return to_text(Day{date.year() / date.month() / 1} - std::chrono::days{1}).substr(0, 7);
        }
        case PeriodKind::day: return to_text(day);
    }
    return "";
}

bool is_period(std::string_view text, std::optional<PeriodKind> kind) {
    if (!kind)
        return is_period(text, PeriodKind::year) || is_period(text, PeriodKind::month) ||
               is_period(text, PeriodKind::day) || is_period(text, PeriodKind::all);
    switch (*kind) {
        case PeriodKind::all: return text == "all";
        case PeriodKind::year: return is_form(text, "yyyy") && is_day(std::string(text) + "-01-01");
        case PeriodKind::month:
        case PeriodKind::previous_month: return is_form(text, "yyyy-MM") && is_day(std::string(text) + "-01");
        case PeriodKind::day: return is_day(text);
    }
    return false;
}

std::string period_before(std::string_view period, int count) {
    const auto first = first_day(period);
    if (!first) return std::string(period);
    const Day day{std::chrono::days{*first}};
    const std::chrono::year_month_day date{day};
    switch (period.size()) {
        case 4: return to_text(Day{(date.year() - std::chrono::years{count}) / 1 / 1}).substr(0, 4);
        case 7: return to_text(Day{(date.year() / date.month() - std::chrono::months{count}) / 1}).substr(0, 7);
        default: return to_text(day - std::chrono::days{count});
    }
}

model::UnitName owner_of_rows(const model::UnitName& unit, bool successive) {
    model::UnitName owner = unit;
    if (successive) owner.period = to_string(PeriodKind::all);
    return owner;
}

std::int64_t deciding_day(const model::UnitName& unit, const std::string& received_at) {
    if (const auto day = first_day(unit.period)) return *day;
    return calendar::local_day(parse_instant(received_at)).time_since_epoch().count();
}

int deciding_year(const model::UnitName& unit, const std::string& received_at) {
    const Day day{std::chrono::days{deciding_day(unit, received_at)}};
    return static_cast<int>(std::chrono::year_month_day{day}.year());
}

bool can_tell_of(std::int64_t day, std::string_view period) {
    const auto first = first_day(period);
    return !first || (is_period(period, PeriodKind::day) ? day == *first : day >= *first);
}

}  // namespace tilsig::catalog
