// The frames a fetch child speaks on descriptor 3: bounded, numbered, and checked on both sides.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tilsig::plugin {

/// Descriptors of a fetch child. 0 is the request, 1 and 2 are drained and counted, the rest is closed. Frames go to
/// the worker, `control` is the guard's, and on `answer` the worker says the one thing a connector can ask it.
inline constexpr int frame_fd = 3;
inline constexpr int control_fd = 4;
inline constexpr int answer_fd = 5;

/// What a frame means. The payload of `bytes` is raw; of all others a list of texts, each with its length before it.
enum class FrameType : std::uint8_t {
    begin = 1,     ///< outside name, media type, charset
    bytes = 2,     ///< raw
    end = 3,       ///< kind, expected, found, lacks of the proof
    restart = 4,   ///< nothing
    cursor = 5,    ///< value
    log = 6,       ///< level, event, detail
    mistake = 7,   ///< message (check only)
    describe = 8,  ///< name, capabilities, then one text per option (describe only)
    known =
        9,  ///< SHA-256 of the open delivery's content; the child waits for one byte on answer_fd: '1' known, '0' not
    result = 10  ///< status number, retry-after seconds or -1, message; the last frame of a good child
};

inline constexpr std::size_t max_bytes_payload = 128U << 10;
inline constexpr std::size_t max_text_payload = 32U << 10;

/// Bounds of single texts; longer ones are a misuse of the border, except messages and log texts, which are cut.
inline constexpr std::size_t max_outside_name = 4096;
inline constexpr std::size_t max_cursor = 4096;
inline constexpr std::size_t max_proof_part = 64;
inline constexpr std::size_t max_proof_lacks = 1024;  ///< what is longer is cut: large gaps are honest too
inline constexpr std::size_t max_message = 4096;
inline constexpr std::size_t max_log_event = 64;
inline constexpr std::size_t max_log_detail = 1024;

/// Nothing but printable ASCII, at most so much of it.
[[nodiscard]] bool is_printable(std::string_view text, std::size_t most) noexcept;

/// Result numbers beyond tilsig_status: the host's own verdict about a connector.
inline constexpr int result_misuse = 100;

/// The child's side. Allocates nothing, so that a child that ran out of memory can still say so.
class FrameWriter {
public:
    explicit FrameWriter(int fd) noexcept : m_fd(fd) {}
    /// False when the worker is gone.
    bool texts(FrameType type, std::initializer_list<std::string_view> texts) noexcept;
    bool texts(FrameType type, const std::string_view* texts, std::size_t count) noexcept;
    /// Splits into frames of at most max_bytes_payload.
    bool bytes(std::string_view bytes) noexcept;

private:
    bool send(FrameType type, struct iovec* parts, std::size_t count, std::size_t payload) noexcept;

    int m_fd;
    std::uint8_t m_sequence = 0;
};

/// One frame; views are valid until the next FrameReader::space().
struct Frame {
    FrameType type = FrameType::bytes;
    std::string_view payload;

    /// The texts of the payload; empty optional when they do not fill it exactly.
    [[nodiscard]] std::optional<std::vector<std::string_view>> texts() const;
};

/// The worker's side: give it bytes as they come, take frames. Believes nothing: magic, sequence number, type and
/// length are checked before a payload is waited for, so a huge length never makes it wait or grow.
class FrameReader {
public:
    FrameReader();
    /// Room for the next read; invalidates earlier frames.
    [[nodiscard]] char* space() noexcept;
    [[nodiscard]] std::size_t room() const noexcept;
    void filled(std::size_t count) noexcept { m_end += count; }
    /// The next whole frame. Empty: more bytes are needed, or garbage() is true.
    [[nodiscard]] std::optional<Frame> next() noexcept;
    [[nodiscard]] bool garbage() const noexcept { return m_garbage; }
    /// True when bytes of an unfinished frame are left.
    [[nodiscard]] bool partial() const noexcept { return m_begin != m_end; }

private:
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint8_t m_sequence = 0;
    bool m_garbage = false;
};

}  // namespace tilsig::plugin
