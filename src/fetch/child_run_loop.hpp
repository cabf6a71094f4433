// Drives one child to its end: frames to a handler, noise counted, the deadline kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "fetch/child_process.hpp"
#include "process/frames.hpp"

namespace tilsig::fetch {

/// Takes frames in order. False: the child has said something it may not say; it is stopped. May throw: the child is
/// then stopped by its owner.
class FrameHandler {
public:
    virtual ~FrameHandler() = default;
    [[nodiscard]] virtual bool take(const process::Frame& frame) = 0;
    /// What the child waits to hear after a FrameType::known or cursor_of that was taken, in the bytes of its answer;
    /// asked after every frame, and gone then.
    [[nodiscard]] virtual std::optional<std::string> take_answer() noexcept = 0;
};

struct ChildEnd {
    std::optional<process::GuardReport> report;  ///< empty: the guard itself was killed
    bool timed_out = false;
    bool refused = false;           ///< the handler said no
    bool garbage = false;           ///< bytes on the frame pipe that are no frames, or an unfinished frame at the end
    std::uint64_t noise_bytes = 0;  ///< what was printed on standard output and standard error, thrown away
};

/// Returns when no process of the child is left. The deadline runs on the monotonic clock from the call on, and
/// includes the time the handler takes: a sink that is too slow is a fetch that is too slow.
[[nodiscard]] ChildEnd run_to_end(ChildProcess& child, std::chrono::milliseconds deadline, FrameHandler& handler);

}  // namespace tilsig::fetch
