#include "land/sealed_file.hpp"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "land/chunk_cipher.hpp"

namespace tilsig::land {
namespace {

/// Plain bytes in memory, wiped when let go.
struct PlainBuffer {
    explicit PlainBuffer(std::size_t size) : memory(new unsigned char[size]), capacity(size) {}
    ~PlainBuffer() { sodium_memzero(memory.get(), capacity); }
    PlainBuffer(const PlainBuffer&) = delete;
    PlainBuffer& operator=(const PlainBuffer&) = delete;
    std::unique_ptr<unsigned char[]> memory;
    std::size_t capacity;
};

std::string_view as_text(const unsigned char* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::string seal_text(const KeyBytes& key, std::string_view text) {
    ChunkCipher cipher(key, ChunkCipher::Direction::seal, 0);
    std::string out(text.size() + chunk_tag_bytes, '\0');
    cipher.seal(0, ChunkKind::text, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

bool open_text(const KeyBytes& key, std::string_view sealed, std::string& text) {
    ChunkCipher cipher(key, ChunkCipher::Direction::open, 0);
    text.assign(sealed.size(), '\0');
    if (!cipher.open(0, ChunkKind::text, reinterpret_cast<const unsigned char*>(sealed.data()), sealed.size(),
                     reinterpret_cast<unsigned char*>(text.data()))) {
        text.clear();
        return false;
    }
    text.resize(sealed.size() - chunk_tag_bytes);
    return true;
}

struct SealedWriter::State {
    State(int file, std::string shown_path, const KeyBytes& key, std::uint32_t chunk_bytes)
        : fd(file),
          path(std::move(shown_path)),
          cipher(key, ChunkCipher::Direction::seal, chunk_bytes),
          plain(chunk_bytes),
          sealed(new unsigned char[chunk_bytes + chunk_tag_bytes]) {}

    void put(ChunkKind kind, const unsigned char* bytes, std::size_t size) {
        cipher.seal(number++, kind, bytes, size, sealed.get());
        write_all(fd, as_text(sealed.get(), size + chunk_tag_bytes), path);
    }

    int fd;
    std::string path;
    ChunkCipher cipher;
    PlainBuffer plain;
    std::unique_ptr<unsigned char[]> sealed;
    std::size_t filled = 0;
    std::uint64_t number = 0;
};

SealedWriter::SealedWriter(int fd, std::string shown_path, const KeyBytes& key, std::uint32_t chunk_bytes)
    : m_state(std::make_unique<State>(fd, std::move(shown_path), key, chunk_bytes)) {}
SealedWriter::~SealedWriter() = default;
SealedWriter::SealedWriter(SealedWriter&&) noexcept = default;

void SealedWriter::write(std::string_view bytes) {
    State& state = *m_state;
    while (!bytes.empty()) {
        // A full chunk waits until one more byte arrives: only then it is known not to be the last.
        if (state.filled == state.plain.capacity) {
            state.put(ChunkKind::inner, state.plain.memory.get(), state.filled);
            state.filled = 0;
        }
        const auto* const from = reinterpret_cast<const unsigned char*>(bytes.data());
        if (state.filled == 0 && bytes.size() > state.plain.capacity) {
            state.put(ChunkKind::inner, from, state.plain.capacity);  // a whole chunk at hand needs no copy
            bytes.remove_prefix(state.plain.capacity);
            continue;
        }
        const std::size_t count = std::min(bytes.size(), state.plain.capacity - state.filled);
        std::memcpy(state.plain.memory.get() + state.filled, from, count);
        state.filled += count;
        bytes.remove_prefix(count);
    }
}

void SealedWriter::finish() { m_state->put(ChunkKind::last, m_state->plain.memory.get(), m_state->filled); }

struct SealedReader::State {
    State(UniqueFd file, std::string shown_path, const KeyBytes& key, std::uint64_t size, std::uint32_t chunk_size)
        : fd(std::move(file)),
          path(std::move(shown_path)),
          cipher(key, ChunkCipher::Direction::open, chunk_size),
          bytes(size),
          chunk_bytes(chunk_size),
          chunks(chunk_count(size, chunk_size)),
          plain(chunk_size),
          sealed(new unsigned char[chunk_size + chunk_tag_bytes]) {}

    [[nodiscard]] std::size_t plain_size(std::uint64_t number) const noexcept {
        return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes, bytes - number * chunk_bytes));
    }

    void load(std::uint64_t number) {
        const std::size_t size = plain_size(number) + chunk_tag_bytes;
        loaded = none;
        std::size_t got = 0;
        const std::uint64_t start = number * (std::uint64_t{chunk_bytes} + chunk_tag_bytes);
        while (got < size) {
            const ssize_t count = ::pread(fd.get(), sealed.get() + got, size - got, static_cast<off_t>(start + got));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw system_error("read", path, errno);
            if (count == 0) break;
            got += static_cast<std::size_t>(count);
        }
        const ChunkKind kind = number + 1 == chunks ? ChunkKind::last : ChunkKind::inner;
        if (got != size || !cipher.open(number, kind, sealed.get(), size, plain.memory.get())) {
            throw Error(ErrorKind::storage, "chunk " + std::to_string(number + 1) + " of " + std::to_string(chunks) +
                                                " of a landed delivery is damaged (bytes " +
                                                std::to_string(number * chunk_bytes) + " to " +
                                                std::to_string(number * chunk_bytes + plain_size(number)) + ")")
                .at({path})
                .remedy("restore the file from a backup, or fetch the delivery again")
                .code("landing-damaged");
        }
        loaded = number;
    }

    static constexpr std::uint64_t none = UINT64_MAX;
    UniqueFd fd;
    std::string path;
    ChunkCipher cipher;
    std::uint64_t bytes;
    std::uint32_t chunk_bytes;
    std::uint64_t chunks;
    PlainBuffer plain;
    std::unique_ptr<unsigned char[]> sealed;
    std::uint64_t loaded = none;
};

SealedReader::SealedReader(UniqueFd fd, std::string shown_path, const KeyBytes& key, std::uint64_t bytes,
                           std::uint32_t chunk_bytes) {
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) throw system_error("fstat", shown_path, errno);
    const std::uint64_t expected = sealed_size(bytes, chunk_bytes);
    if (static_cast<std::uint64_t>(info.st_size) != expected) {
        throw Error(ErrorKind::storage, "a landed delivery has " + std::to_string(info.st_size) +
                                            " sealed bytes on disk instead of " + std::to_string(expected))
            .at({shown_path})
            .remedy("restore the file from a backup, or fetch the delivery again")
            .code("landing-damaged");
    }
    m_state = std::make_unique<State>(std::move(fd), std::move(shown_path), key, bytes, chunk_bytes);
    // An empty delivery has no byte to read, but its one chunk must be genuine all the same.
    if (bytes == 0) m_state->load(0);
}
SealedReader::~SealedReader() = default;
SealedReader::SealedReader(SealedReader&&) noexcept = default;

std::size_t SealedReader::read_at(std::uint64_t offset, char* buffer, std::size_t size) {
    State& state = *m_state;
    if (offset >= state.bytes || size == 0) return 0;
    const std::uint64_t number = offset / state.chunk_bytes;
    if (state.loaded != number) state.load(number);
    const auto inside = static_cast<std::size_t>(offset % state.chunk_bytes);
    const std::size_t count = std::min(size, state.plain_size(number) - inside);
    std::memcpy(buffer, state.plain.memory.get() + inside, count);
    return count;
}

}  // namespace tilsig::land
