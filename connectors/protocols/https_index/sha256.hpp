// SHA-256 over a stream, from libsodium: the index states one per item.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace tilsig::https_index {

class Sha256 {
public:
    Sha256() noexcept { restart(); }
    void restart() noexcept { crypto_hash_sha256_init(&m_state); }
    void update(std::string_view bytes) noexcept;
    /// 64 lower-case hexadecimal digits; `restart` before the next use.
    [[nodiscard]] std::string finish();

private:
    crypto_hash_sha256_state m_state{};
};

}  // namespace tilsig::https_index
