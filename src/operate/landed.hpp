// A numbered delivery that lies sealed in the landing zone, for those who look at it again without its file.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fetch/fetch.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// The delivery of this number and its unit. Error(usage) when there is none.
struct NumberedDelivery {
    ledger::Delivery delivery;
    model::UnitName unit;
};
[[nodiscard]] NumberedDelivery numbered_delivery(session::Session& session, std::int64_t delivery_id);

/// The reverse of UnitName::text(), as a manifest holds it. Error(state) for another text.
[[nodiscard]] model::UnitName unit_named(const std::string& text);

/// Hands the delivery's bytes to a sink as they came: name, media type and proof of their landing. They never lie
/// anywhere in plain. The zone must outlive it. Error(usage) from landed_bytes() when the bytes were removed, or
/// blanked by an erasure.
using LandedBytes = std::function<void(fetch::DeliverySink&)>;
[[nodiscard]] LandedBytes landed_bytes(land::LandingZone& zone, const NumberedDelivery& numbered);

/// The holds of the delivery that wait for a decision.
[[nodiscard]] std::vector<std::int64_t> open_holds(session::Session& session, std::int64_t delivery_id);

}  // namespace tilsig::operate
