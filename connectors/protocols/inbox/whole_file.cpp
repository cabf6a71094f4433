#include "whole_file.hpp"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "spi/connector.hpp"

namespace inbox {

using tilsig::spi::Failure;
using tilsig::spi::Status;

std::string read_whole(const Fd& file, const std::function<void(std::string_view)>& each) {
    struct sha256_ctx state {};
    sha256_init(&state);
    // As much as one frame carries: larger pieces would be split again.
    std::array<char, 128 * 1024> buffer;
    off_t at = 0;
    for (;;) {
        const ssize_t count = ::pread(file.get(), buffer.data(), buffer.size(), at);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Failure(Status::retry_later, "a file in the in-folder cannot be read; check the disk");
        if (count == 0) break;
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
        sha256_update(&state, piece.size(), reinterpret_cast<const std::uint8_t*>(piece.data()));
        if (each) each(piece);
        at += count;
    }
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&state, digest.size(), digest.data());
    std::string hex(BASE16_ENCODE_LENGTH(SHA256_DIGEST_SIZE), '\0');
    base16_encode_update(hex.data(), digest.size(), digest.data());
    return hex;
}

struct stat status_of(const Fd& file) {
    struct stat now {};
    if (::fstat(file.get(), &now) != 0)
        throw Failure(Status::retry_later, "a file in the in-folder cannot be looked at");
    return now;
}

}  // namespace inbox
