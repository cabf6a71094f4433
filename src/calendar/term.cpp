#include "calendar/term.hpp"

#include <charconv>
#include <string>

#include "base/error.hpp"

namespace tilsig::calendar {

Term Term::parse(std::string_view text) {
    constexpr int most_days = 400;
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    Term term;
    term.m_text = std::string(text);
    if (error == std::errc() && count > 0) {
        if (unit == "m" && count <= most_days * 24 * 60) term.m_time = std::chrono::minutes{count};
        if (unit == "h" && count <= most_days * 24) term.m_time = std::chrono::hours{count};
        if (unit == "d" && count <= most_days) term.m_time = std::chrono::hours{24 * count};
        if (unit == "wd" && count <= most_days) term.m_working_days = count;
    }
    if (term.m_time.count() == 0 && term.m_working_days == 0) {
        throw Error(ErrorKind::configuration, "'" + std::string(text) + "' is no length of time up to 400 days")
            .remedy("write minutes 30m, hours 4h, days 2d or working days 10wd");
    }
    return term;
}

Instant Term::ends(Instant begin, const Zone& zone, const WorkingDays& working) const {
    if (m_working_days == 0) return begin + m_time;
    return zone.begin_of(working.after(zone.local_day(begin), m_working_days) + std::chrono::days{1});
}

}  // namespace tilsig::calendar
