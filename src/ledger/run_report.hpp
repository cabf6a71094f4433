// What came of a run that has just ended, or was only predicted: what the ledger keeps of it, and what it does not.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/ledger.hpp"
#include "model/verdict.hpp"

namespace tilsig::ledger {

/// What a run decides about the exit code of whoever made it.
[[nodiscard]] model::ExitCode exit_code_of(const Run& run, bool slices_held) noexcept;

/// Made by whoever runs a unit; read by the command line, the receipt and the night's verdict.
struct RunReport {
    Run run;
    std::vector<Step> steps;
    model::UnitName unit;
    Delivery delivery;
    std::vector<model::Finding> examples;                 ///< some findings of every code, rarest code first
    std::vector<model::Finding> told;                     ///< for the receipt: the first of each code at each field
    std::map<std::string, std::uint64_t> finding_counts;  ///< all findings, by code
    std::vector<model::Finding> delivery_findings;        ///< of the delivery as a whole, with messages
    std::map<std::string, std::string> held_slices;       ///< owner -> reason
    bool all_held = false;
    std::string message;  ///< one line for people

    [[nodiscard]] model::ExitCode exit_code() const noexcept { return exit_code_of(run, !held_slices.empty()); }
    /// Nothing of the delivery waits: loaded, nothing new or rejected, without a held slice.
    [[nodiscard]] bool settled() const noexcept;
    /// Whether it changed rows that BI is shown, when the next night closes.
    [[nodiscard]] bool changes_bi() const noexcept;
};

}  // namespace tilsig::ledger
