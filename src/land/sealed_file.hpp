// The sealed form of a delivery's bytes: chunks that are each encrypted and authenticated, so that any place can be
// read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "land/key.hpp"

namespace tilsig::land {

/// Plain bytes of one chunk. Large enough that calls into the kernel and the cipher cost nothing, small enough to stay
/// in the second-level cache and to make the reading of one rejected record cheap.
inline constexpr std::uint32_t default_chunk_bytes = 128 * 1024;
/// What sealing adds to each chunk.
inline constexpr std::uint32_t chunk_tag_bytes = 16;

/// An empty delivery is one empty chunk; so every file has a last chunk, and a cut file has lost it.
[[nodiscard]] constexpr std::uint64_t chunk_count(std::uint64_t bytes, std::uint32_t chunk_bytes) noexcept {
    return bytes == 0 ? 1 : (bytes + chunk_bytes - 1) / chunk_bytes;
}
[[nodiscard]] constexpr std::uint64_t sealed_size(std::uint64_t bytes, std::uint32_t chunk_bytes) noexcept {
    return bytes + chunk_count(bytes, chunk_bytes) * chunk_tag_bytes;
}

/// Seals a short text (the outside name) under the delivery's key, apart from all chunks.
[[nodiscard]] std::string seal_text(const KeyBytes& key, std::string_view text);
/// False when the text was changed or sealed with another key.
[[nodiscard]] bool open_text(const KeyBytes& key, std::string_view sealed, std::string& text);

/// Writes chunks to `fd` in order. The key must be used for this one file only: chunk numbers are the nonces.
class SealedWriter {
public:
    SealedWriter(int fd, std::string shown_path, const KeyBytes& key, std::uint32_t chunk_bytes);
    ~SealedWriter();
    SealedWriter(SealedWriter&&) noexcept;

    void write(std::string_view bytes);
    /// Writes the last chunk. The caller syncs the file.
    void finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Reads plain bytes of a file that SealedWriter made. Errors name the file, the chunk and its byte range.
class SealedReader {
public:
    /// `bytes` and `chunk_bytes` come from the authenticated manifest. Error(storage) when the file's size is not what
    /// they demand: a cut file is found before its first byte is used.
    SealedReader(UniqueFd fd, std::string shown_path, const KeyBytes& key, std::uint64_t bytes,
                 std::uint32_t chunk_bytes);
    ~SealedReader();
    SealedReader(SealedReader&&) noexcept;

    /// Up to `size` bytes from `offset`, at most to the end of one chunk; 0 at the end.
    std::size_t read_at(std::uint64_t offset, char* buffer, std::size_t size);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::land
