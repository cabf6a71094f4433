// What somebody must know who decides about a hold.
#pragma once

#include "answers/hold_answer.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// Reads the delivery again where a slice waits, for the ledger counts no records by slice. Changes nothing.
/// Error(usage) when there is no hold of this number.
[[nodiscard]] answers::HoldAnswer hold_answer(session::Session& session, std::int64_t hold_id);

}  // namespace tilsig::operate
