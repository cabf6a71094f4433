// Messages between processes: bounded, numbered, and checked by the reader.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tilsig::process {

/// The numbers that name the types of a channel's frames, as an enum of the channel's own.
template <typename Type>
concept FrameKind = std::is_enum_v<Type> && std::is_same_v<std::underlying_type_t<Type>, std::uint8_t>;

/// What one channel speaks: the types of its frames, and how large the payload of each may be.
class FrameRules {
public:
    template <FrameKind Type>
    constexpr FrameRules(std::initializer_list<std::pair<Type, std::uint32_t>> entries) {
        for (const auto& [type, most] : entries) {
            m_entries.at(static_cast<std::size_t>(type)) = {true, most};
            if (most > m_largest) m_largest = most;
        }
    }

    /// The largest payload of a type; absent for a type that does not exist.
    [[nodiscard]] constexpr std::optional<std::size_t> most(std::uint8_t type) const noexcept {
        if (type >= m_entries.size() || !m_entries[type].exists) return std::nullopt;
        return m_entries[type].most;
    }
    [[nodiscard]] constexpr std::size_t largest() const noexcept { return m_largest; }

private:
    struct Entry {
        bool exists = false;
        std::uint32_t most = 0;
    };
    std::array<Entry, 32> m_entries{};
    std::uint32_t m_largest = 0;
};

/// Writes frames to a pipe or socket and waits where that is full. Allocates nothing, so that a process that ran out of
/// memory can still say so. On a socket no signal is raised when the reader is gone.
class FrameWriter {
public:
    /// `rules` must live as long as the writer.
    FrameWriter(int fd, const FrameRules& rules) noexcept;

    /// A list of texts, each with its length before it. False when the reader is gone, or when the texts are larger
    /// than the rules allow: then nothing was written.
    template <FrameKind Type>
    bool texts(Type type, std::initializer_list<std::string_view> texts) noexcept {
        return put_texts(static_cast<std::uint8_t>(type), texts.begin(), texts.size());
    }
    template <FrameKind Type>
    bool texts(Type type, const std::string_view* texts, std::size_t count) noexcept {
        return put_texts(static_cast<std::uint8_t>(type), texts, count);
    }
    /// Raw bytes, in as many frames as the rules make necessary; none for no bytes. False when the reader is gone.
    template <FrameKind Type>
    bool bytes(Type type, std::string_view bytes) noexcept {
        return put_bytes(static_cast<std::uint8_t>(type), bytes);
    }

private:
    bool put_texts(std::uint8_t type, const std::string_view* texts, std::size_t count) noexcept;
    bool put_bytes(std::uint8_t type, std::string_view bytes) noexcept;
    bool put(std::uint8_t type, struct iovec* parts, std::size_t count, std::size_t payload) noexcept;

    int m_fd;
    bool m_socket;
    std::uint8_t m_sequence = 0;
    const FrameRules* m_rules;
};

/// One frame; views are valid until the next FrameReader::space() or read().
struct Frame {
    std::uint8_t type = 0;
    std::string_view payload;

    template <FrameKind Type>
    [[nodiscard]] Type as() const noexcept {
        return static_cast<Type>(type);
    }
    /// The texts of the payload; empty optional when they do not fill it exactly.
    [[nodiscard]] std::optional<std::vector<std::string_view>> texts() const;
};

/// Takes bytes as they come and makes frames of them. Believes nothing: magic, sequence number, type and length are
/// checked before a payload is waited for, so a huge length never makes it wait or grow.
class FrameReader {
public:
    /// What a read() came to.
    enum class Got { bytes, nothing_yet, end };

    /// `rules` must live as long as the reader.
    explicit FrameReader(const FrameRules& rules);

    /// One read from a descriptor; take the frames with next() afterwards. An error of the descriptor is its end.
    [[nodiscard]] Got read(int fd) noexcept;
    /// Forgets what was read and not taken.
    void drop() noexcept { m_begin = m_end = 0; }

    /// Room for bytes that come from elsewhere than read(); invalidates earlier frames.
    [[nodiscard]] char* space() noexcept;
    [[nodiscard]] std::size_t room() const noexcept;
    void filled(std::size_t count) noexcept { m_end += count; }

    /// The next whole frame. Empty: more bytes are needed, or garbage() is true.
    [[nodiscard]] std::optional<Frame> next() noexcept;
    [[nodiscard]] bool garbage() const noexcept { return m_garbage; }
    /// True when bytes of an unfinished frame are left.
    [[nodiscard]] bool partial() const noexcept { return m_begin != m_end; }

private:
    const FrameRules& m_rules;
    std::size_t m_size;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint8_t m_sequence = 0;
    bool m_garbage = false;
};

}  // namespace tilsig::process
