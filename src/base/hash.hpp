// Hashes: SHA-256 for identity of bytes, keyed SipHash-128 for row comparison.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tilsig {

using Sha256Digest = std::array<unsigned char, 32>;

/// Streaming SHA-256; the identity of a delivery and of anything named by its content.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::string_view bytes);
    /// Ends the stream; the object must not be used afterwards.
    [[nodiscard]] Sha256Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
[[nodiscard]] std::string to_hex(std::span<const unsigned char> bytes);
[[nodiscard]] inline std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

/// A 128-bit keyed hash. Keyed, because a plain hash of a row that holds a national number can be reversed by trying
/// all.
struct Hash128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const Hash128&) const = default;
};
using HashKey = std::array<unsigned char, 16>;
[[nodiscard]] Hash128 keyed_hash(const HashKey& key, std::string_view bytes) noexcept;

}  // namespace tilsig
