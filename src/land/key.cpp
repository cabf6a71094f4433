#include "land/key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/secret.hpp"

namespace tilsig::land {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeyBytes::size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

void start_sodium() {
    static const bool ready = ::sodium_init() >= 0;
    if (!ready) throw Error(ErrorKind::internal, "libsodium cannot start on this machine");
}

}  // namespace

KeyBytes::~KeyBytes() { sodium_memzero(m_bytes.data(), m_bytes.size()); }

KeyBytes KeyBytes::random() {
    start_sodium();
    KeyBytes key;
    randombytes_buf(key.data(), size());
    return key;
}

MasterKey MasterKey::load(const std::filesystem::path& file) {
    start_sodium();
    const Secret text = read_secret("file:" + file.string());
    MasterKey master;
    std::size_t length = 0;
    const char* end = nullptr;
    const std::string_view hex = text.reveal();
    if (hex.size() != 2 * KeyBytes::size() ||
        sodium_hex2bin(master.m_key.data(), KeyBytes::size(), hex.data(), hex.size(), nullptr, &length, &end) != 0 ||
        length != KeyBytes::size()) {
        throw Error(ErrorKind::configuration, "the landing zone's key file does not hold 64 hex digits")
            .at({file.string()})
            .remedy("restore the key file; what was sealed with it cannot be read without it");
    }
    constexpr std::string_view purpose = "tilsig landing key id";
    std::array<unsigned char, crypto_generichash_BYTES_MIN> id{};
    crypto_generichash(id.data(), id.size(), bytes_of(purpose), purpose.size(), master.m_key.data(), KeyBytes::size());
    master.m_id = to_hex(id).substr(0, 16);
    return master;
}

void MasterKey::make(const std::filesystem::path& file) {
    start_sodium();
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    make_private_folder(folder);
    // Two programs that start at once must agree on one key: the folder is locked while looking and writing.
    const UniqueFd lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock.valid()) throw system_error("open", folder.string(), errno);
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR) throw system_error("flock", folder.string(), errno);
    }
    if (std::filesystem::exists(file)) {
        throw Error(ErrorKind::state, "there is a key file already")
            .at({file.string()})
            .remedy("keep it: everything sealed with it would be lost");
    }
    // Under the lock nobody else writes here, so a half-written key of a killed writer can go.
    const std::string leftover = file.filename().string() + ".part";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(leftover) && name.find_first_not_of("0123456789", leftover.size()) == std::string::npos) {
            std::filesystem::remove(entry.path());
        }
    }
    const KeyBytes key = KeyBytes::random();
    const Secret text(to_hex({key.data(), KeyBytes::size()}) + "\n");
    write_file_durably(file, text.reveal(), 0600);
}

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
