#include "plugin/frames.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tilsig::plugin {

namespace {

// magic (2), type (1), sequence (1), payload length (4, little endian). Magic and sequence find a connector that writes
// to descriptor 3 itself: its bytes would have to guess both.
constexpr std::size_t header_size = 8;
constexpr unsigned char magic_first = 0xA7;
constexpr unsigned char magic_second = 0x5C;
constexpr std::size_t buffer_size = 2 * (max_bytes_payload + header_size);
constexpr std::size_t max_texts = 64;

void put_length(unsigned char* at, std::size_t value) noexcept {
    for (unsigned i = 0; i < 4; ++i) at[i] = static_cast<unsigned char>((value >> (8 * i)) & 0xFFU);
}

std::size_t get_length(const char* at) noexcept {
    std::size_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= static_cast<std::size_t>(static_cast<unsigned char>(at[i])) << (8 * i);
    return value;
}

bool known(unsigned char type) noexcept {
    return type >= static_cast<unsigned char>(FrameType::begin) &&
           type <= static_cast<unsigned char>(FrameType::result);
}

bool write_whole(int fd, struct iovec* parts, std::size_t count) noexcept {
    while (count > 0) {
        const ssize_t written = ::writev(fd, parts, static_cast<int>(count));
        if (written < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        auto left = static_cast<std::size_t>(written);
        while (count > 0 && left >= parts->iov_len) {
            left -= parts->iov_len;
            ++parts;
            --count;
        }
        if (count > 0) {
            parts->iov_base = static_cast<char*>(parts->iov_base) + left;
            parts->iov_len -= left;
        }
    }
    return true;
}

struct iovec part(std::string_view bytes) noexcept {
    // writev takes a pointer to non-const for readv's sake and never writes through it.
    return {const_cast<char*>(bytes.data()), bytes.size()};
}

}  // namespace

bool is_printable(std::string_view text, std::size_t most) noexcept {
    return text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool FrameWriter::send(FrameType type, struct iovec* parts, std::size_t count, std::size_t payload) noexcept {
    std::array<unsigned char, header_size> header{magic_first, magic_second, static_cast<unsigned char>(type),
                                                  m_sequence};
    put_length(header.data() + 4, payload);
    ++m_sequence;
    parts[0] = {header.data(), header.size()};
    return write_whole(m_fd, parts, count);
}

bool FrameWriter::texts(FrameType type, std::initializer_list<std::string_view> texts) noexcept {
    return this->texts(type, texts.begin(), texts.size());
}

bool FrameWriter::texts(FrameType type, const std::string_view* texts, std::size_t count) noexcept {
    if (count > max_texts) return false;
    std::array<struct iovec, 1 + 2 * max_texts> parts{};
    std::array<std::array<unsigned char, 4>, max_texts> lengths{};
    std::size_t payload = 0;
    for (std::size_t i = 0; i < count; ++i) {
        put_length(lengths[i].data(), texts[i].size());
        parts[1 + 2 * i] = {lengths[i].data(), 4};
        parts[2 + 2 * i] = part(texts[i]);
        payload += 4 + texts[i].size();
    }
    if (payload > max_text_payload) return false;
    return send(type, parts.data(), 1 + 2 * count, payload);
}

bool FrameWriter::bytes(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, max_bytes_payload);
        std::array<struct iovec, 2> parts{{{}, part(piece)}};
        if (!send(FrameType::bytes, parts.data(), parts.size(), piece.size())) return false;
        bytes.remove_prefix(piece.size());
    }
    return true;
}

std::optional<std::vector<std::string_view>> Frame::texts() const {
    std::vector<std::string_view> found;
    std::string_view rest = payload;
    while (!rest.empty()) {
        if (rest.size() < 4 || found.size() == max_texts) return std::nullopt;
        const std::size_t length = get_length(rest.data());
        rest.remove_prefix(4);
        if (length > rest.size()) return std::nullopt;
        found.push_back(rest.substr(0, length));
        rest.remove_prefix(length);
    }
    return found;
}

// Not zeroed: a small fetch then touches a page or two of it, not sixty-four.
FrameReader::FrameReader() : m_buffer(std::make_unique_for_overwrite<char[]>(buffer_size)) {}

char* FrameReader::space() noexcept {
    if (m_begin > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    return m_buffer.get() + m_end;
}

std::size_t FrameReader::room() const noexcept { return buffer_size - m_end; }

std::optional<Frame> FrameReader::next() noexcept {
    if (m_garbage || m_end - m_begin < header_size) return std::nullopt;
    const char* at = m_buffer.get() + m_begin;
    const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
    const std::size_t length = get_length(at + 4);
    const std::size_t most =
        byte(2) == static_cast<unsigned char>(FrameType::bytes) ? max_bytes_payload : max_text_payload;
    if (byte(0) != magic_first || byte(1) != magic_second || !known(byte(2)) || byte(3) != m_sequence ||
        length > most) {
        m_garbage = true;
        return std::nullopt;
    }
    if (m_end - m_begin - header_size < length) return std::nullopt;
    ++m_sequence;
    m_begin += header_size + length;
    return Frame{static_cast<FrameType>(byte(2)), std::string_view(at + header_size, length)};
}

}  // namespace tilsig::plugin
