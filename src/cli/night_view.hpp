// What a night says at 07:00: one verdict, and trouble by cause - who acts, when it is tried again, what BI shows
// meanwhile.
#pragma once

#include "answers/night_answer.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

/// What the unit came to. Nothing new from a sender that never sent anything must not read like a delivery.
[[nodiscard]] std::string outcome_of(const answers::UnitAnswer& unit);

/// About a dozen lines whatever the number of units: at most three causes are told, the others counted.
void show_night(const Output& output, const answers::NightAnswer& answer);

}  // namespace tilsig::cli
