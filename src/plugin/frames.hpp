// What a fetch child says on descriptor 3, and how long it may be; checked on both sides.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "process/frames.hpp"

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
    result = 10,  ///< status number, retry-after seconds or -1, message; the last frame of a good child
    cursor_of =
        11,    ///< sender, period (survey only); the child waits on answer_fd: '0' for none, or '1' and the cursor
    lies = 12  ///< sender, period, what, '1' when the source keeps it (survey only)
};

inline constexpr std::uint32_t max_bytes_payload = 128U << 10;
inline constexpr std::uint32_t max_text_payload = 32U << 10;

inline constexpr process::FrameRules frame_rules{std::pair{FrameType::begin, max_text_payload},
                                                 {FrameType::bytes, max_bytes_payload},
                                                 {FrameType::end, max_text_payload},
                                                 {FrameType::restart, max_text_payload},
                                                 {FrameType::cursor, max_text_payload},
                                                 {FrameType::log, max_text_payload},
                                                 {FrameType::mistake, max_text_payload},
                                                 {FrameType::describe, max_text_payload},
                                                 {FrameType::known, max_text_payload},
                                                 {FrameType::result, max_text_payload},
                                                 {FrameType::cursor_of, max_text_payload},
                                                 {FrameType::lies, max_text_payload}};

/// Bounds of single texts; longer ones are a misuse of the border, except messages and log texts, which are cut.
inline constexpr std::size_t max_outside_name = 4096;
inline constexpr std::size_t max_cursor = 4096;
inline constexpr std::size_t max_proof_part = 64;
inline constexpr std::size_t max_proof_lacks = 1024;  ///< what is longer is cut: large gaps are honest too
inline constexpr std::size_t max_message = 4096;
inline constexpr std::size_t max_sender = 64;
inline constexpr std::size_t max_period = 16;
inline constexpr std::size_t max_what = 1024;      ///< of something that lies at the source; cut
inline constexpr std::size_t max_lying = 100'000;  ///< in one survey
inline constexpr std::size_t max_log_event = 64;
inline constexpr std::size_t max_log_detail = 1024;

/// Nothing but printable ASCII, at most so much of it.
[[nodiscard]] inline bool is_printable(std::string_view text, std::size_t most) noexcept {
    return text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}
/// Whether a survey may speak of this sender and period.
[[nodiscard]] inline bool is_unit_of_survey(std::string_view sender, std::string_view period) noexcept {
    return !sender.empty() && !period.empty() && is_printable(sender, max_sender) && is_printable(period, max_period);
}

/// Result numbers beyond tilsig_status: the host's own verdict about a connector.
inline constexpr int result_misuse = 100;

}  // namespace tilsig::plugin
