// Feeds that tilsig makes itself from what is loaded; they are landed and loaded like any other delivery.
#pragma once

#include <optional>
#include <string>

#include "fetch/fetch.hpp"
#include "session/session.hpp"

namespace tilsig::run {

using catalog::derived_protocol;

/// What of a derived feed's inputs holds no rows, in words; nothing when all are there. From an input that was never
/// loaded nothing can be derived: every municipality would have "ceased".
[[nodiscard]] std::optional<std::string> missing_input(session::Session& session, const std::string& feed);

/// Puts a derived feed into the sink as one delivery, from the warehouse as it is now; the same warehouse gives the
/// same bytes on one day. Error(configuration) for a feed that nothing here can make.
void derive_into(session::Session& session, const std::string& feed, fetch::DeliverySink& sink);

}  // namespace tilsig::run
