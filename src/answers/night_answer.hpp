// How a night went: its units, and trouble by cause - who acts, when it is tried again. From the ledger alone, so that
// the night that has just closed, `tilsig status` hours later and a monitor cannot say different things.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/unit_answer.hpp"
#include "ledger/nights.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

/// Units that came to the same end for the same reason: one thing to do, however many they are.
struct TroubleCause {
    std::string outcome;  ///< failed, held, late, rejected, or loaded (with rejects)
    std::string cause;    ///< as UnitAnswer::cause
    model::ExitCode code = model::ExitCode::good;
    std::vector<std::string> units;
    std::string message;   ///< of the first unit
    std::string see;       ///< the command that lists what was found in its delivery; empty when nothing was read
    std::string who_acts;  ///< and how
    std::string next_try;  ///< what happens without anybody
    std::optional<model::HoldState> decided;  ///< of what was held: the decision that ended it, as UnitAnswer has it
};

struct NightAnswer {
    ledger::Night night;
    std::vector<UnitAnswer> units;           ///< in the order in which they came to their end; shadow units last
    std::vector<ledger::Night> interrupted;  ///< left open before it, closed when it began
    bool resumed = false;                    ///< it had been left open, and went on where it was
    bool abandoned = false;                  ///< it is open, and its process is gone
    std::size_t to_come = 0;                 ///< while it is open: units that have not come to their end
    std::size_t owed_receipts = 0;           ///< could not be written; the next start tries again
    std::size_t overdue_senders = 0;         ///< that owe a period which is overdue now, of whatever feed
    std::size_t skipped = 0;                 ///< scheduled instants that were recorded as skipped when it began
    std::optional<Instant> next;             ///< when nothing was due: the next moment at which something may be
    std::string shadow_verdict;  ///< what a night of the shadow units alone would be called; empty when there were none

    [[nodiscard]] model::Verdict verdict() const;  ///< of its word; failed while it is open
};

/// The night as the ledger has it now: a hold that was decided since is no trouble any more. Some ten queries. Reads
/// only.
[[nodiscard]] NightAnswer night_answer(session::Session& session, const ledger::Night& night);

/// The causes, the gravest and then the widest first; empty when every unit is good. Shadow units are no cause of
/// anything.
[[nodiscard]] std::vector<TroubleCause> group_by_cause(const NightAnswer& answer);

/// Everything: all causes and all units.
[[nodiscard]] nlohmann::json to_json(const NightAnswer& answer);

}  // namespace tilsig::answers
