#include "cli/shadow_view.hpp"

#include <map>

#include "base/text.hpp"
#include "cli/run_view.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t shown_units = 3;
constexpr std::size_t longest_message = 4000;

/// "shadow: 2 units: 1 held, 1 loaded"
std::string counted_shadows(const std::map<std::string, std::size_t>& outcomes) {
    std::size_t units = 0;
    for (const auto& [outcome, count] : outcomes) units += count;
    return "shadow: " + grouped(units) + (units == 1 ? " unit: " : " units: ") + counted_outcomes(outcomes);
}

void show_named(const Output& output, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < std::min(shown_units, lines.size()); ++i) output.line("  " + lines[i]);
    if (lines.size() > shown_units)
        output.line("  and " + grouped(lines.size() - shown_units) + " more: `tilsig status --json`");
}

std::string described(const model::UnitName& unit, const char* outcome, const std::string& why) {
    return unit.text() + "  " + outcome + (why.empty() ? "" : ": " + display_name(why, longest_message));
}

}  // namespace

std::vector<answers::UnitAnswer> without_shadows(std::vector<answers::UnitAnswer> units) {
    std::erase_if(units, [](const auto& unit) { return unit.unit.shadow; });
    return units;
}

void show_shadows(const Output& output, const answers::NightAnswer& answer) {
    std::map<std::string, std::size_t> outcomes;
    std::vector<std::string> named;
    for (const auto& unit : answer.units) {
        if (!unit.unit.shadow) continue;
        ++outcomes[model::to_string(unit.outcome)];
        if (unit.code != model::ExitCode::good)
            named.push_back(described(unit.unit, model::to_string(unit.outcome), unit.message));
    }
    if (outcomes.empty()) return;
    output.line(counted_shadows(outcomes) + "; the night would have ended " + answer.shadow_verdict);
    show_named(output, named);
}

}  // namespace tilsig::cli
