// One unit of a night: fetch until the source has nothing more, run each delivery, acknowledge what was committed.
#pragma once

#include <optional>
#include <string>

#include "answers/unit_answer.hpp"
#include "model/unit.hpp"
#include "session/session.hpp"

namespace tilsig::night {

/// Fetches and runs the unit; `night_id` absent when a person started it. `remark` is said besides when the source has
/// nothing new, or nothing more. Never throws for what sources, data or the
/// warehouse do; an Error that leaves no way to go on is in the result.
[[nodiscard]] answers::UnitAnswer process_unit(session::Session& session, const model::UnitName& unit,
                                               std::optional<std::int64_t> night_id, const std::string& remark = {});

}  // namespace tilsig::night
