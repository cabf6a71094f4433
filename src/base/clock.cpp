#include "base/clock.hpp"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "base/error.hpp"

namespace tilsig {

std::chrono::milliseconds Clock::longest_wait() const { return std::chrono::seconds{1}; }

Instant SystemClock::now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady() const { return std::chrono::steady_clock::now(); }

void SystemClock::sleep_for(std::chrono::milliseconds duration) { std::this_thread::sleep_for(duration); }

std::chrono::steady_clock::time_point ManualClock::steady() const {
    return std::chrono::steady_clock::time_point(m_now.time_since_epoch());
}

std::string to_text(Day day) {
    const std::chrono::year_month_day ymd{day};
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
    return buffer;
}

std::string to_text(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::hh_mm_ss time{instant - day};
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return to_text(day) + buffer;
}

Instant parse_instant(std::string_view text) {
    const auto refuse = []() -> Error {
        return Error(ErrorKind::data, "not a timestamp of the form 2026-11-22T03:00:00.000000Z");
    };
    // Fixed positions, nothing before and nothing after: a zone offset or a missing zero must not be dropped in
    // silence.
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < form.size()) throw refuse();
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i] && !(form[i] == 'T' && text[i] == ' ')) throw refuse();
    }
    const auto number = [text](std::size_t at, std::size_t digits) {
        int value = 0;
        for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
        return value;
    };
    const std::chrono::year_month_day ymd{std::chrono::year{number(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!ymd.ok() || hour > 23 || minute > 59 || second > 60) throw refuse();
    std::string_view rest = text.substr(form.size());
    std::int64_t micros = 0;
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (digits == 0) throw refuse();
        std::int64_t scale = 100000;
        for (std::size_t i = 0; i < digits; ++i, scale /= 10)
            micros += (rest[i] - '0') * scale;  // beyond micros: cut off
        rest.remove_prefix(digits);
    }
    if (!rest.empty() && rest != "Z") throw refuse();
    return Instant{std::chrono::sys_days{ymd}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + std::chrono::microseconds{micros};
}

}  // namespace tilsig
