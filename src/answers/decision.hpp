// What became of a hold since the run that made it.
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger.hpp"

namespace tilsig::answers {

/// The decision about what the run held, when nothing of it waits any more: the last one where there were several.
/// Nothing for a run that held nothing, or while something still waits. One query for a run that held something.
[[nodiscard]] std::optional<ledger::Hold> decision_of(ledger::Ledger& ledger, const ledger::Run& run);

/// "rejected 2026-11-29 23:58 +01:00 by anna: wrong unit"; superseded holds have nobody who decided.
[[nodiscard]] std::string decision_text(const ledger::Hold& hold);

}  // namespace tilsig::answers
