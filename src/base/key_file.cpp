#include "base/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/secret.hpp"

namespace tilsig {
namespace {

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

KeyBytes read_key_file(const std::filesystem::path& file, std::string_view name) {
    start_sodium();
    const Secret text = read_secret("file:" + file.string());
    KeyBytes key;
    std::size_t length = 0;
    const char* end = nullptr;
    const std::string_view hex = text.reveal();
    if (hex.size() != 2 * KeyBytes::size() ||
        sodium_hex2bin(key.data(), KeyBytes::size(), hex.data(), hex.size(), nullptr, &length, &end) != 0 ||
        length != KeyBytes::size()) {
        throw Error(ErrorKind::configuration, std::string(name) + " file does not hold 64 hex digits")
            .at({file.string()})
            .remedy("restore the key file; what was sealed with it cannot be read without it");
    }
    return key;
}

void make_key_file(const std::filesystem::path& file) {
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

}  // namespace tilsig
