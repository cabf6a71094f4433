// What the source announces beside its delivery and the delivery lacks (promise 4).
#pragma once

#include <optional>
#include <string>

#include "catalog/contract.hpp"
#include "model/finding.hpp"
#include "session/session.hpp"

namespace tilsig::run {

struct RunRequest;

/// SYS-A004 when the proof of the delivery says that something is lacking (`lacks`: Tid:2010): block_delivery, or
/// an alert when the contract says `announced: flag`. The message names what is lacking.
[[nodiscard]] std::optional<model::Finding> lacking(session::Session& session, const catalog::Contract& contract,
                                                    const RunRequest& request);

}  // namespace tilsig::run
