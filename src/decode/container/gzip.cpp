#include "decode/container/gzip.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t trailer_bytes = 8;  // checksum and size
constexpr int gzip_only = 15 + 16;

}  // namespace

GzipContainer::GzipContainer(ByteSource source, std::string shown_name, UnpackLimits limits)
    : m_source(std::move(source)), m_shown_name(std::move(shown_name)), m_limits(limits), m_packed(read_bytes) {
    if (inflateInit2(&m_stream, gzip_only) != Z_OK) throw Error(ErrorKind::internal, "no memory for unpacking gzip");
}

GzipContainer::~GzipContainer() { inflateEnd(&m_stream); }

std::size_t GzipContainer::read(char* buffer, std::size_t size) {
    m_stream.next_out = reinterpret_cast<Bytef*>(buffer);
    m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U));
    const uInt room = m_stream.avail_out;
    while (!m_done && m_stream.avail_out == room) {
        if (m_stream.avail_in == 0 && !m_damaged && !refill()) {
            if (m_account.landed == 0) refuse_here(code::empty, "the delivery is empty (0 bytes)");
            refuse_here(code::cut, "the gzip stream ends before its checksum: the delivery is cut");
        }
        inflate_some(room);
    }
    const std::size_t got = room - m_stream.avail_out;
    m_account.unpacked += got;
    check_limits();
    return got;
}

bool GzipContainer::refill() {
    if (m_source_ended) return false;
    const std::size_t got = m_source(reinterpret_cast<char*>(m_packed.data()), m_packed.size());
    m_source_ended = got == 0;
    m_account.landed += got;
    m_stream.next_in = m_packed.data();
    m_stream.avail_in = static_cast<uInt>(got);
    return got > 0;
}

void GzipContainer::inflate_some(unsigned room) {
    // Until the header is read zlib is asked to stop behind it: that is the only way to learn where it ends.
    const int result = inflate(&m_stream, m_header_bytes == 0 ? Z_BLOCK : Z_NO_FLUSH);
    const std::uint64_t here = m_account.landed - m_stream.avail_in;
    if (result == Z_MEM_ERROR) throw Error(ErrorKind::internal, "no memory for unpacking gzip").retry(Retry::later);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        // What came out before the damage goes on its way, however the source cuts its pieces; zlib says it again.
        m_damaged = m_stream.avail_out < room;
        if (m_damaged) return;
        if (m_header_bytes > 0) refuse_here(code::archive, "the gzip stream is damaged");
        refuse_here(code::archive, m_stream_begin == 0
                                       ? "the delivery is not gzip"
                                       : "bytes after the end of the gzip stream; ask the sender for the file again");
    }
    if (m_header_bytes == 0 && (m_stream.data_type & 128) != 0) {
        m_header_bytes = here - m_stream_begin;
        m_account.before += m_header_bytes;
    }
    if (m_header_bytes == 0 && here - m_stream_begin > m_limits.header_bytes)
        refuse_here(code::limit, "the gzip header is longer than 64 KiB");
    if (result == Z_STREAM_END) end_of_stream();
}

void GzipContainer::end_of_stream() {
    const std::uint64_t here = m_account.landed - m_stream.avail_in;
    m_account.after += trailer_bytes;
    m_account.packed += here - m_stream_begin - m_header_bytes - trailer_bytes;
    if (m_stream.avail_in == 0 && !refill()) {
        m_done = true;
        return;
    }
    m_stream_begin = here;
    m_header_bytes = 0;
    inflateReset(&m_stream);
}

void GzipContainer::check_limits() const {
    if (m_account.unpacked > m_limits.unpacked_bytes) {
        refuse_here(code::limit,
                    "more than " + std::to_string(m_limits.unpacked_bytes >> 20U) + " MiB unpacked from gzip");
    }
    if (m_account.unpacked > m_limits.ratio_from && m_account.unpacked / m_limits.ratio > m_account.landed) {
        refuse_here(code::limit, "the gzip stream unpacks to more than " + std::to_string(m_limits.ratio) +
                                     " times its size: nothing honest does");
    }
}

void GzipContainer::refuse_here(model::RuleCode code, const std::string& message) const {
    model::RecordPlace place;
    place.offset = m_account.landed - m_stream.avail_in;
    refuse({}, refusal(code, place, "byte " + std::to_string(place.offset) + ": " + message), m_shown_name);
}

}  // namespace tilsig::decode
