#include "answers/local_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "calendar/zone.hpp"

namespace tilsig::answers {

std::string local_text(Instant moment) {
    static const auto norway = calendar::Zone::named("Europe/Oslo");
    return norway.text(moment);
}

std::string local_text(std::string_view recorded) {
    return recorded.empty() ? std::string() : local_text(parse_instant(recorded));
}

std::string due_text(Instant too_late) {
    const Instant last = too_late - Instant::duration{1};
    const bool midnight = calendar::local_day(last) != calendar::local_day(too_late);
    return midnight ? to_text(calendar::local_day(last)) : local_text(too_late);
}

std::string ago_text(Instant then, Instant now) {
    // Two machines agree within seconds.
    if (then > now + std::chrono::minutes{1}) return "by a clock that was ahead";
    return age_text(std::chrono::duration_cast<std::chrono::seconds>(now - then)) + " ago";
}

std::string age_text(std::chrono::seconds age) {
    using namespace std::chrono_literals;
    const auto count = [](auto whole) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, whole)); };
    if (age >= 48h) return counted(count(age / 24h), "day");
    if (age >= 2h) return counted(count(age / 1h), "hour");
    return counted(count(age / 1min), "minute");
}

}  // namespace tilsig::answers
