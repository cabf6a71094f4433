#include "whole_file.hpp"

#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "spi/connector.hpp"

namespace inbox {

using tilsig::spi::Failure;
using tilsig::spi::Status;

std::string read_whole(const Fd& file, const std::function<void(std::string_view)>& each) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    // As much as one frame carries: larger pieces would be split again.
    std::array<char, 128 * 1024> buffer;
    off_t at = 0;
    for (;;) {
        const ssize_t count = ::pread(file.get(), buffer.data(), buffer.size(), at);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Failure(Status::retry_later, "a file in the in-folder cannot be read; check the disk");
        if (count == 0) break;
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
        if (each) each(piece);
        at += count;
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

struct stat status_of(const Fd& file) {
    struct stat now {};
    if (::fstat(file.get(), &now) != 0)
        throw Failure(Status::retry_later, "a file in the in-folder cannot be looked at");
    return now;
}

}  // namespace inbox
