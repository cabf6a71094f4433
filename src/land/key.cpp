#include "land/key.hpp"

#include <sodium.h>

#include "base/hash.hpp"

namespace tilsig::land {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeyBytes::size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

MasterKey MasterKey::load(const std::filesystem::path& file) {
    MasterKey master;
    master.m_key = read_key_file(file, "the landing zone's key");
    constexpr std::string_view purpose = "tilsig landing key id";
    std::array<unsigned char, crypto_generichash_BYTES_MIN> id{};
    crypto_generichash(id.data(), id.size(), bytes_of(purpose), purpose.size(), master.m_key.data(), KeyBytes::size());
    master.m_id = to_hex(id).substr(0, 16);
    return master;
}

void MasterKey::make(const std::filesystem::path& file) { make_key_file(file); }

std::string MasterKey::wrap(const KeyBytes& data_key, std::string_view bound) const {
    std::string out(nonce_bytes + KeyBytes::size() + tag_bytes, '\0');
    auto* const nonce = reinterpret_cast<unsigned char*>(out.data());
    randombytes_buf(nonce, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, data_key.data(), KeyBytes::size(),
                                               bytes_of(bound), bound.size(), nullptr, nonce, m_key.data());
    return out;
}

bool MasterKey::unwrap(std::string_view wrapped, std::string_view bound, KeyBytes& data_key) const noexcept {
    if (wrapped.size() != nonce_bytes + KeyBytes::size() + tag_bytes) return false;
    const unsigned char* const nonce = bytes_of(wrapped);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(data_key.data(), nullptr, nullptr, nonce + nonce_bytes,
                                                      wrapped.size() - nonce_bytes, bytes_of(bound), bound.size(),
                                                      nonce, m_key.data()) == 0;
}

}  // namespace tilsig::land
