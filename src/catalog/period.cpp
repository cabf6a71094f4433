#include "catalog/period.hpp"

#include <algorithm>
#include <charconv>

#include "calendar/local_day.hpp"
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

std::string period_name(const std::string& kind, Day day) {
    const std::string text = to_text(day);
    if (kind == "year") return text.substr(0, 4);
    if (kind == "month") return text.substr(0, 7);
    if (kind == "previous_month") {
        // What is published after its month has ended: the unit is the month before, by its last day.
        const std::chrono::year_month_day date{day};
        return to_text(Day{date.year() / date.month() / 1} - std::chrono::days{1}).substr(0, 7);
    }
    if (kind == "day") return text;
    return "all";
}

bool is_period(std::string_view text, std::string_view kind) {
    const std::string year(text.substr(0, 4));
    if (kind == "year") return is_form(text, "yyyy") && is_day(year + "-01-01");
    if (kind == "month" || kind == "previous_month")
        return is_form(text, "yyyy-MM") && is_day(std::string(text) + "-01");
    if (kind == "day") return is_day(text);
    if (kind == "all") return text == "all";
    return is_period(text, "year") || is_period(text, "month") || is_period(text, "day") || is_period(text, "all");
}

int layout_year(const model::UnitName& unit, const std::string& received_at) {
    int year = 0;
    const char* end = unit.period.data() + std::min<std::size_t>(unit.period.size(), 4);
    const auto [stop, error] = std::from_chars(unit.period.data(), end, year);
    if (error == std::errc{} && stop == unit.period.data() + 4) return year;
    const std::chrono::year_month_day received{calendar::local_day(parse_instant(received_at))};
    return static_cast<int>(received.year());
}

}  // namespace tilsig::catalog
