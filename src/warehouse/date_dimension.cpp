#include "warehouse/date_dimension.hpp"

#include <array>
#include <chrono>

#include "base/clock.hpp"

namespace tilsig::warehouse {

namespace {

constexpr std::array<const char*, 12> months_nb{"januar", "februar", "mars",      "april",   "mai",      "juni",
                                                "juli",   "august",  "september", "oktober", "november", "desember"};
constexpr std::array<const char*, 12> months_en{"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<const char*, 7> weekdays_nb{"mandag", "tirsdag", "onsdag", "torsdag",
                                                 "fredag", "lørdag",  "søndag"};
constexpr std::array<const char*, 7> weekdays_en{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                 "Friday", "Saturday", "Sunday"};

model::Table make_table() {
    using model::Type;
    const auto column = [](const char* name, Type type, int length, const char* nb, const char* en) {
        model::TableColumn made;
        made.name = name;
        made.type = type;
        made.length = length;
        made.title_nb = nb;
        made.title_en = en;
        return made;
    };
    model::Table table;
    table.name = "dim_date";
    table.kind = model::TableKind::dimension;
    table.title_nb = "Datoer";
    table.title_en = "Dates";
    table.columns = {
        column("calendar_date", Type::date, 0, "Dato", "Date"),
        column("year_number", Type::integer, 0, "År", "Year"),
        column("quarter_number", Type::integer, 0, "Kvartal", "Quarter"),
        column("month_number", Type::integer, 0, "Måned", "Month"),
        column("day_of_month", Type::integer, 0, "Dag i måneden", "Day of the month"),
        column("month_start", Type::date, 0, "Månedens første dag", "First day of the month"),
        column("iso_year", Type::integer, 0, "År etter ISO-uke", "Year of the ISO week"),
        column("iso_week", Type::integer, 0, "ISO-uke", "ISO week"),
        column("iso_weekday", Type::integer, 0, "Ukedag, 1 er mandag", "Weekday, 1 is Monday"),
        column("month_name_nb", Type::text, 20, "Månedsnavn på bokmål", "Name of the month in Norwegian"),
        column("month_name_en", Type::text, 20, "Månedsnavn på engelsk", "Name of the month in English"),
        column("weekday_name_nb", Type::text, 20, "Ukedagens navn på bokmål", "Name of the weekday in Norwegian"),
        column("weekday_name_en", Type::text, 20, "Ukedagens navn på engelsk", "Name of the weekday in English"),
        column("is_working_day", Type::boolean, 0, "Mandag til fredag", "Monday to Friday")};
    table.key = {"calendar_date"};
    return table;
}

}  // namespace

const model::Table& date_dimension() {
    static const model::Table table = make_table();
    return table;
}

std::vector<CalendarDay> calendar_days() {
    using namespace std::chrono;
    std::vector<CalendarDay> days;
    days.reserve(23000);
    const sys_days end = year(last_calendar_year + 1) / January / 1;
    for (sys_days day = year(first_calendar_year) / January / 1; day < end; day += std::chrono::days(1)) {
        const year_month_day date(day);
        const int y = static_cast<int>(date.year());
        const auto m = static_cast<unsigned>(date.month());
        const auto d = static_cast<unsigned>(date.day());
        const unsigned iso_weekday = weekday(day).iso_encoding();
        // The week belongs to the year of its Thursday.
        const sys_days thursday = day + std::chrono::days(4) - std::chrono::days(iso_weekday);
        const year iso_year = year_month_day(thursday).year();
        const auto iso_week = (thursday - sys_days(iso_year / January / 1)).count() / 7 + 1;
        CalendarDay made;
        made.surrogate = static_cast<std::int64_t>(y) * 10000 + m * 100 + d;
        made.cells = {to_text(Day(day)),
                      std::to_string(y),
                      std::to_string((m - 1) / 3 + 1),
                      std::to_string(m),
                      std::to_string(d),
                      to_text(Day(sys_days(date.year() / date.month() / 1))),
                      std::to_string(static_cast<int>(iso_year)),
                      std::to_string(iso_week),
                      std::to_string(iso_weekday),
                      months_nb[m - 1],
                      months_en[m - 1],
                      weekdays_nb[iso_weekday - 1],
                      weekdays_en[iso_weekday - 1],
                      iso_weekday <= 5 ? "1" : "0"};
        days.push_back(std::move(made));
    }
    return days;
}

}  // namespace tilsig::warehouse
