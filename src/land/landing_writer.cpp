// Taking the bytes of one delivery, and what happens when they are already there.
#include <future>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "land/landing_writer_state.hpp"

namespace tilsig::land {

namespace {

// Half a millisecond of work; beginning a thread takes a twentieth of that.
constexpr std::size_t worth_a_thread = 512U << 10U;

}  // namespace

LandingWriter::LandingWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LandingWriter::~LandingWriter() = default;
LandingWriter::LandingWriter(LandingWriter&&) noexcept = default;

std::uint64_t LandingWriter::bytes() const noexcept { return m_state->manifest.bytes; }

void LandingWriter::write(std::string_view bytes) {
    State& state = *m_state;
    state.take_turn();
    // Hashing and sealing take about as long, and neither waits for the other where another processor is free.
    std::future<void> hashed;
    if (bytes.size() >= worth_a_thread) hashed = std::async(std::launch::async, [&] { state.hash.update(bytes); });
    if (!hashed.valid()) state.hash.update(bytes);
    state.delivery.content.write(bytes);
    if (hashed.valid()) hashed.get();
    state.manifest.bytes += bytes.size();
    state.usable = true;
}

Manifest LandingWriter::seal(const model::Proof& proof) {
    State& state = *m_state;
    state.take_turn();
    Manifest& manifest = state.manifest;
    const ZoneState& zone = state.delivery.zone;
    manifest.proof = proof;
    manifest.delivery = to_hex(state.hash.finish());
    manifest.received_at = to_text(zone.clock.now());
    if (auto first = state.already_landed()) return *first;
    state.delivery.complete(manifest);
    // Two that land the same bytes at once: one gets the name, the other finds it taken. A removal in between frees it
    // again.
    while (!state.delivery.incoming.publish(manifest.delivery)) {
        if (auto first = state.already_landed()) return *first;
    }
    return manifest;
}

void LandingWriter::State::take_turn() {
    if (!usable) {
        throw Error(ErrorKind::state, "this landing has ended or failed; its bytes must be landed from the beginning");
    }
    usable = false;
}

std::optional<Manifest> LandingWriter::State::already_landed() {
    const auto found = delivery.zone.find(manifest.delivery);
    if (!found) return std::nullopt;
    if (delivery.zone.stands(*found)) return found->stored.manifest;
    return replace_unreadable();
}

Manifest LandingWriter::State::replace_unreadable() {
    const ZoneLock guard(delivery.zone.folder, ZoneLock::What::change);
    const auto found = delivery.zone.find(manifest.delivery);
    if (found && !found->stored.manifest.derived_from.empty()) return found->stored.manifest;  // blanked meanwhile
    Manifest kept = manifest;
    if (found) {
        kept.unit = found->stored.manifest.unit;
        kept.received_at = found->stored.manifest.received_at;
        kept.retention = found->stored.manifest.retention;
    }
    delivery.complete(kept);
    if (found) {
        delivery.incoming.exchange(kept.delivery);
        delivery.incoming.discard();
    } else if (!delivery.incoming.publish(kept.delivery)) {
        // The damaged copy was removed and another process landed the same bytes: theirs stands.
        sync_folder(delivery.zone.folder);
    }
    return kept;
}

}  // namespace tilsig::land
