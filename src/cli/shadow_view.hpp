// Shadow units shown apart from those that count.
#pragma once

#include <string>
#include <vector>

#include "answers/night_answer.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

[[nodiscard]] std::vector<answers::UnitAnswer> without_shadows(std::vector<answers::UnitAnswer> units);

/// How many shadow units a night had, what it would have been called with them alone, and the first of those that are
/// not good with why; nothing when there were none.
void show_shadows(const Output& output, const answers::NightAnswer& answer);

}  // namespace tilsig::cli
