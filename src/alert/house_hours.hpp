// The hours of the letters to the house itself: the operator's every day, the directorate's every week.
#pragma once

#include <optional>
#include <string>

#include "alert/sending_hours.hpp"

namespace tilsig::alert {

/// Today's hour of the operator's letter; `mail` has one.
[[nodiscard]] Instant operator_hour(const SendingHours& hours, const config::Mail& mail, Instant now);

struct DirectorateWeek {
    Instant at;                 ///< its hour, on a working day
    calendar::LocalDay monday;  ///< of the week it belongs to
};
/// The newest hour not after `now`; `mail` has one.
[[nodiscard]] std::optional<DirectorateWeek> directorate_week(const SendingHours& hours, const config::Mail& mail,
                                                              Instant now);
/// The first hour after `now`.
[[nodiscard]] Instant directorate_next(const SendingHours& hours, const config::Mail& mail, Instant now);

/// `2026-W49`, of the week that begins on that Monday.
[[nodiscard]] std::string iso_week(calendar::LocalDay monday);

}  // namespace tilsig::alert
