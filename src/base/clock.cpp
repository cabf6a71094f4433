#include "base/clock.hpp"

#include <cstdio>
#include <thread>

#include "base/error.hpp"

namespace tilsig {

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
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int used = 0;
    const std::string copy(text);
    const int fields =
        std::sscanf(copy.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second, &used);
    const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
    if (fields != 6 || !ymd.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
        throw Error(ErrorKind::data, "not a timestamp of the form 2026-11-22T03:00:00.000000Z");
    }
    std::int64_t micros = 0;
    auto position = static_cast<std::size_t>(used);
    if (position < copy.size() && copy[position] == '.') {
        ++position;
        std::int64_t scale = 100000;
        for (; position < copy.size() && copy[position] >= '0' && copy[position] <= '9'; ++position, scale /= 10) {
            micros += (copy[position] - '0') * scale;
        }
    }
    return Instant{std::chrono::sys_days{ymd}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + std::chrono::microseconds{micros};
}

}  // namespace tilsig
