// Days and how the sources write them.
#pragma once

#include <cstdint>
#include <string>

namespace nation {

using Day = std::int32_t;  // since 1970-01-01

/// A day that has not come: an open period, something that is never registered.
inline constexpr Day kNever = 1 << 30;

struct Civil {
    int year = 0;
    int month = 0;
    int day = 0;
};

Day day_of(int year, int month, int day);
Civil civil(Day day);
/// The day of a text like 2008-03-05; throws std::invalid_argument.
Day day_of(const std::string& text);

inline int year_of(Day day) { return civil(day).year; }
Day first_of_month(Day day);
/// The first day of the month that lies so many months later.
Day add_months(Day day, int months);
/// 1 Monday to 7 Sunday.
int weekday(Day day);

void put_number(std::string& out, int value, int width);
void put_iso(std::string& out, Day day);     // 2008-03-05
void put_dotted(std::string& out, Day day);  // 05.03.2008
void put_short(std::string& out, Day day);   // 050308
void put_long(std::string& out, Day day);    // 05032008
void put_month(std::string& out, Day day);   // 200803
std::string iso(Day day);
std::string iso_month(Day day);  // 2008-03

}  // namespace nation
