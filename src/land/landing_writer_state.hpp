// The inside of LandingWriter; LandingZone::begin makes it.
#pragma once

#include "base/hash.hpp"
#include "land/landing_zone.hpp"
#include "land/zone_state.hpp"

namespace tilsig::land {

struct LandingWriter::State {
    State(const ZoneState& zone, std::uint32_t chunk_bytes) : delivery(zone, chunk_bytes) {}

    /// Refuses to go on after a failure; the caller sets `usable` again when its step went well.
    void take_turn();
    /// The manifest of an earlier landing of these bytes, made durable for this caller too.
    std::optional<Manifest> already_landed();
    /// The first copy cannot be opened: this one takes its place, under the first one's unit and dates.
    Manifest replace_unreadable();

    Sha256 hash;
    Manifest manifest;
    bool usable = true;
    DeliveryWriter delivery;
};

}  // namespace tilsig::land
