// Content-Encoding undone by ourselves, so that decoded bytes are counted and capped while they appear.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace tilsig::transport {

/// Turns the bytes of one body into decoded bytes. libcurl could decode too, but its size limit does not see decoded
/// bytes (1 MB of gzip became 1 GiB past a 5 MB limit) and it does not say whether the compressed stream was closed.
class BodyDecoder {
public:
    enum class Coding { identity, gzip };
    enum class Result { ok, damaged, too_large, stopped };
    using Write = std::function<bool(std::string_view)>;

    BodyDecoder(Coding coding, std::uint64_t max_decoded);
    ~BodyDecoder();
    BodyDecoder(const BodyDecoder&) = delete;
    BodyDecoder& operator=(const BodyDecoder&) = delete;

    /// Decodes and hands on; memory is one 64 KiB block whatever the ratio. `stopped` when `write` says so.
    [[nodiscard]] Result feed(std::string_view wire, const Write& write);
    /// The compressed stream had its end mark (always true for identity, and for gzip with no byte at all).
    [[nodiscard]] bool closed() const noexcept;
    [[nodiscard]] std::uint64_t decoded_bytes() const noexcept { return m_decoded; }

private:
    struct Stream;
    Result hand_on(std::string_view bytes, const Write& write);

    std::unique_ptr<Stream> m_stream;  // null for identity
    std::uint64_t m_max_decoded;
    std::uint64_t m_decoded = 0;
};

}  // namespace tilsig::transport
