#include "calendar/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::calendar {

namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct FieldSpec {
    const char* name;
    int least, greatest;
    std::span<const std::string_view> names;
    int first_name;  ///< number of the first name
    const char* example;
};

constexpr std::array<FieldSpec, 5> fields{{{"minute", 0, 59, {}, 0, "0, */15 or 0,30"},
                                           {"hour", 0, 23, {}, 0, "2, 8-16 or */4"},
                                           {"day of month", 1, 31, {}, 0, "1, 1,15 or *"},
                                           {"month", 1, 12, months, 1, "1-6, jan or *"},
                                           {"day of week", 0, 7, weekdays, 0, "mon-fri, 1-5 or *"}}};

[[noreturn]] void refuse(const FieldSpec& field, std::string_view part, const std::string& why) {
    throw Error(ErrorKind::configuration, std::string("cron: ") + field.name + " '" + std::string(part) + "' " + why)
        .remedy(std::string("write for example ") + field.example);
}

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::optional<int> number_of(std::string_view text, const FieldSpec& field) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
    const std::string lower = in_lower_case(text);
    for (std::size_t i = 0; i < field.names.size(); ++i) {
        if (field.names[i] == lower) return field.first_name + static_cast<int>(i);
    }
    return std::nullopt;
}

int bound(std::string_view text, std::string_view part, const FieldSpec& field) {
    const auto value = number_of(text, field);
    if (!value) refuse(field, part, "is neither a number nor a name of this field");
    if (*value < field.least || *value > field.greatest)
        refuse(field, part, "is outside " + std::to_string(field.least) + " to " + std::to_string(field.greatest));
    return *value;
}

/// The values of one field, ascending and once each.
std::vector<int> values_of(std::string_view text, const FieldSpec& field) {
    std::vector<int> values;
    for (const std::string_view part : split(text, ',')) {
        const auto slash = part.find('/');
        const std::string_view range = part.substr(0, slash);
        int step = 1;
        int from = field.least;
        int to = field.greatest;
        if (slash != std::string_view::npos) {
            const std::string_view given = part.substr(slash + 1);
            const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), step);
            if (error != std::errc() || end != given.data() + given.size() || step < 1 || step > field.greatest)
                refuse(field, part, "has a step that is no number between 1 and " + std::to_string(field.greatest));
        }
        if (range != "*") {
            const auto dash = range.find('-');
            from = bound(range.substr(0, dash), part, field);
            to = dash == std::string_view::npos ? from : bound(range.substr(dash + 1), part, field);
            if (to < from) refuse(field, part, "runs backwards; write two ranges with a comma between them");
            if (slash != std::string_view::npos && dash == std::string_view::npos)
                refuse(field, part,
                       "has a step without a range; write '" + std::string(range) + "-" +
                           std::to_string(field.greatest) + std::string(part.substr(slash)) + "'");
        }
        for (int value = from; value <= to; value += step) values.push_back(value);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

/// 29 February comes back within eight years, also across 2100.
constexpr int longest_wait_in_years = 8;

bool ever_matches(const Cron& cron) {
    const std::chrono::sys_days begin{std::chrono::year{2096} / 1 / 1};
    for (int day = 0; day < 366 * (longest_wait_in_years + 1); ++day) {
        if (cron.matches(std::chrono::year_month_day{begin + std::chrono::days{day}})) return true;
    }
    return false;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(" \t", at)) != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

}  // namespace

Cron Cron::parse(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() != fields.size()) {
        throw Error(ErrorKind::configuration,
                    "cron: '" + std::string(text) + "' has " + std::to_string(parts.size()) + " fields, not five")
            .remedy("write minute, hour, day of month, month and day of week, for example '0 1 * * mon-fri'");
    }
    std::array<std::vector<int>, 5> values;
    for (std::size_t i = 0; i < fields.size(); ++i) values[i] = values_of(parts[i], fields[i]);

    Cron cron;
    cron.m_text = std::string(text);
    for (const int hour : values[1]) {
        for (const int minute : values[0]) cron.m_minutes_of_day.push_back(hour * 60 + minute);
    }
    for (const int day : values[2]) cron.m_days.set(static_cast<std::size_t>(day));
    for (const int month : values[3]) cron.m_months.set(static_cast<std::size_t>(month));
    for (const int weekday : values[4]) cron.m_weekdays.set(static_cast<std::size_t>(weekday % 7));
    cron.m_open_hour = parts[1].starts_with('*');
    cron.m_either_day = !parts[2].starts_with('*') && !parts[4].starts_with('*');
    if (!ever_matches(cron)) {
        throw Error(ErrorKind::configuration, "cron: '" + cron.m_text + "' names a day that never comes")
            .remedy("choose a day that the month has");
    }
    return cron;
}

bool Cron::matches(std::chrono::year_month_day day) const noexcept {
    if (!m_months.test(static_cast<unsigned>(day.month()))) return false;
    const bool by_day = m_days.test(static_cast<unsigned>(day.day()));
    const bool by_weekday = m_weekdays.test(std::chrono::weekday{std::chrono::sys_days{day}}.c_encoding());
    return m_either_day ? by_day || by_weekday : by_day && by_weekday;
}

}  // namespace tilsig::calendar
