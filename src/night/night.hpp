// The night: the units that are due together, side by side where they may, closed when all are done or its time is
// over.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "answers/night_answer.hpp"
#include "session/session.hpp"

namespace tilsig::night {

struct NightOptions {
    ledger::NightCause cause = ledger::NightCause::command;
    std::chrono::seconds deadline{4 * 3600};  ///< after the start; units that are not done then are late
    int workers = 1;                          ///< SQLite has one writer: more than one only waits there
    enum class Scope {
        due,     ///< what the schedules say
        all,     ///< every scheduled unit, due or not
        nothing  ///< only closes: BI shows what is loaded
    };
    Scope scope = Scope::due;
    std::vector<std::string> only;  ///< these feeds alone, due or not; empty: by scope
    /// What falls due within this time of the last unit's end belongs to the same night: it waits for it before it
    /// closes. 0: it never waits.
    std::chrono::seconds together{0};
    /// While it waits it does not load: `rests` lets others do so, `works` comes back when this night may again, and is
    /// false when it is to stop instead. Both or neither.
    std::function<void()> rests{};
    std::function<bool()> works{};
    std::vector<std::string> worker_command;            ///< program and arguments of a worker process
    std::function<void(const ledger::Night&)> begun{};  ///< told once the night has its row; may be empty
    /// Becomes readable when the night is to stop: it hands out nothing more, gives running units `grace`, and closes
    /// its books as interrupted. -1: nobody stops it.
    int stop_fd = -1;
    std::chrono::milliseconds grace{5000};
};

/// Told after each unit; for progress. Of a unit for which nothing new came it knows whether its sender ever delivered.
using NightProgress = std::function<void(const answers::UnitAnswer& unit, std::size_t done, std::size_t due)>;

/// Runs the night to its close, and then the shadow units in what is left of its time. A night of the same cause that
/// was left open and whose own deadline is still to come is resumed; an older one is closed as interrupted first.
/// Without anything due there is no night: the answer's night has id 0. The connection may be lost meanwhile: it is
/// made again as long as the deadline allows. Throws Error when the warehouse cannot be used at all; then the next
/// start closes the night.
[[nodiscard]] answers::NightAnswer run_night(session::Session& session, const NightOptions& options,
                                             const NightProgress& progress);

}  // namespace tilsig::night
