// Points in time as sources write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/value.hpp"

namespace tilsig::model {

/// Microseconds since 1970-01-01T00:00:00Z of `yyyy-MM-ddThh:mm[:ss[.ffffff]]` (a space may stand for the T) with `Z`,
/// `+hh:mm` or `+hhmm` behind it; without, in the time of `zone`. Nothing when it is no such moment.
[[nodiscard]] std::optional<std::int64_t> parse_moment(std::string_view text, Zone zone) noexcept;

}  // namespace tilsig::model
