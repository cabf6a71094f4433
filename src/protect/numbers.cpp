#include "protect/numbers.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

#include "base/error.hpp"

namespace tilsig::protect {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(KeyBytes::size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(KeyBytes::size() == crypto_auth_hmacsha256_KEYBYTES);

constexpr std::array<const char*, 4> kind_words{"fnr", "dnr", "duf", "candidate"};

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

KeyBytes derived(const KeyBytes& key, std::string_view purpose) {
    KeyBytes out;
    crypto_generichash(out.data(), KeyBytes::size(), bytes_of(purpose), purpose.size(), key.data(), KeyBytes::size());
    return out;
}

std::uint64_t big_endian(const unsigned char* bytes) noexcept {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
    return value;
}

/// Bytes of a character that stands around numbers and means nothing: blank, tab, no-break space, zero-width space and
/// direction marks (U+200B to U+200F), U+FEFF. 0: another one.
std::size_t unseen(std::string_view text) noexcept {
    if (text[0] == ' ' || text[0] == '\t') return 1;
    if (text.starts_with("\xC2\xA0")) return 2;
    if (text.starts_with("\xEF\xBB\xBF")) return 3;
    if (text.size() >= 3 && text.starts_with("\xE2\x80") && text[2] >= '\x8B' && text[2] <= '\x8F') return 3;
    return 0;
}

std::optional<std::string> digits_of(std::string_view text) {
    std::string digits;
    while (!text.empty()) {
        if (const std::size_t skipped = unseen(text)) {
            text.remove_prefix(skipped);
            continue;
        }
        if (text[0] < '0' || text[0] > '9') return std::nullopt;
        digits.push_back(text[0]);
        text.remove_prefix(1);
    }
    return digits;
}

}  // namespace

const char* to_string(NumberKind kind) noexcept { return kind_words[static_cast<std::size_t>(kind)]; }

std::optional<NumberKind> parse_number_kind(std::string_view word) noexcept {
    for (std::size_t i = 0; i < kind_words.size(); ++i)
        if (word == kind_words[i]) return static_cast<NumberKind>(i);
    return std::nullopt;
}

std::optional<Normalised> normalise_national(std::string_view text) {
    auto digits = digits_of(text);
    if (!digits || digits->size() != 11) return std::nullopt;
    const NumberKind kind = (*digits)[0] >= '4' ? NumberKind::dnr : NumberKind::fnr;
    return Normalised{kind, std::move(*digits)};
}

std::optional<Normalised> normalise_duf(std::string_view text) {
    auto digits = digits_of(text);
    if (!digits || digits->size() != 12) return std::nullopt;
    return Normalised{NumberKind::duf, std::move(*digits)};
}

LinkKeys LinkKeys::load(const std::filesystem::path& file) { return LinkKeys(read_key_file(file, "the link key's")); }

LinkKeys::LinkKeys(const KeyBytes& link_key)
    : m_lookup(derived(link_key, "tilsig link lookup")), m_seal(derived(link_key, "tilsig link seal")) {
    const KeyBytes id = derived(link_key, "tilsig link key id");
    m_id = to_hex({id.data(), 8});
}

Lookup LinkKeys::lookup(NumberKind kind, std::string_view digits) const noexcept {
    const auto word = static_cast<unsigned char>(kind);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, m_lookup.data(), KeyBytes::size());
    crypto_auth_hmacsha256_update(&state, &word, 1);
    crypto_auth_hmacsha256_update(&state, bytes_of(digits), digits.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> hash{};
    crypto_auth_hmacsha256_final(&state, hash.data());
    return {big_endian(hash.data()), big_endian(hash.data() + 8)};
}

std::string LinkKeys::bound(NumberKind kind, std::int64_t person) const {
    return std::string(to_string(kind)) + "|" + std::to_string(person) + "|" + m_id;
}

std::string LinkKeys::seal(NumberKind kind, std::int64_t person, std::string_view digits) const {
    const std::string with = bound(kind, person);
    std::string sealed(nonce_bytes + digits.size() + tag_bytes, '\0');
    auto* const nonce = reinterpret_cast<unsigned char*>(sealed.data());
    randombytes_buf(nonce, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes_of(digits), digits.size(),
                                               bytes_of(with), with.size(), nullptr, nonce, m_seal.data());
    return to_hex({nonce, sealed.size()});
}

std::optional<std::string> LinkKeys::open(NumberKind kind, std::int64_t person, std::string_view sealed) const {
    std::string bytes(sealed.size() / 2, '\0');
    std::size_t length = 0;
    auto* const begin = reinterpret_cast<unsigned char*>(bytes.data());
    if (sodium_hex2bin(begin, bytes.size(), sealed.data(), sealed.size(), nullptr, &length, nullptr) != 0 ||
        length != bytes.size() || length < nonce_bytes + tag_bytes)
        return std::nullopt;
    const std::string with = bound(kind, person);
    std::string digits(length - nonce_bytes - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(digits.data()), nullptr, nullptr,
                                                   begin + nonce_bytes, length - nonce_bytes, bytes_of(with),
                                                   with.size(), begin, m_seal.data()) != 0)
        return std::nullopt;
    return digits;
}

std::string lookup_text(const Lookup& lookup) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text(32, '0');
    for (std::size_t i = 0; i < 16; ++i) {
        text[15 - i] = digits[lookup.high >> (4 * i) & 15];
        text[31 - i] = digits[lookup.low >> (4 * i) & 15];
    }
    return text;
}

Lookup parse_lookup(std::string_view text) {
    Lookup lookup;
    bool good = text.size() == 32;
    for (std::size_t i = 0; good && i < 32; ++i) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        good = digit >= 0;
        auto& half = i < 16 ? lookup.high : lookup.low;
        half = half << 4 | static_cast<unsigned>(digit & 15);
    }
    if (!good)
        throw Error(ErrorKind::state, "the link store holds a key of a number that is none")
            .remedy("restore the link store from its backup");
    return lookup;
}

}  // namespace tilsig::protect
