// The day that figures are known at.
#pragma once

#include <optional>
#include <string>

#include "answers/annual_answer.hpp"

namespace tilsig::answers {

/// What a day that was asked for stands for.
struct KnownOn {
    Day day;
    Instant until;                  ///< the end of the day in Norway
    std::optional<Instant> so_far;  ///< now, when the day is not over
};

/// Error(usage) for a day that has not begun, and years that are none.
[[nodiscard]] KnownOn known_on(const session::Context& context, const AnnualQuestion& question);
/// `as known at the end of 2009-02-28`, or at a moment of a day that is not over.
[[nodiscard]] std::string known_text(Day day, const std::optional<Instant>& so_far);

}  // namespace tilsig::answers
