#include "answers/known_on.hpp"

#include "answers/local_text.hpp"
#include "calendar/zone.hpp"

namespace tilsig::answers {

namespace {

constexpr std::int64_t first_year = 1970, last_year = 2199;

}  // namespace

KnownOn known_on(const session::Context& context, const AnnualQuestion& question) {
    if (question.year < first_year || question.year > last_year)
        throw Error(ErrorKind::usage, std::to_string(question.year) + " is no year that a report is about")
            .remedy("years are written 2008");
    const auto zone = calendar::Zone::named("Europe/Oslo");
    const Instant now = context.clock.now();
    const Day today{zone.local_day(now).time_since_epoch()};
    KnownOn known{question.known_on.value_or(today), {}, {}};
    if (known.day > today)
        throw Error(ErrorKind::usage, "nobody knows yet what is known on " + to_text(known.day))
            .remedy("name a day until " + to_text(today));
    known.until = zone.begin_of(calendar::LocalDay{(known.day + std::chrono::days{1}).time_since_epoch()});
    if (known.until > now) known.so_far = now;
    return known;
}

std::string known_text(Day day, const std::optional<Instant>& so_far) {
    return so_far ? "as known at " + local_text(*so_far) + ", a day that is not over"
                  : "as known at the end of " + to_text(day);
}

}  // namespace tilsig::answers
