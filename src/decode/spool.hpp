// Bytes that have to be read again, or out of order, put aside: an unlinked file that nobody else can open or read.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "decode/decoder.hpp"

namespace tilsig::decode {

/// Grows at its end, is read anywhere. What leaves memory is enciphered (ChaCha20, a key that lives in this object
/// only), because deliveries lie sealed in the landing zone and their plain text must not lie beside it; each page is
/// written once. A spool below one page never touches the disk. Errors: Error(storage).
class Spool {
public:
    /// `folder` empty: the system's folder for temporary files. `cached_pages` (16 KiB each) are kept for reading.
    explicit Spool(std::filesystem::path folder = {}, std::size_t cached_pages = 4);
    ~Spool();
    Spool(Spool&&) = delete;

    void write(std::string_view bytes);
    /// Up to `size` bytes from `offset` on; fewer only at the end.
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t size);
    [[nodiscard]] std::uint64_t size() const noexcept { return m_written + m_tail.size(); }

private:
    static constexpr std::size_t page_bytes = 16 * 1024;
    struct Page {
        std::optional<std::uint64_t> number;
        std::vector<char> bytes;
    };
    void put_away();
    [[nodiscard]] const char* page(std::uint64_t number);
    void encipher(char* bytes, std::uint64_t page_number) const;

    std::filesystem::path m_folder;
    UniqueFd m_file;
    std::array<unsigned char, 32> m_key{};
    std::vector<char> m_tail;  ///< not yet a whole page
    std::uint64_t m_written = 0;
    std::vector<Page> m_cache;
};

/// Takes everything that the source gives, at most `most_bytes`; false when there is more than that.
[[nodiscard]] bool spool_all(ByteSource& source, Spool& spool, std::uint64_t most_bytes);

}  // namespace tilsig::decode
