// Moments as people read them: the clock on the wall in Norway. Documents for programs stay in UTC.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace tilsig::answers {

/// `2026-11-29 03:00 +01:00`
[[nodiscard]] std::string local_text(Instant moment);
/// Of a moment as the ledger keeps it; empty stays empty.
[[nodiscard]] std::string local_text(std::string_view recorded);
/// The first moment at which it is too late, as people say it: the last day that is in time when it is a midnight in
/// Norway, else the moment.
[[nodiscard]] std::string due_text(Instant too_late);
/// age_text() with "ago"; what lies in the future was recorded by a clock that was wrong, and is told so.
[[nodiscard]] std::string ago_text(Instant then, Instant now);
/// "3 days", "14 hours", "5 minutes": how long ago, in the largest unit of which there are two, rounded down.
[[nodiscard]] std::string age_text(std::chrono::seconds age);

}  // namespace tilsig::answers
