// When the units of a feed are due: schedules/<source>.yaml, as typed values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "calendar/recurrence.hpp"
#include "calendar/term.hpp"
#include "calendar/window.hpp"
#include "calendar/working_days.hpp"
#include "catalog/period.hpp"

namespace tilsig::catalog {

inline constexpr int longest_look_back = 366;  ///< a year of days

/// Which instants that nobody ran in time are run after all; the others are recorded as skipped.
enum class CatchUp {
    none,    ///< the newest of a unit, as long as its deadline has not passed
    one,     ///< the newest of a unit
    recent,  ///< those whose deadline has not passed
    all      ///< all of them, the newest first when they are too many
};

[[nodiscard]] const char* to_string(CatchUp policy) noexcept;

/// Why a sender owes the feed: told to it, and to whoever asks why we hold the data.
struct Ground {
    enum class Kind { law, grant, agreement };
    Kind kind = Kind::law;
    std::string text;
};
[[nodiscard]] const char* to_string(Ground::Kind kind) noexcept;

/// A sender that owes nothing for a time: its instants are skipped with this reason.
struct Exemption {
    std::string sender;        ///< id in the register
    calendar::LocalDay until;  ///< the first day on which it owes again
    std::string why;
    Place place;  ///< of the sender
};

/// One feed's schedule. Copied with its catalog; everything is parsed, nothing is to be parsed again.
struct Schedule {
    /// Every day at 02:00 in Oslo, a deadline of four hours.
    Schedule();

    std::string feed;
    calendar::Recurrence recurrence;
    std::string recurs;  ///< as declared, in words: "every month, day 1, 03:00" or "cron 0 3 8,16 * *"
    std::optional<calendar::DailyWindow> window;  ///< agreed with the source: outside it nothing is fetched
    calendar::Term deadline;                      ///< after the instant: then the unit counts as late
    std::optional<calendar::Term> due;            ///< after the end of the unit's period: when a delivery must be here
    CatchUp catch_up = CatchUp::one;
    std::vector<std::string> after;  ///< feeds that must have ended first in the same night
    PeriodKind period = PeriodKind::all;
    int look_back = 0;  ///< periods before the newest that a night takes when something of them lies at the source
    bool of_register = false;  ///< one unit per sender of the register that owes the feed; else one, of the source
    std::optional<Ground> ground;
    std::vector<Exemption> exempt;
    calendar::WorkingDays working;  ///< with the closed days of the file
    Place place;

    /// When the slot of `instant` is too late.
    [[nodiscard]] Instant deadline_of(Instant instant) const;
    /// The name of the period of a unit due on `day`: "all", "2026", "2026-11", "2026-11-22".
    [[nodiscard]] std::string period_of(calendar::LocalDay day) const;
    /// The oldest period that a night on `day` takes.
    [[nodiscard]] std::string oldest_taken(calendar::LocalDay day) const;
    /// When a delivery for `period` must be here; nothing when nothing is declared. The name is as period_of() makes
    /// it.
    [[nodiscard]] std::optional<Instant> due_of(std::string_view of_period) const;
    /// The exemption of `sender` on `day`, or nullptr.
    [[nodiscard]] const Exemption* exemption(std::string_view sender, calendar::LocalDay day) const noexcept;
};

}  // namespace tilsig::catalog
