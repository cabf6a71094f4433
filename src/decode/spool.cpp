#include "decode/spool.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace tilsig::decode {

Spool::Spool(std::filesystem::path folder, std::size_t cached_pages)
    : m_folder(folder.empty() ? std::filesystem::temp_directory_path() : std::move(folder)),
      m_cache(std::max<std::size_t>(cached_pages, 1)) {
    if (sodium_init() < 0) throw Error(ErrorKind::internal, "libsodium does not start");
    randombytes_buf(m_key.data(), m_key.size());
}

Spool::~Spool() { sodium_memzero(m_key.data(), m_key.size()); }

void Spool::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t fits = std::min(bytes.size(), page_bytes - m_tail.size());
        m_tail.insert(m_tail.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(fits));
        bytes.remove_prefix(fits);
        if (m_tail.size() == page_bytes) put_away();
    }
}

void Spool::put_away() {
    if (!m_file.valid()) {
        std::string pattern = (m_folder / "spool-XXXXXX").string();
        m_file = UniqueFd(::mkostemp(pattern.data(), O_CLOEXEC));
        if (!m_file.valid()) throw system_error("create", pattern, errno);
        ::unlink(pattern.c_str());
    }
    encipher(m_tail.data(), m_written / page_bytes);
    write_all(m_file.get(), {m_tail.data(), m_tail.size()}, m_folder / "spool");
    m_written += m_tail.size();
    m_tail.clear();
}

void Spool::encipher(char* bytes, std::uint64_t page_number) const {
    static constexpr std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> nonce{};  // the key serves one spool
    auto* const text = reinterpret_cast<unsigned char*>(bytes);
    crypto_stream_chacha20_xor_ic(text, text, page_bytes, nonce.data(), page_number * (page_bytes / 64), m_key.data());
}

const char* Spool::page(std::uint64_t number) {
    Page& slot = m_cache[number % m_cache.size()];
    if (slot.number == number) return slot.bytes.data();
    slot.number.reset();
    slot.bytes.resize(page_bytes);
    for (std::size_t have = 0; have < page_bytes;) {
        const ssize_t got = ::pread(m_file.get(), slot.bytes.data() + have, page_bytes - have,
                                    static_cast<off_t>(number * page_bytes + have));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw system_error("read", (m_folder / "spool").string(), got < 0 ? errno : EIO);
        have += static_cast<std::size_t>(got);
    }
    encipher(slot.bytes.data(), number);
    slot.number = number;
    return slot.bytes.data();
}

std::size_t Spool::read(std::uint64_t offset, char* buffer, std::size_t size) {
    std::size_t done = 0;
    while (done < size && offset < this->size()) {
        const bool in_memory = offset >= m_written;
        const std::size_t skip = static_cast<std::size_t>(in_memory ? offset - m_written : offset % page_bytes);
        const std::size_t there = in_memory ? m_tail.size() : page_bytes;
        const std::size_t count = std::min(size - done, there - skip);
        std::memcpy(buffer + done, (in_memory ? m_tail.data() : page(offset / page_bytes)) + skip, count);
        done += count;
        offset += count;
    }
    return done;
}

bool spool_all(ByteSource& source, Spool& spool, std::uint64_t most_bytes) {
    std::vector<char> buffer(256 * 1024);
    for (;;) {
        const std::size_t count = source(buffer.data(), buffer.size());
        if (count == 0) return true;
        if (spool.size() + count > most_bytes) return false;
        spool.write({buffer.data(), count});
    }
}

}  // namespace tilsig::decode
