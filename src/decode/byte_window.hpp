// The stretch of landed bytes that a decoder is looking at: grows at the end, shrinks at the front, knows its offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "decode/decoder.hpp"

namespace tilsig::decode {

class ByteWindow {
public:
    /// What a parser may read (not use) behind the last byte; simdjson looks ahead in whole vectors.
    static constexpr std::size_t padding = 64;

    explicit ByteWindow(ByteSource source) : m_source(std::move(source)) {}

    /// The bytes not yet consumed; valid until grow().
    [[nodiscard]] std::string_view bytes() const noexcept { return {m_buffer.get() + m_begin, m_end - m_begin}; }
    /// Offset of the first of them in the delivery.
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_total - (m_end - m_begin); }
    /// Bytes taken from the source so far.
    [[nodiscard]] std::uint64_t total() const noexcept { return m_total; }
    /// Reads at least as much again as there is (so that re-scanning after grow() stays linear), however small the
    /// pieces are in which the source gives it. False when the source has nothing more.
    bool grow();
    void consume(std::size_t count) noexcept { m_begin += count; }
    /// Offset of the first NUL byte read so far.
    [[nodiscard]] const std::optional<std::uint64_t>& first_nul() const noexcept { return m_first_nul; }

private:
    // Small at first, because most of a night's deliveries are small and untouched memory costs nothing; then large
    // enough that the unfinished line moved to the front at each grow() does not count.
    static constexpr std::size_t first_read = 16 * 1024;
    static constexpr std::size_t most_read = 256 * 1024;

    ByteSource m_source;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_read_size = first_read;
    std::size_t m_capacity = 0;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint64_t m_total = 0;
    bool m_ended = false;
    std::optional<std::uint64_t> m_first_nul;
};

}  // namespace tilsig::decode
