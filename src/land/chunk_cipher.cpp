#include "land/chunk_cipher.hpp"

#include <array>

#include "base/error.hpp"
#include "land/sealed_file.hpp"

namespace tilsig::land {
namespace {

constexpr int tag_length = static_cast<int>(chunk_tag_bytes);

void store(unsigned char* out, std::uint64_t number, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<unsigned char>(number >> (8 * i));
}

}  // namespace

ChunkCipher::ChunkCipher(const KeyBytes& key, Direction direction, std::uint32_t chunk_bytes)
    : m_context(EVP_CIPHER_CTX_new()), m_chunk_bytes(chunk_bytes) {
    if (!m_context || EVP_CipherInit_ex(m_context.get(), EVP_chacha20_poly1305(), nullptr, key.data(), nullptr,
                                        direction == Direction::seal ? 1 : 0) != 1) {
        throw Error(ErrorKind::internal, "ChaCha20-Poly1305 is not available in this OpenSSL");
    }
}

bool ChunkCipher::start(std::uint64_t number, ChunkKind kind) noexcept {
    std::array<unsigned char, 12> nonce{};  // one key per file, so the chunk number may be the nonce
    store(nonce.data(), number, 8);
    nonce[8] = static_cast<unsigned char>(kind);
    std::array<unsigned char, 14> associated{'c', 'h', 'u', 'n', 'k', '/', '1', 0, 0, 0, 0, 0, 0, 0};
    store(associated.data() + 7, m_chunk_bytes, 4);
    int ignored = 0;
    return EVP_CipherInit_ex(m_context.get(), nullptr, nullptr, nullptr, nonce.data(), -1) == 1 &&
           EVP_CipherUpdate(m_context.get(), nullptr, &ignored, associated.data(),
                            static_cast<int>(associated.size())) == 1;
}

void ChunkCipher::seal(std::uint64_t number, ChunkKind kind, const unsigned char* plain, std::size_t size,
                       unsigned char* out) {
    int written = 0;
    int rest = 0;
    if (!start(number, kind) || EVP_CipherUpdate(m_context.get(), out, &written, plain, static_cast<int>(size)) != 1 ||
        EVP_CipherFinal_ex(m_context.get(), out + written, &rest) != 1 ||
        EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_GET_TAG, tag_length, out + size) != 1) {
        throw Error(ErrorKind::internal, "sealing a chunk failed");
    }
}

bool ChunkCipher::open(std::uint64_t number, ChunkKind kind, const unsigned char* sealed, std::size_t size,
                       unsigned char* out) noexcept {
    if (size < chunk_tag_bytes) return false;
    const std::size_t plain = size - chunk_tag_bytes;
    std::array<unsigned char, chunk_tag_bytes> tag{};
    std::copy_n(sealed + plain, tag.size(), tag.begin());
    int written = 0;
    int rest = 0;
    return start(number, kind) &&
           EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_SET_TAG, tag_length, tag.data()) == 1 &&
           EVP_CipherUpdate(m_context.get(), out, &written, sealed, static_cast<int>(plain)) == 1 &&
           EVP_CipherFinal_ex(m_context.get(), out + written, &rest) == 1;
}

}  // namespace tilsig::land
