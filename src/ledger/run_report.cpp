#include "ledger/run_report.hpp"

#include <algorithm>

namespace tilsig::ledger {

model::ExitCode exit_code_of(const Run& run, bool slices_held) noexcept {
    model::RunEnd end;
    end.outcome = run.outcome.value_or(model::Outcome::failed);
    end.refused = run.error_kind == ErrorKind::state;
    end.rejected_records = run.records.rejected > 0;
    end.held_slices = slices_held;
    return model::exit_code_of(end);
}

bool RunReport::settled() const noexcept {
    const auto outcome = run.outcome.value_or(model::Outcome::failed);
    const bool ended = outcome == model::Outcome::loaded || outcome == model::Outcome::nothing_new ||
                       outcome == model::Outcome::rejected;
    return ended && held_slices.empty();
}

bool RunReport::changes_bi() const noexcept {
    return run.load_seq && !unit.shadow && std::any_of(run.rows.begin(), run.rows.end(), [](const auto& table) {
               return table.second.fresh + table.second.updated + table.second.closed > 0;
           });
}

}  // namespace tilsig::ledger
