// The write-once, encrypted store of deliveries. Order of D3: write, fsync, rename, fsync folder - then the ledger row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "land/manifest.hpp"
#include "model/unit.hpp"

namespace tilsig::land {

struct ZoneState;
class LandedReader;

/// Takes the bytes of one delivery. Destroyed before seal(): nothing remains. After an Error it is only good for being
/// destroyed: a failed fsync is never repeated.
class LandingWriter {
public:
    ~LandingWriter();
    LandingWriter(LandingWriter&&) noexcept;
    void write(std::string_view bytes);
    /// Plain bytes taken so far.
    [[nodiscard]] std::uint64_t bytes() const noexcept;
    /// Makes it durable and returns its manifest. Landing the same bytes again returns the manifest of the first
    /// landing and changes nothing, except that a damaged or unreadable first copy is replaced by this one. Bytes that
    /// were blanked by an erasure stay blanked: the manifest returned then has `derived_from` set.
    Manifest seal(const model::Proof& proof);

private:
    friend class LandingZone;
    struct State;
    explicit LandingWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Reads plain bytes back, chunk by chunk; random access by offset for rejects. A damaged or truncated chunk is
/// Error(storage). A reader stays valid while its delivery is removed or blanked: it goes on with the bytes it opened.
class LandedReader {
public:
    ~LandedReader();
    LandedReader(LandedReader&&) noexcept;
    /// Up to `size` bytes at the current position; 0 at the end.
    std::size_t read(char* buffer, std::size_t size);
    void seek(std::uint64_t offset);
    [[nodiscard]] std::uint64_t size() const noexcept;
    [[nodiscard]] const Manifest& manifest() const noexcept;

private:
    friend class LandingZone;
    struct State;
    explicit LandedReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The zone must live longer than its writers. Several processes may use one zone at once.
class LandingZone {
public:
    /// `key_file`: 32 bytes hex, mode 0600; made on first use, but never for a zone that already holds deliveries.
    /// Leftovers of killed writers are removed.
    LandingZone(std::filesystem::path folder, const std::filesystem::path& key_file, const Clock& clock);
    ~LandingZone();
    LandingZone(LandingZone&&) noexcept;
    /// For those who only look: makes neither folder nor key and sweeps nothing. Error(configuration) when the key
    /// cannot be read.
    [[nodiscard]] static LandingZone look(std::filesystem::path folder, const std::filesystem::path& key_file,
                                          const Clock& clock);

    /// `outside_name` is opaque; `media_type` and `charset` are kept in a printable form. Error(configuration) for a
    /// retention class that nobody can read later.
    [[nodiscard]] LandingWriter begin(const model::UnitName& unit, std::string_view outside_name,
                                      std::string_view media_type, std::string_view charset,
                                      std::string_view retention);
    /// Error(state) when the delivery is not there, Error(storage) when it is damaged, Error(configuration) when it was
    /// sealed with another key.
    [[nodiscard]] LandedReader open(const std::string& delivery) const;
    /// Nothing when it is not there. The outside name is empty when the delivery was sealed with another key.
    [[nodiscard]] std::optional<Manifest> find(const std::string& delivery) const;
    /// As find(), but only when the bytes can all be opened (or were blanked by an erasure), and durable for this
    /// caller from now on: what landing the same bytes again would return. Reads the whole content.
    [[nodiscard]] std::optional<Manifest> find_whole(const std::string& delivery) const;
    /// All deliveries in id order. A damaged manifest is thrown, or added to `damaged` so that the others are still
    /// seen.
    [[nodiscard]] std::vector<Manifest> list(std::vector<Error>* damaged = nullptr) const;
    /// Deliveries whose retention ended before `now`; remove() deletes one for good. The caller asks the ledger first
    /// whether a delivery is still needed, and records the removal before it calls remove().
    [[nodiscard]] std::vector<Manifest> expired(Instant now, std::vector<Error>* damaged = nullptr) const;
    /// Error(state) when it is not there. A kill in between leaves it whole or gone, never half.
    void remove(const std::string& delivery);
    /// Gives plain bytes in order, up to `size`; 0 at the end. / Takes plain bytes in order.
    using Source = std::function<std::size_t(char* buffer, std::size_t size)>;
    using Sink = std::function<void(std::string_view bytes)>;
    /// Puts a derivative in the delivery's place, under its name, and removes the original's bytes for good: `rewrite`
    /// reads what stands there and writes what shall stand there. `erased` are the records that it leaves out, besides
    /// those that were left out before; places in what stands there stay what they are. Used by erasure. When `rewrite`
    /// throws, the delivery stays as it was. Error(state) when it is not there.
    Manifest rewrite(const std::string& delivery, const std::vector<model::RecordPlace>& erased,
                     const std::function<void(const Source& source, const Sink& sink)>& rewrite);

    /// Error(state) when there is a key file already.
    static void make_key(const std::filesystem::path& key_file);

private:
    explicit LandingZone(std::unique_ptr<ZoneState> state);
    std::unique_ptr<ZoneState> m_state;
};

}  // namespace tilsig::land
