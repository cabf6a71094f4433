// ChaCha20-Poly1305 over one chunk; the number and the kind of the chunk are part of what is authenticated.
#pragma once

#include <cstdint>
#include <memory>

#include <openssl/evp.h>

#include "land/key.hpp"

namespace tilsig::land {

/// `last` makes a cut file visible, `text` keeps the outside name apart from the content.
enum class ChunkKind : std::uint8_t { inner = 0, last = 1, text = 2 };

/// OpenSSL's implementation, because it is 2.3 times as fast here as libsodium's of the same cipher (README).
class ChunkCipher {
public:
    enum class Direction { seal, open };
    ChunkCipher(const KeyBytes& key, Direction direction, std::uint32_t chunk_bytes);

    /// Writes `size` sealed bytes and the tag to `out`.
    void seal(std::uint64_t number, ChunkKind kind, const unsigned char* plain, std::size_t size, unsigned char* out);
    /// `size` counts the tag. False when the chunk was changed, moved, or is of another kind; `out` is then worthless.
    [[nodiscard]] bool open(std::uint64_t number, ChunkKind kind, const unsigned char* sealed, std::size_t size,
                            unsigned char* out) noexcept;

private:
    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
    };
    [[nodiscard]] bool start(std::uint64_t number, ChunkKind kind) noexcept;

    std::unique_ptr<EVP_CIPHER_CTX, Free> m_context;
    std::uint32_t m_chunk_bytes;
};

}  // namespace tilsig::land
