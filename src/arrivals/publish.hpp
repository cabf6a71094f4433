// What BI sees of the arrivals: rpt_arrival, as of the last closed night.
#pragma once

#include "arrivals/arrival.hpp"

namespace tilsig::arrivals {

/// Replaces what rpt_arrival shows by the state at `now`. Called inside the transaction that closes a night.
void publish_arrivals(odbc::Connection& connection, const catalog::Catalog& catalog, const senders::Register& senders,
                      Instant now);

}  // namespace tilsig::arrivals
