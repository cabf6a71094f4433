// What a night says at 07:00: one verdict, and trouble by cause - who acts, when it is tried again, what BI shows
// meanwhile.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "night/night.hpp"

namespace tilsig::cli {

/// Units that came to the same end for the same reason: one thing to do, however many they are.
struct TroubleCause {
    std::string outcome;  ///< failed, held, late, rejected, or loaded (with rejects)
    std::string cause;    ///< as UnitResult::cause
    int exit_code = 0;
    std::vector<std::string> units;
    std::string message;   ///< of the first unit
    std::string see;       ///< the command that lists what was found in its delivery; empty when nothing was read
    std::string who_acts;  ///< and how
    std::string next_try;  ///< what happens without anybody
};

/// The causes of a night, the gravest and then the widest first; empty when every unit is good. Shadow units are no
/// cause of anything (cli/shadow_view.hpp).
[[nodiscard]] std::vector<TroubleCause> group_by_cause(const night::NightReport& report);

/// About a dozen lines whatever the number of units: at most three causes are told, the others counted.
void show_night(const Output& output, const night::NightReport& report);
/// Everything: all causes and all units.
[[nodiscard]] nlohmann::json night_json(const night::NightReport& report);

}  // namespace tilsig::cli
