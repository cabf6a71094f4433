#include "answers/decision.hpp"

#include "answers/local_text.hpp"

namespace tilsig::answers {

std::optional<ledger::Hold> decision_of(ledger::Ledger& ledger, const ledger::Run& run) {
    const bool held = run.outcome == model::Outcome::held || run.records.held > 0;
    if (!held || !run.delivery_id) return std::nullopt;
    std::optional<ledger::Hold> last;
    for (auto& hold : ledger.holds_of(*run.delivery_id)) {
        if (hold.state == model::HoldState::held) return std::nullopt;
        if (!last || last->decided_at < hold.decided_at) last = std::move(hold);
    }
    return last;
}

std::string decision_text(const ledger::Hold& hold) {
    return std::string(to_string(hold.state)) + " " + local_text(hold.decided_at) +
           (hold.decided_by.empty() ? " by a newer good delivery" : " by " + hold.decided_by + ": " + hold.waiver);
}

}  // namespace tilsig::answers
