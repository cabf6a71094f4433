#include "transport/body_decoder.hpp"

#include <zlib.h>

#include <array>
#include <limits>

#include "base/error.hpp"

namespace tilsig::transport {

struct BodyDecoder::Stream {
    z_stream zlib{};
    bool at_member_border = true;  // before the first byte, or after a member's end mark
    std::array<char, 65536> block{};

    Stream() {
        constexpr int gzip_only = 15 + 16;
        if (inflateInit2(&zlib, gzip_only) != Z_OK) throw Error(ErrorKind::internal, "zlib cannot be set up");
    }
    ~Stream() { inflateEnd(&zlib); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
};

BodyDecoder::BodyDecoder(Coding coding, std::uint64_t max_decoded)
    : m_stream(coding == Coding::gzip ? std::make_unique<Stream>() : nullptr), m_max_decoded(max_decoded) {}

BodyDecoder::~BodyDecoder() = default;

bool BodyDecoder::closed() const noexcept { return !m_stream || m_stream->at_member_border; }

BodyDecoder::Result BodyDecoder::hand_on(std::string_view bytes, const Write& write) {
    if (bytes.empty()) return Result::ok;
    if (bytes.size() > m_max_decoded - m_decoded) return Result::too_large;
    m_decoded += bytes.size();
    return write(bytes) ? Result::ok : Result::stopped;
}

BodyDecoder::Result BodyDecoder::feed(std::string_view wire, const Write& write) {
    if (!m_stream) return hand_on(wire, write);
    z_stream& z = m_stream->zlib;
    // zlib's input pointer is not const in older declarations; it is never written through.
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(wire.data()));
    z.avail_in = static_cast<uInt>(wire.size());  // libcurl hands over at most 16 KiB at a time
    do {
        if (m_stream->at_member_border && z.avail_in > 0) {
            if (inflateReset(&z) != Z_OK) return Result::damaged;
            m_stream->at_member_border = false;
        }
        z.next_out = reinterpret_cast<Bytef*>(m_stream->block.data());
        z.avail_out = static_cast<uInt>(m_stream->block.size());
        const int code = inflate(&z, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return Result::damaged;
        const std::size_t made = m_stream->block.size() - z.avail_out;
        if (const Result result = hand_on({m_stream->block.data(), made}, write); result != Result::ok) return result;
        if (code == Z_STREAM_END) {
            m_stream->at_member_border = true;  // a gzip file may hold several members; each must close
            continue;
        }
        if (made == 0) break;  // all input used, nothing more inside
    } while (z.avail_in > 0 || z.avail_out == 0);
    return Result::ok;
}

}  // namespace tilsig::transport
