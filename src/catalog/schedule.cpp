#include "catalog/schedule.hpp"

#include "catalog/expressions.hpp"

namespace tilsig::catalog {

namespace {

using std::chrono::days;
using std::chrono::year_month_day;

const calendar::Recurrence& every_night() {
    static const calendar::Recurrence nightly{calendar::Cron::parse("0 2 * * *"), calendar::Zone::named("Europe/Oslo")};
    return nightly;
}

/// The first day behind the period that begins on `first` and is written in `length` characters.
calendar::LocalDay end_of(calendar::LocalDay first, std::size_t length) {
    const year_month_day date{first};
    if (length == 4) return calendar::LocalDay{(date.year() + std::chrono::years{1}) / 1 / 1};
    if (length == 7) return calendar::LocalDay{(date.year() / date.month() + std::chrono::months{1}) / 1};
    return first + days{1};
}

}  // namespace

const char* to_string(CatchUp policy) noexcept {
    switch (policy) {
        case CatchUp::none: return "none";
        case CatchUp::one: return "one";
        case CatchUp::recent: return "recent";
        case CatchUp::all: return "all";
    }
    return "";
}

const char* to_string(Ground::Kind kind) noexcept {
    switch (kind) {
        case Ground::Kind::law: return "law";
        case Ground::Kind::grant: return "grant";
        case Ground::Kind::agreement: return "agreement";
    }
    return "";
}

Schedule::Schedule() : recurrence(every_night()), recurs("every day, 02:00"), deadline(calendar::Term::parse("4h")) {}

Instant Schedule::deadline_of(Instant instant) const { return deadline.ends(instant, recurrence.zone(), working); }

std::string Schedule::period_of(calendar::LocalDay day) const {
    return period_name(period, Day{day.time_since_epoch()});
}

std::string Schedule::oldest_taken(calendar::LocalDay day) const { return period_before(period_of(day), look_back); }

std::optional<Instant> Schedule::due_of(std::string_view of_period) const {
    const auto first = first_day(of_period);
    if (!due || !first) return std::nullopt;
    const auto& zone = recurrence.zone();
    const Instant end = zone.begin_of(end_of(calendar::LocalDay{days{*first}}, of_period.size()));
    // Counted from the last moment of the period, so that the first working day behind it counts as one.
    return std::chrono::ceil<std::chrono::minutes>(due->ends(end - Instant::duration{1}, zone, working));
}

const Exemption* Schedule::exemption(std::string_view sender, calendar::LocalDay day) const noexcept {
    for (const auto& one : exempt)
        if (one.sender == sender && day < one.until) return &one;
    return nullptr;
}

}  // namespace tilsig::catalog
