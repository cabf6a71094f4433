// Shadow units shown apart from those that count.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/output.hpp"
#include "ledger/ledger.hpp"
#include "night/night.hpp"

namespace tilsig::cli {

[[nodiscard]] std::vector<night::UnitResult> without_shadows(std::vector<night::UnitResult> units);

/// How many shadow units a night had, what it would have been called with them alone, and the first of those that are
/// not good with why; nothing when there were none.
void show_shadows(const Output& output, const night::NightReport& report);

/// The same for `status`, from the newest run of each shadow unit; `needs_a_look` chooses those that are named.
void show_shadows(const Output& output, const std::vector<std::pair<model::UnitName, ledger::Run>>& runs,
                  bool (*needs_a_look)(const ledger::Run&));

}  // namespace tilsig::cli
