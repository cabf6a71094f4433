#include "process/frames.hpp"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tilsig::process {

namespace {

// magic (2), type (1), sequence (1), payload length (4, little endian). Magic and sequence find a foreign writer, such
// as a connector that writes to the descriptor itself: its bytes would have to guess both.
constexpr std::size_t header_size = 8;
constexpr unsigned char magic_first = 0xA7;
constexpr unsigned char magic_second = 0x5C;
constexpr std::size_t max_texts = 64;

void put_length(unsigned char* at, std::size_t value) noexcept {
    for (unsigned i = 0; i < 4; ++i) at[i] = static_cast<unsigned char>((value >> (8 * i)) & 0xFFU);
}

std::size_t get_length(const char* at) noexcept {
    std::size_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= static_cast<std::size_t>(static_cast<unsigned char>(at[i])) << (8 * i);
    return value;
}

bool is_socket(int fd) noexcept {
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

ssize_t write_some(int fd, bool socket, struct iovec* parts, std::size_t count) noexcept {
    if (!socket) return ::writev(fd, parts, static_cast<int>(count));
    struct msghdr message {};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

bool write_whole(int fd, bool socket, struct iovec* parts, std::size_t count) noexcept {
    while (count > 0) {
        const ssize_t written = write_some(fd, socket, parts, count);
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

FrameWriter::FrameWriter(int fd, const FrameRules& rules) noexcept
    : m_fd(fd), m_socket(is_socket(fd)), m_rules(&rules) {}

bool FrameWriter::put(std::uint8_t type, struct iovec* parts, std::size_t count, std::size_t payload) noexcept {
    std::array<unsigned char, header_size> header{magic_first, magic_second, type, m_sequence};
    put_length(header.data() + 4, payload);
    ++m_sequence;
    parts[0] = {header.data(), header.size()};
    return write_whole(m_fd, m_socket, parts, count);
}

bool FrameWriter::put_texts(std::uint8_t type, const std::string_view* texts, std::size_t count) noexcept {
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
    if (payload > m_rules->most(type).value_or(0)) return false;
    return put(type, parts.data(), 1 + 2 * count, payload);
}

bool FrameWriter::put_bytes(std::uint8_t type, std::string_view bytes) noexcept {
    const std::size_t most = m_rules->most(type).value_or(0);
    if (most == 0) return false;
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, most);
        std::array<struct iovec, 2> parts{{{}, part(piece)}};
        if (!put(type, parts.data(), parts.size(), piece.size())) return false;
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

FrameReader::FrameReader(const FrameRules& rules)
    : m_rules(rules),
      m_size(2 * (rules.largest() + header_size)),
      // Not zeroed: few small frames then touch a page or two of it, not sixty-four.
      m_buffer(std::make_unique_for_overwrite<char[]>(m_size)) {}

char* FrameReader::space() noexcept {
    if (m_begin > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    return m_buffer.get() + m_end;
}

std::size_t FrameReader::room() const noexcept { return m_size - m_end; }

FrameReader::Got FrameReader::read(int fd) noexcept {
    char* const at = space();
    const ssize_t count = ::read(fd, at, room());
    if (count > 0) {
        filled(static_cast<std::size_t>(count));
        return Got::bytes;
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? Got::nothing_yet : Got::end;
}

std::optional<Frame> FrameReader::next() noexcept {
    if (m_garbage || m_end - m_begin < header_size) return std::nullopt;
    const char* at = m_buffer.get() + m_begin;
    const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
    const std::size_t length = get_length(at + 4);
    const auto most = m_rules.most(byte(2));
    if (byte(0) != magic_first || byte(1) != magic_second || !most || byte(3) != m_sequence || length > *most) {
        m_garbage = true;
        return std::nullopt;
    }
    if (m_end - m_begin - header_size < length) return std::nullopt;
    ++m_sequence;
    m_begin += header_size + length;
    return Frame{byte(2), std::string_view(at + header_size, length)};
}

}  // namespace tilsig::process
