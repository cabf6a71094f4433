// Is the head of an HTTP request whole, and does it have the one form that is taken?
#pragma once

#include <cstddef>
#include <string_view>

namespace tilsig::daemon {

struct HeadLimits {
    std::size_t line = 1024;  ///< bytes of the request line
    std::size_t head = 8192;  ///< bytes of the whole head
    std::size_t fields = 64;  ///< header fields
};

struct HeadVerdict {
    enum class State { incomplete, whole, refused } state = State::incomplete;
    int status = 0;           ///< of the refusal: 400, 414 or 431
    std::string_view reason;  ///< in words, for the client

    bool operator==(const HeadVerdict&) const = default;
};

/// Judges what has come so far; a request that cannot become good is refused before it is whole. Strict, because what
/// passes is parsed by a server that would wait for more bytes after some broken heads: `METHOD /target HTTP/1.x`, then
/// `name: value` lines without folding, every line ending in CR LF, printable text only.
[[nodiscard]] HeadVerdict judge_head(std::string_view bytes, const HeadLimits& limits);

}  // namespace tilsig::daemon
