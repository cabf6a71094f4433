// One hold as the ledger keeps it, open or decided.
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger.hpp"

namespace tilsig::ledger {

struct RecordedHold {
    Hold hold;
    std::string held_at;  ///< since when it waits, or began to
};

/// Nothing when there is no hold of this number. Inside the caller's transaction, or none.
[[nodiscard]] std::optional<RecordedHold> recorded_hold(odbc::Connection& connection, std::int64_t hold_id);

}  // namespace tilsig::ledger
