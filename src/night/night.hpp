// The night: all due units once, side by side where they may, closed when all are done or the deadline passes.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "night/unit_night.hpp"

namespace tilsig::night {

struct NightOptions {
    std::chrono::seconds deadline{4 * 3600};  ///< after the start; units that are not done then are late
    int workers = 1;                          ///< SQLite has one writer: more than one only waits there
    std::vector<std::string> only;            ///< feeds; empty: all
    std::vector<std::string> worker_command;  ///< program and arguments of a worker process
};

struct NightReport {
    ledger::Night night;
    std::vector<UnitResult> units;    ///< in the order they ended; units finished before a resume are not in it;
                                      ///< shadow units last, and without a say in the exit code
    std::size_t finished_before = 0;  ///< by the part of this night that ran before it was killed
    std::size_t owed_receipts = 0;    ///< could not be written, also not at the night's end; the next start tries again
    model::ExitCode exit_code = model::ExitCode::good;
    std::string shadow_verdict;  ///< what a night of the shadow units alone would be called; empty when there were none
};

/// Told after each unit; for progress.
using NightProgress = std::function<void(const UnitResult& result, std::size_t done, std::size_t due)>;

/// Runs the night to its close, and then the shadow units in what is left of its time. A night that was killed is
/// resumed: units that ended in it are not run again. Throws Error when the warehouse cannot be used at all; everything
/// else is in the report.
[[nodiscard]] NightReport run_night(session::Session& session, const NightOptions& options,
                                    const NightProgress& progress);

}  // namespace tilsig::night
