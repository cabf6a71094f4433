#include "base/hash.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstring>

#include "base/error.hpp"

namespace tilsig {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {
    if (m_state->context == nullptr || EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) != 1) {
        throw Error(ErrorKind::internal, "SHA-256 is not available in this OpenSSL");
    }
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    if (EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) != 1) {
        throw Error(ErrorKind::internal, "SHA-256 update failed");
    }
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest{};
    unsigned length = 0;
    if (EVP_DigestFinal_ex(m_state->context, digest.data(), &length) != 1 || length != digest.size()) {
        throw Error(ErrorKind::internal, "SHA-256 finish failed");
    }
    return digest;
}

Sha256Digest sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

std::string to_hex(std::span<const unsigned char> bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 0x0FU];
    }
    return out;
}

Hash128 keyed_hash(const HashKey& key, std::string_view bytes) noexcept {
    static_assert(crypto_shorthash_siphashx24_KEYBYTES == std::tuple_size_v<HashKey>);
    unsigned char out[crypto_shorthash_siphashx24_BYTES];
    crypto_shorthash_siphashx24(out, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), key.data());
    Hash128 hash;
    std::memcpy(&hash.high, out, 8);
    std::memcpy(&hash.low, out + 8, 8);
    return hash;
}

}  // namespace tilsig
