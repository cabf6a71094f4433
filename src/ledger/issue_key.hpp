// Rotations of the issue key: how many there were, and taking recorded tokens along.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/subject.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

struct KeyRotation {
    std::int64_t number = 0;  ///< from 1; the file of its key is named by it
    std::string at, who, reason;
    std::uint64_t subjects = 0;  ///< so many different subjects were taken along
};

/// How many are recorded: so many keys are in force besides the first.
[[nodiscard]] std::int64_t key_rotations(odbc::Connection& connection);
/// Oldest first.
[[nodiscard]] std::vector<KeyRotation> list_key_rotations(odbc::Connection& connection);

/// Gives every recorded finding the token that `next` makes of its token, and records the rotation, in the caller's
/// transaction. `who` and `reason` are kept; long numbers in the reason are blanked. Returns what was recorded.
KeyRotation record_key_rotation(odbc::Connection& connection, const Clock& clock, const std::string& who,
                                const std::string& reason, const std::function<Hash128(const Hash128&)>& next);

}  // namespace tilsig::ledger
