// A hold shown to whoever decides about it: what waits, why, what it would change, who may act.
#pragma once

#include "cli/output.hpp"
#include "operate/hold_account.hpp"

namespace tilsig::cli {

/// Text, and the document for --json.
void show_hold(const Output& output, session::Session& session, const operate::HoldAccount& account);

}  // namespace tilsig::cli
