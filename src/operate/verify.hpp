// Recorded state, rows and links held against each other: what promises 1, 2 and 7 say must be true of a warehouse.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "session/session.hpp"

namespace tilsig::operate {

struct Verification {
    /// One thing that must hold, and how often it does not.
    struct Check {
        std::string what;  ///< "one current row per key", "no overlap of spells", ..
        std::string of;    ///< table, ledger or link store
        std::uint64_t looked_at = 0;
        std::uint64_t wrong = 0;
        std::string remedy;  ///< where something is wrong
    };
    std::vector<Check> checks;
    /// Persons in the link store without a row in any table: of runs that were killed, held or rejected after their
    /// links were committed. No fault; `swept` were removed.
    std::uint64_t links_without_rows = 0;
    std::uint64_t swept = 0;

    [[nodiscard]] bool holds() const noexcept;
};

/// Reads every row, in the database where that is possible. Error(state) where the ledger itself is damaged.
[[nodiscard]] Verification verify(session::Session& session);
/// The same, and removes the links without rows; the session holds the process lock.
[[nodiscard]] Verification verify_and_sweep(session::Session& session, const std::string& who);

}  // namespace tilsig::operate
