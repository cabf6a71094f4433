// Feeds that tilsig makes itself from what is loaded; they are landed and loaded like any other delivery.
#pragma once

#include <string>

#include "fetch/fetch.hpp"
#include "pipeline/session.hpp"

namespace tilsig::pipeline {

/// The protocol name of such feeds in source.yaml; no connector is started for them.
inline constexpr const char* derived_protocol = "derived";

/// Puts a derived feed into the sink as one delivery, from the warehouse as it is now; the same warehouse gives the
/// same bytes. Error(configuration) for a feed that nothing here can make.
void derive_into(Session& session, const std::string& feed, fetch::DeliverySink& sink);

}  // namespace tilsig::pipeline
