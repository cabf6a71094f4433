// Which link store this warehouse was loaded by, and how far the store had come.
#pragma once

#include <cstdint>
#include <string>

#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// Empty id: by none yet.
struct LinkState {
    std::string store;            ///< the id of the link store
    std::int64_t generation = 0;  ///< counts what was written to it
};

/// What the newest load of persons stands on.
[[nodiscard]] LinkState link_state(odbc::Connection& connection);
/// In the transaction that loads rows with ids of that store.
void note_link_state(odbc::Connection& connection, const LinkState& state);

}  // namespace tilsig::ledger
