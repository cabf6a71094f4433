// When BI will see what a command has loaded.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "cli/output.hpp"
#include "run/unit_run.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

/// One line: BI reads as of the last closed night, so rows that were just loaded or taken back wait for the next one.
/// Nothing is said where no row was changed, or only in shadow. Called after the runs.
void show_when_bi_sees(const Output& output, session::Session& session, bool rows_changed);
/// The same for documents: `waits_for_night` and the last closed night (null: none yet); null when the warehouse
/// was lost and nobody can tell.
[[nodiscard]] nlohmann::json when_bi_sees(session::Session& session, bool rows_changed);
/// Whether a run changed a row that BI is shown.
[[nodiscard]] bool changes_bi(const run::RunReport& report);

}  // namespace tilsig::cli
