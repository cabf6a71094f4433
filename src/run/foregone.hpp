// Outcomes that need no look at the records: known before a byte is read, or because the bytes cannot be read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/unit_run.hpp"

namespace tilsig::run {

/// Throws DeliveryRefused for zero bytes that are no nil return.
/// When the delivery is not to be read now (it must wait, or was loaded before with the same declarations): sets
/// outcome and reason of the report and returns the state the delivery gets. Reads only.
[[nodiscard]] std::optional<model::DeliveryState> foregone(session::Session& session, const catalog::Contract& contract,
                                                           const catalog::Mapping& mapping, const RunRequest& request,
                                                           ledger::RunReport& report);

/// The delivery as a whole cannot be read: outcome rejected, with what its sender must know. Returns the findings as
/// the ledger keeps them.
std::vector<model::Finding> note_refusal(session::Session& session, const catalog::Contract& contract,
                                         const RunRequest& request, const decode::DeliveryRefused& refused,
                                         ledger::RunReport& report);

}  // namespace tilsig::run
