// The write-once, encrypted store of deliveries. Order of D3: write, fsync, rename, fsync folder - then the ledger row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/secret.hpp"
#include "model/unit.hpp"

namespace tilsig::land {

/// What is known about a landed delivery; stored beside it (readable without the key, holds no content).
struct Manifest {
    std::string delivery;          ///< SHA-256 of the plain bytes, hex: the identity and the local name
    std::string unit;              ///< UnitName::text() of the first unit that delivered it
    std::uint64_t bytes = 0;       ///< plain size
    std::string outside_name;      ///< raw bytes, base64 in the file
    std::string media_type, charset, proof;
    std::string received_at;       ///< to_text(Instant)
    std::string retention;         ///< class, e.g. "90d"
    std::uint32_t chunk_bytes = 0;
    std::string key_id;            ///< which key file wrapped the delivery key
    std::string derived_from;      ///< delivery id of the original when this is an erasure derivative
};

class LandedReader;

/// Takes the bytes of one delivery. Destroyed before seal(): nothing remains.
class LandingWriter {
public:
    ~LandingWriter();
    LandingWriter(LandingWriter&&) noexcept;
    void write(std::string_view bytes);
    /// Makes it durable and returns its manifest. Landing the same bytes again returns the manifest of the first landing.
    Manifest seal(std::string_view proof);

private:
    friend class LandingZone;
    struct State;
    explicit LandingWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Reads plain bytes back, chunk by chunk; random access by offset for rejects. A damaged or truncated chunk is Error(storage).
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

class LandingZone {
public:
    /// `key_file`: 32 bytes hex, mode 0600; created on first use with make_key(). Leftovers of killed writers are removed.
    LandingZone(std::filesystem::path folder, const std::filesystem::path& key_file, const Clock& clock);
    ~LandingZone();

    [[nodiscard]] LandingWriter begin(const model::UnitName& unit, std::string_view outside_name, std::string_view media_type,
                                      std::string_view charset, std::string_view retention);
    /// Error(state) when the delivery is not there, Error(storage) when it is damaged.
    [[nodiscard]] LandedReader open(const std::string& delivery) const;
    [[nodiscard]] std::optional<Manifest> find(const std::string& delivery) const;
    [[nodiscard]] std::vector<Manifest> list() const;
    /// Deliveries whose retention ended before `now`; remove() deletes one for good.
    [[nodiscard]] std::vector<Manifest> expired(Instant now) const;
    void remove(const std::string& delivery);
    /// Replaces byte ranges by blanks in a same-length derivative and removes the original's bytes: offsets, line numbers
    /// and the original hash (the name it is found under) stay. Used by erasure.
    Manifest blank(const std::string& delivery, const std::vector<std::pair<std::uint64_t, std::uint32_t>>& ranges);

    static void make_key(const std::filesystem::path& key_file);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::land
