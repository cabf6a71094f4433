// What remains of a delivery after an erasure takes its place and its name.
#include "base/error.hpp"
#include "base/text.hpp"
#include "land/landing_zone.hpp"
#include "land/zone_state.hpp"

namespace tilsig::land {

Manifest LandingZone::rewrite(const std::string& delivery, const std::vector<model::RecordPlace>& erased,
                              const std::function<void(const Source& source, const Sink& sink)>& rewrite) {
    const ZoneLock guard(m_state->folder, ZoneLock::What::change);
    const auto found = m_state->find(delivery);
    if (!found) {
        throw Error(ErrorKind::state, "delivery " + delivery.substr(0, 12) + " is not in the landing zone")
            .remedy("its retention has ended; there is nothing left to erase");
    }
    SealedReader original = m_state->open(*found);
    Manifest manifest = found->stored.manifest;
    const std::uint64_t size = std::exchange(manifest.bytes, 0);
    manifest.derived_from = manifest.delivery;
    manifest.erased_at = to_text(m_state->clock.now());
    for (model::RecordPlace place : erased) {
        place.number = 0;
        manifest.erased.push_back(place);
    }
    // The name may be the person's number; a name that could be one is not carried over.
    manifest.outside_name = without_long_numbers(manifest.outside_name);

    // A new data key: the same key and chunk number must never seal two texts.
    DeliveryWriter derivative(*m_state, manifest.chunk_bytes);
    std::uint64_t offset = 0;
    rewrite(
        [&](char* buffer, std::size_t wanted) {
            const std::size_t count = offset < size ? original.read_at(offset, buffer, wanted) : 0;
            offset += count;
            return count;
        },
        [&](std::string_view bytes) {
            derivative.content.write(bytes);
            manifest.bytes += bytes.size();
        });
    derivative.complete(manifest);
    derivative.incoming.exchange(delivery);
    derivative.incoming.discard();
    return manifest;
}

}  // namespace tilsig::land
